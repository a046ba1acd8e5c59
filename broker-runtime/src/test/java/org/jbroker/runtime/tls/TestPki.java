package org.jbroker.runtime.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.UnaryOperator;
import org.jbroker.TlsOptions;

/**
 * An authority, and certificates from it as PEM files in a folder. For one thread.
 *
 * <p>Keys are of P-256, which are made quickly.
 */
public final class TestPki {

  private static final Duration DAY = Duration.ofDays(1);

  private final Path folder;
  private final String name;
  private final X509Bundle authority;
  private int count;

  /** An authority of this name; its certificate is in {@code NAME.pem}. */
  public TestPki(Path folder, String name) {
    this.folder = folder;
    this.name = name;
    try {
      authority =
          new CertificateBuilder()
              .ecp256()
              .subject("CN=" + name)
              .setIsCertificateAuthority(true)
              .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    write(authorityFile(), authority.getCertificatePEM());
  }

  /** The PEM file with the authority's certificate. */
  public Path authorityFile() {
    return folder.resolve(name + ".pem");
  }

  /** A certificate that is valid for a day, for 127.0.0.1 and localhost. */
  public X509Bundle issue() {
    return issue(builder -> builder.addSanIpAddress("127.0.0.1").addSanDnsName("localhost"));
  }

  /** A certificate of which {@code more} says what is special. */
  public X509Bundle issue(UnaryOperator<CertificateBuilder> more) {
    CertificateBuilder builder =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=node-" + ++count + " of " + name)
            .notBefore(Instant.now().minus(DAY))
            .notAfter(Instant.now().plus(DAY));
    try {
      return more.apply(builder).buildIssuedBy(authority);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Options for a new certificate of this authority, which trust it. */
  public TlsOptions options() {
    return builder(issue()).build();
  }

  /** Options with that certificate, which trust this authority. */
  public TlsOptions.Builder builder(X509Bundle certificate) {
    Path file = folder.resolve(name + "-" + ++count + ".pem");
    Path key = folder.resolve(name + "-" + count + ".key");
    write(file, certificate.getCertificatePathPEM());
    write(key, certificate.getPrivateKeyPEM());
    return TlsOptions.builder().certificate(file).key(key).caFile(authorityFile());
  }

  /** A block of PEM. */
  public static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  /** Writes a file anew. */
  public static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
