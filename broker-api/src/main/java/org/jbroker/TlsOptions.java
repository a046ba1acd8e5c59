package org.jbroker;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How the TCP connections of an endpoint are protected. Both sides of a connection need the same
 * mode. Unix-domain sockets and peerings within a process are never encrypted: file permissions and
 * the process guard them. Immutable.
 *
 * <pre>{@code
 * TlsOptions.builder()
 *     .certificate(Path.of("node.pem"))
 *     .key(Path.of("node.key"))
 *     .caFile(Path.of("ca.pem"))
 *     .build()
 * }</pre>
 */
public final class TlsOptions {

  /** What protects a connection. */
  public enum Mode {
    /** Nothing: everybody on the way reads and changes what is sent. */
    OFF,
    /** Encryption without authentication, as in a Zeek that was given no certificates. */
    ANONYMOUS,
    /** Encryption, and each side has to show a certificate that the other side trusts. */
    CERTIFICATES
  }

  /** A version of TLS. */
  public enum Protocol {
    /** TLS 1.2. */
    TLS_1_2,
    /** TLS 1.3. */
    TLS_1_3
  }

  private static final TlsOptions OFF = new TlsOptions(Mode.OFF, new Builder());
  private static final TlsOptions ANONYMOUS = new TlsOptions(Mode.ANONYMOUS, new Builder());

  private final Mode mode;
  private final Path certificate;
  private final Path key;
  private final String passphrase;
  private final Path caFile;
  private final Path caFolder;
  private final boolean verifyHostname;
  private final Set<Protocol> protocols;

  private TlsOptions(Mode mode, Builder b) {
    this.mode = mode;
    certificate = b.certificate;
    key = b.key;
    passphrase = b.passphrase;
    caFile = b.caFile;
    caFolder = b.caFolder;
    verifyHostname = b.verifyHostname;
    protocols = Collections.unmodifiableSet(EnumSet.copyOf(b.protocols));
  }

  /** No TLS. */
  public static TlsOptions off() {
    return OFF;
  }

  /**
   * What a Zeek or C++ Broker does that was given no certificates: TLS 1.2 with the suite {@code
   * TLS_ECDH_anon_WITH_AES_256_CBC_SHA} over P-384. Who only listens to the network learns nothing;
   * who can get in between reads and changes everything. Needs the library {@code
   * org.bouncycastle:bctls-jdk18on} on the class or module path.
   */
  public static TlsOptions anonymous() {
    return ANONYMOUS;
  }

  /** A builder for {@link Mode#CERTIFICATES}. */
  public static Builder builder() {
    return new Builder();
  }

  /** What protects a connection. */
  public Mode mode() {
    return mode;
  }

  /**
   * The PEM file with this endpoint's certificate, followed by those of intermediate authorities if
   * there are any. There with {@link Mode#CERTIFICATES} only, as all that follow.
   */
  public Optional<Path> certificate() {
    return Optional.ofNullable(certificate);
  }

  /** The PEM file with the private key; may be the certificate's file. */
  public Optional<Path> key() {
    return Optional.ofNullable(key);
  }

  /** The passphrase of the private key. */
  public Optional<String> passphrase() {
    return Optional.ofNullable(passphrase);
  }

  /** The PEM file with the certificates of the authorities that are trusted. */
  public Optional<Path> caFile() {
    return Optional.ofNullable(caFile);
  }

  /** A folder of such files: every certificate in a PEM file directly in it is trusted. */
  public Optional<Path> caFolder() {
    return Optional.ofNullable(caFolder);
  }

  /**
   * Whether the side that connects also checks that the certificate is for the host that it
   * connects to. Default false, as in the C++ Broker, where every certificate of a trusted
   * authority is as good as any other.
   */
  public boolean verifyHostname() {
    return verifyHostname;
  }

  /** The versions of TLS that may be agreed on. Default: both. */
  public Set<Protocol> protocols() {
    return protocols;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TlsOptions that
        && mode == that.mode
        && Objects.equals(certificate, that.certificate)
        && Objects.equals(key, that.key)
        && Objects.equals(passphrase, that.passphrase)
        && Objects.equals(caFile, that.caFile)
        && Objects.equals(caFolder, that.caFolder)
        && verifyHostname == that.verifyHostname
        && protocols.equals(that.protocols);
  }

  @Override
  public int hashCode() {
    return Objects.hash(mode, certificate, key, caFile, caFolder, verifyHostname, protocols);
  }

  /** The mode and the files; never the passphrase. */
  @Override
  public String toString() {
    if (mode != Mode.CERTIFICATES) {
      return mode == Mode.OFF ? "off" : "anonymous";
    }
    StringBuilder text = new StringBuilder("certificates (certificate ").append(certificate);
    text.append(", key ").append(key);
    text.append(passphrase == null ? "" : " with passphrase");
    text.append(caFile == null ? "" : ", CA file " + caFile);
    text.append(caFolder == null ? "" : ", CA folder " + caFolder);
    text.append(verifyHostname ? ", host names verified" : "");
    return text.append(", ").append(protocols).append(")").toString();
  }

  /**
   * Collects options for {@link Mode#CERTIFICATES}. Files are read when an endpoint is opened, and
   * again when they change. Relative paths start at the working directory. Not thread-safe.
   */
  public static final class Builder {

    private Path certificate;
    private Path key;
    private String passphrase;
    private Path caFile;
    private Path caFolder;
    private boolean verifyHostname = false;
    private Set<Protocol> protocols = EnumSet.allOf(Protocol.class);

    private Builder() {}

    /** Sets {@link TlsOptions#certificate()}; required. */
    public Builder certificate(Path value) {
      certificate = Objects.requireNonNull(value, "certificate");
      return this;
    }

    /** Sets {@link TlsOptions#key()}; required. */
    public Builder key(Path value) {
      key = Objects.requireNonNull(value, "key");
      return this;
    }

    /** Sets {@link TlsOptions#passphrase()}; required if the key is encrypted. */
    public Builder passphrase(String value) {
      passphrase = Objects.requireNonNull(value, "passphrase");
      return this;
    }

    /** Sets {@link TlsOptions#caFile()}; it or {@link #caFolder} is required. */
    public Builder caFile(Path value) {
      caFile = Objects.requireNonNull(value, "caFile");
      return this;
    }

    /** Sets {@link TlsOptions#caFolder()}; with {@link #caFile}, both are trusted. */
    public Builder caFolder(Path value) {
      caFolder = Objects.requireNonNull(value, "caFolder");
      return this;
    }

    /** Sets {@link TlsOptions#verifyHostname()}. */
    public Builder verifyHostname(boolean value) {
      verifyHostname = value;
      return this;
    }

    /** Sets {@link TlsOptions#protocols()}; at least one. */
    public Builder protocols(Collection<Protocol> value) {
      if (value.isEmpty()) {
        throw new IllegalArgumentException("protocols is at least one version of TLS");
      }
      protocols = EnumSet.copyOf(value);
      return this;
    }

    /**
     * The options. The builder can be used on.
     *
     * @throws IllegalArgumentException if the certificate, its key, or both of CA file and CA
     *     folder are missing: each side has to show a certificate, and has to know whom to trust
     */
    public TlsOptions build() {
      if (certificate == null || key == null || caFile == null && caFolder == null) {
        throw new IllegalArgumentException(
            "TLS with certificates is mutual: it needs a certificate, its key, and a CA file or"
                + " folder; there is no "
                + (certificate == null
                    ? "certificate"
                    : key == null ? "key" : "CA file or folder"));
      }
      return new TlsOptions(Mode.CERTIFICATES, this);
    }
  }
}
