package org.jbroker.runtime.tls.certificate;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's trust manager, with two differences: it looks at the dates of certificates that are
 * trusted by themselves, too, as OpenSSL does, and its messages say what is wrong in plain words.
 * Immutable, and as thread-safe as the one that it wraps.
 */
final class StrictTrustManager extends X509ExtendedTrustManager {

  /** Names in a stranger's certificate may be of any length. */
  private static final int MAX_NAME_CHARS = 200;

  private interface Check {
    void run() throws CertificateException;
  }

  private final X509ExtendedTrustManager delegate;

  StrictTrustManager(X509ExtendedTrustManager delegate) {
    this.delegate = delegate;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> delegate.checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> delegate.checkServerTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, () -> delegate.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, () -> delegate.checkServerTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, () -> delegate.checkClientTrusted(chain, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, () -> delegate.checkServerTrusted(chain, type));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return delegate.getAcceptedIssuers();
  }

  private static void check(X509Certificate[] chain, Check delegate) throws CertificateException {
    for (X509Certificate certificate : chain) {
      try {
        certificate.checkValidity();
      } catch (CertificateExpiredException e) {
        throw refusal(certificate, "expired on " + certificate.getNotAfter().toInstant(), e);
      } catch (CertificateNotYetValidException e) {
        throw refusal(
            certificate, "is not valid before " + certificate.getNotBefore().toInstant(), e);
      }
    }
    try {
      delegate.run();
    } catch (CertificateException e) {
      Throwable root = root(e);
      String why =
          root instanceof CertPathBuilderException
              ? "is not from an authority that is trusted here"
              : "is refused: " + root.getMessage();
      throw chain.length == 0 ? e : refusal(chain[0], why, e);
    }
  }

  private static CertificateException refusal(
      X509Certificate certificate, String why, CertificateException cause) {
    String name = certificate.getSubjectX500Principal().getName();
    return new CertificateException(
        "the peer's certificate ("
            + name.substring(0, Math.min(name.length(), MAX_NAME_CHARS))
            + ") "
            + why,
        cause);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
