package org.jbroker.runtime.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.TlsOptions;
import org.jbroker.TlsOptions.Protocol;
import org.jbroker.runtime.tls.TestPki;
import org.jbroker.spi.TlsContextProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateSourceTest {

  @TempDir Path folder;
  private TestPki pki;

  @BeforeEach
  void makeAuthority() {
    pki = new TestPki(folder, "authority");
  }

  private static void touch(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
  }

  private static void assertUnusable(TlsOptions options, String why) {
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> CertificateSource.open(options))
        .withMessageContaining(why)
        .matches(e -> e.code() == ErrorCode.CANNOT_OPEN_FILE);
  }

  @Test
  void otherModulesFindItAsAService() {
    TlsContextProvider.Source source = TlsContextProvider.load().open(pki.options());
    assertThat(source.context()).isNotNull();
    assertThat(source.parameters(true).getProtocols()).containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(source.parameters(true).getEndpointIdentificationAlgorithm()).isNull();
    assertThat(source.parameters(false).getNeedClientAuth()).isTrue();

    TlsOptions strict =
        pki.builder(pki.issue()).verifyHostname(true).protocols(Set.of(Protocol.TLS_1_3)).build();
    source = TlsContextProvider.load().open(strict);
    assertThat(source.parameters(true).getProtocols()).containsExactly("TLSv1.3");
    assertThat(source.parameters(true).getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
    assertThat(source.parameters(false).getEndpointIdentificationAlgorithm()).isNull();
  }

  @Test
  void onlyCertificatesMakeAContext() {
    for (TlsOptions options : Set.of(TlsOptions.off(), TlsOptions.anonymous())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TlsContextProvider.load().open(options))
          .withMessageContaining("not TLS " + options);
    }
  }

  @Test
  void aChangedFileMakesANewContextAndABrokenOneKeepsTheOld() throws IOException {
    TlsOptions options = pki.options();
    CertificateSource source = CertificateSource.open(options);
    SSLContext first = source.context();
    assertThat(source.refresh()).isFalse();
    assertThat(source.context()).isSameAs(first);

    touch(options.caFile().orElseThrow(), 5);
    assertThat(source.refresh()).isTrue();
    SSLContext second = source.context();
    assertThat(second).isNotSameAs(first);

    Path certificate = options.certificate().orElseThrow();
    TestPki.write(certificate, "nothing");
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(source::refresh)
        .withMessageContaining(certificate + ": it holds no certificate");
    assertThat(source.refresh()).as("said once").isFalse();
    assertThat(source.context()).isSameAs(second);
  }

  @Test
  void aFolderOfAuthoritiesMayHoldLinksAndOtherFilesAndMayGrow() throws IOException {
    Path authorities = Files.createDirectory(folder.resolve("authorities"));
    TestPki.write(authorities.resolve("README"), "no PEM");
    Files.createDirectory(authorities.resolve("sub"));
    TlsOptions certificate = pki.options();
    TlsOptions options =
        TlsOptions.builder()
            .certificate(certificate.certificate().orElseThrow())
            .key(certificate.key().orElseThrow())
            .caFolder(authorities)
            .build();
    assertUnusable(options, authorities + ": it holds no certificate in PEM form");

    Files.createSymbolicLink(authorities.resolve("1a2b3c4d.0"), pki.authorityFile());
    CertificateSource source = CertificateSource.open(options);
    assertThat(source.refresh()).isFalse();
    Files.copy(new TestPki(folder, "second").authorityFile(), authorities.resolve("second.pem"));
    assertThat(source.refresh()).isTrue();
  }

  @Test
  void namesTheFileThatIsWrong() {
    TlsOptions good = pki.options();
    TlsOptions other = pki.options();
    TlsOptions.Builder mixed =
        TlsOptions.builder()
            .certificate(good.certificate().orElseThrow())
            .key(other.key().orElseThrow())
            .caFile(pki.authorityFile());
    assertUnusable(mixed.build(), "its key does not belong to the first certificate in");
    assertUnusable(mixed.key(folder.resolve("none")).build(), "none: there is no such file");
    mixed.key(good.key().orElseThrow());
    assertUnusable(
        mixed.caFolder(folder.resolve("nowhere")).build(), "nowhere: there is no such file");
    Path garbage =
        TestPki.write(folder.resolve("garbage"), TestPki.pem("CERTIFICATE", new byte[9]));
    assertUnusable(
        pki.builder(pki.issue()).caFile(garbage).build(), "it holds a malformed certificate");
  }

  /** The JDK's own trust manager asks nothing more of a certificate that is trusted by itself. */
  @Test
  void aCertificateThatIsTrustedByItselfExpiresAllTheSame() throws Exception {
    Instant past = Instant.now().minus(Duration.ofDays(2));
    X509Bundle expired =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=pinned")
            .setIsCertificateAuthority(true)
            .notBefore(past.minusSeconds(60))
            .notAfter(past)
            .buildSelfSigned();
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("pinned", expired.getCertificate());
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(trusted);
    X509ExtendedTrustManager jdk = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    X509Certificate[] chain = {expired.getCertificate()};
    jdk.checkServerTrusted(chain, "EC");
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> new StrictTrustManager(jdk).checkServerTrusted(chain, "EC"))
        .withMessageStartingWith("the peer's certificate (CN=pinned) expired on ");
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> new StrictTrustManager(jdk).checkClientTrusted(chain, "EC"));
  }
}
