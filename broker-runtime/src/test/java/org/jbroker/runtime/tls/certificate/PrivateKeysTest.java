package org.jbroker.runtime.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jbroker.runtime.tls.TestPki;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys in all the forms that OpenSSL writes; Bouncy Castle makes the older ones. */
class PrivateKeysTest {

  @TempDir Path folder;

  private static KeyPair generate(String algorithm, String detail) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec(detail));
    } else if (algorithm.equals("RSA")) {
      generator.initialize(Integer.parseInt(detail));
    }
    return generator.generateKeyPair();
  }

  static Stream<KeyPair> keys() throws GeneralSecurityException {
    return Stream.of(
        generate("RSA", "1024"),
        generate("EC", "secp256r1"),
        generate("EC", "secp384r1"),
        generate("EC", "secp521r1"),
        generate("Ed25519", ""));
  }

  private PemFile file(String text) throws UnusableFileException {
    return PemFile.read(TestPki.write(folder.resolve("key.pem"), text));
  }

  private void assertUnusable(String text, String passphrase, String why)
      throws UnusableFileException {
    PemFile file = file(text);
    assertThatExceptionOfType(UnusableFileException.class)
        .isThrownBy(() -> PrivateKeys.read(file, Optional.ofNullable(passphrase)))
        .withMessageContaining(file.path() + ": ")
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void readsPkcs8(KeyPair pair) throws Exception {
    PemFile file = file(TestPki.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    assertThat(PrivateKeys.read(file, Optional.empty())).isEqualTo(pair.getPrivate());
    assertThat(PrivateKeys.belongTogether(pair.getPrivate(), pair.getPublic())).isTrue();
  }

  /** OpenSSL's default is the second. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PBEWithHmacSHA1AndAES_128",
        "PBEWithHmacSHA256AndAES_256",
        "PBEWithHmacSHA512AndAES_256"
      })
  void readsEncryptedPkcs8(String algorithm) throws Exception {
    KeyPair pair = generate("EC", "secp256r1");
    SecretKey key =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec("secret".toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec(new byte[16], 1000));
    byte[] encrypted =
        new EncryptedPrivateKeyInfo(
                new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_PBES2,
                    ASN1Primitive.fromByteArray(cipher.getParameters().getEncoded())),
                cipher.doFinal(pair.getPrivate().getEncoded()))
            .getEncoded();
    String text = TestPki.pem("ENCRYPTED PRIVATE KEY", encrypted);

    assertThat(PrivateKeys.read(file(text), Optional.of("secret"))).isEqualTo(pair.getPrivate());
    assertUnusable(text, "wrong", "the passphrase of its private key is wrong");
    assertUnusable(text, null, "no passphrase is set");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void readsTheOlderFormsOfRsaAndEc(KeyPair pair) throws Exception {
    String algorithm = pair.getPrivate().getAlgorithm();
    if (algorithm.equals("EdDSA")) {
      return; // It has none.
    }
    PemFile file =
        file(
            "some text\n-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n"
                + TestPki.pem(algorithm + " PRIVATE KEY", olderForm(pair)));
    PrivateKey read = PrivateKeys.read(file, Optional.empty());
    assertThat(PrivateKeys.belongTogether(read, pair.getPublic())).isTrue();
  }

  private static byte[] olderForm(KeyPair pair) throws IOException {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
    if (!(pair.getPrivate() instanceof ECPrivateKey ec)) {
      return info.parsePrivateKey().toASN1Primitive().getEncoded();
    }
    BigInteger number = ec.getS();
    int bits = ec.getParams().getOrder().bitLength();
    return new org.bouncycastle.asn1.sec.ECPrivateKey(
            bits, number, info.getPrivateKeyAlgorithm().getParameters())
        .getEncoded();
  }

  @Test
  void saysWhatIsWrongWithAFile() throws Exception {
    byte[] der = generate("EC", "secp256r1").getPrivate().getEncoded();
    assertUnusable("", null, "it holds no private key in PEM form");
    assertUnusable(TestPki.pem("CERTIFICATE", der), null, "it holds no private key in PEM form");
    assertUnusable(TestPki.pem("PRIVATE KEY", new byte[40]), null, "malformed");
    assertUnusable(TestPki.pem("DSA PRIVATE KEY", der), null, "DSA PRIVATE KEY are not supported");
    assertUnusable(
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
            + "-----END RSA PRIVATE KEY-----",
        "secret",
        "openssl pkcs8 -topk8");
    assertThatExceptionOfType(UnusableFileException.class)
        .isThrownBy(() -> file("-----BEGIN PRIVATE KEY-----\nAAAA"))
        .withMessageContaining("has no end");
    assertThatExceptionOfType(UnusableFileException.class)
        .isThrownBy(() -> file("-----BEGIN A-----\n!\n-----END A-----"))
        .withMessageContaining("no base64");
    assertThatExceptionOfType(UnusableFileException.class)
        .isThrownBy(() -> PemFile.read(folder.resolve("missing.pem")))
        .withMessageContaining("missing.pem: there is no such file");
    assertThatExceptionOfType(UnusableFileException.class)
        .isThrownBy(() -> PemFile.read(folder))
        .withMessageContaining("cannot be read");
  }

  @Test
  void refusesAFileThatIsTooLong() {
    Path large = TestPki.write(folder.resolve("large"), "x".repeat(PemFile.MAX_BYTES + 1));
    assertThatExceptionOfType(UnusableFileException.class)
        .isThrownBy(() -> PemFile.read(large))
        .withMessageContaining("longer than");
  }

  @Test
  void keysOfOthersDoNotBelongTogether() throws Exception {
    KeyPair one = generate("EC", "secp256r1");
    assertThat(
            PrivateKeys.belongTogether(one.getPrivate(), generate("EC", "secp256r1").getPublic()))
        .isFalse();
    assertThat(PrivateKeys.belongTogether(one.getPrivate(), generate("RSA", "1024").getPublic()))
        .isFalse();
  }

  /** Every beginning of a key, and every byte of it changed, is read or refused. */
  @Test
  void derThatIsCutOrChangedIsRefusedWithoutHarm() throws Exception {
    byte[] der = olderForm(generate("EC", "secp256r1"));
    for (int length = 0; length < der.length; length++) {
      byte[] cut = Arrays.copyOf(der, length);
      assertThatIllegalArgumentException().isThrownBy(() -> Der.ecToPkcs8(cut));
    }
    for (int at = 0; at < der.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = der.clone();
        changed[at] ^= (byte) (1 << bit);
        try {
          assertThat(Der.ecToPkcs8(changed)).isNotEmpty();
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageMatching(".*(element|length).*");
        }
      }
    }
  }
}
