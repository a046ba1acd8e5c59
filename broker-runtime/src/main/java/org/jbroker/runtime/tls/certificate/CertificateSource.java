package org.jbroker.runtime.tls.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.TlsOptions;
import org.jbroker.spi.TlsContextProvider;

/**
 * The files of {@link TlsOptions} as an {@link SSLContext}, which changes when they do.
 *
 * <p>Thread-safe. The monitor guards {@code stamps} and is held while files are read; who asks for
 * the context does not wait for it.
 */
public final class CertificateSource implements TlsContextProvider.Source {

  /**
   * What tells that a file was changed or replaced.
   *
   * @param key the file's number where the system has one; null for none, or for no file
   */
  private record Stamp(Path path, long modifiedMillis, long bytes, Object key) {
    static Stamp of(Path path) {
      try {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return new Stamp(path, now.lastModifiedTime().toMillis(), now.size(), now.fileKey());
      } catch (IOException e) {
        return new Stamp(path, 0, -1, null); // Reading it will say why.
      }
    }
  }

  /** The least that is a limit: zero means none. */
  private static final int SESSION_SECONDS = 1;

  private final TlsOptions options;
  private List<Stamp> stamps;
  private volatile SSLContext context;

  private CertificateSource(TlsOptions options) {
    this.options = options;
  }

  /** Reads the files, as {@link TlsContextProvider#open} says. */
  public static CertificateSource open(TlsOptions options) {
    if (options.mode() != TlsOptions.Mode.CERTIFICATES) {
      throw new IllegalArgumentException(
          "TLS with certificates is needed here, not TLS " + options);
    }
    CertificateSource source = new CertificateSource(options);
    source.refresh();
    return source;
  }

  @Override
  public SSLContext context() {
    return context;
  }

  @Override
  public SSLParameters parameters(boolean client) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(
        options.protocols().stream()
            .map(protocol -> protocol == TlsOptions.Protocol.TLS_1_2 ? "TLSv1.2" : "TLSv1.3")
            .toArray(String[]::new));
    if (!client) {
      parameters.setNeedClientAuth(true);
    } else if (options.verifyHostname()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    return parameters;
  }

  @Override
  public synchronized boolean refresh() {
    try {
      List<Stamp> now = stamps();
      if (now.equals(stamps)) {
        return false;
      }
      stamps = now; // First: what fails now is not tried again before the next change.
      context = load();
      return true;
    } catch (UnusableFileException e) {
      throw new BrokerException(
          new BrokerError(ErrorCode.CANNOT_OPEN_FILE, Optional.empty(), e.getMessage()), e);
    }
  }

  private List<Stamp> stamps() throws UnusableFileException {
    List<Path> paths = new ArrayList<>();
    Stream.of(options.certificate(), options.key(), options.caFile(), options.caFolder())
        .flatMap(Optional::stream)
        .forEach(paths::add);
    if (options.caFolder().isPresent()) {
      paths.addAll(Authorities.files(options.caFolder().get()));
    }
    return paths.stream().map(Stamp::of).toList();
  }

  private SSLContext load() throws UnusableFileException {
    PemFile certificateFile = PemFile.read(options.certificate().orElseThrow());
    PemFile keyFile = PemFile.read(options.key().orElseThrow());
    List<X509Certificate> chain = certificateFile.certificates();
    if (chain.isEmpty()) {
      throw new UnusableFileException(
          certificateFile.path(), "it holds no certificate in PEM form");
    }
    PrivateKey key = PrivateKeys.read(keyFile, options.passphrase());
    if (!PrivateKeys.belongTogether(key, chain.get(0).getPublicKey())) {
      throw new UnusableFileException(
          keyFile.path(),
          "its key does not belong to the first certificate in " + certificateFile.path());
    }
    return context(new OwnKeyManager(key, chain), Authorities.read(options));
  }

  private static SSLContext context(KeyManager own, Set<X509Certificate> authorities) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int number = 0;
      for (X509Certificate authority : authorities) {
        trusted.setCertificateEntry("authority-" + number++, authority);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(trusted);
      X509ExtendedTrustManager jdk = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {own}, new TrustManager[] {new StrictTrustManager(jdk)}, null);
      // A resumed session is not verified again. Links live long, so there is nothing to gain.
      context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot do TLS", e);
    }
  }
}
