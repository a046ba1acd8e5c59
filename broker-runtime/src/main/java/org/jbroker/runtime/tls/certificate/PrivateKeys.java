package org.jbroker.runtime.tls.certificate;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jbroker.runtime.tls.certificate.PemFile.Block;

/**
 * Reads private keys from PEM: PKCS#8, plain or encrypted, and the older forms of RSA and EC keys,
 * plain. Stateless.
 */
final class PrivateKeys {

  /** PBES2 (RFC 8018), whose parameters say which ciphers it is made of. */
  private static final String PBES2 = "1.2.840.113549.1.5.13";

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  /** For showing that a key belongs to a certificate. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private PrivateKeys() {}

  /**
   * The first private key of a file.
   *
   * @throws UnusableFileException if there is none, or it cannot be read with this passphrase
   */
  static PrivateKey read(PemFile file, Optional<String> passphrase) throws UnusableFileException {
    for (Block block : file.blocks()) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return read(file, block, passphrase);
      }
    }
    throw new UnusableFileException(file.path(), "it holds no private key in PEM form");
  }

  private static PrivateKey read(PemFile file, Block block, Optional<String> passphrase)
      throws UnusableFileException {
    if (block.isLegacyEncrypted()) {
      throw new UnusableFileException(
          file.path(),
          "its key is encrypted in an outdated way; convert it with openssl pkcs8 -topk8");
    }
    try {
      return switch (block.label()) {
        case "PRIVATE KEY" -> parse(new PKCS8EncodedKeySpec(block.der()));
        case "RSA PRIVATE KEY" -> parse(new PKCS8EncodedKeySpec(Der.rsaToPkcs8(block.der())));
        case "EC PRIVATE KEY" -> parse(new PKCS8EncodedKeySpec(Der.ecToPkcs8(block.der())));
        case "ENCRYPTED PRIVATE KEY" -> parse(decrypt(file, block.der(), passphrase));
        default ->
            throw new UnusableFileException(
                file.path(), "keys of the form " + block.label() + " are not supported");
      };
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      throw new UnusableFileException(file.path(), "its private key is malformed", e);
    }
  }

  private static KeySpec decrypt(PemFile file, byte[] der, Optional<String> passphrase)
      throws UnusableFileException {
    if (passphrase.isEmpty()) {
      throw new UnusableFileException(
          file.path(), "its private key is encrypted, and no passphrase is set");
    }
    PBEKeySpec password = new PBEKeySpec(passphrase.get().toCharArray());
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      AlgorithmParameters parameters = info.getAlgParameters();
      String algorithm =
          info.getAlgName().equals("PBES2") || info.getAlgName().equals(PBES2)
              ? String.valueOf(parameters)
              : info.getAlgName();
      SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(password);
      Cipher cipher = Cipher.getInstance(algorithm);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return info.getKeySpec(cipher);
    } catch (InvalidKeySpecException | InvalidKeyException e) {
      throw new UnusableFileException(file.path(), "the passphrase of its private key is wrong", e);
    } catch (IOException | GeneralSecurityException e) {
      throw new UnusableFileException(
          file.path(), "the encryption of its private key is not supported by this JDK", e);
    } finally {
      password.clearPassword();
    }
  }

  private static PrivateKey parse(KeySpec spec) throws InvalidKeySpecException {
    InvalidKeySpecException last = null;
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("a JDK without " + algorithm, e);
      }
    }
    throw last;
  }

  /** Whether what the private key signs is verified by the public key. */
  static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
    String algorithm = SIGNATURES.get(privateKey.getAlgorithm());
    if (algorithm == null) {
      return true; // Nobody knows; the handshake will tell.
    }
    byte[] sample = {1, 2, 3, 4};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // Keys of different kinds.
    }
  }
}
