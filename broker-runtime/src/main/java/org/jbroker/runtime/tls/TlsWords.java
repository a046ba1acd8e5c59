package org.jbroker.runtime.tls;

import java.security.cert.CertificateException;
import java.util.Map;
import java.util.Optional;

/** Says in plain words why TLS failed. Stateless. */
final class TlsWords {

  private static final String ALERT = "Received fatal alert: ";

  private static final String NOT_OURS = "it does not accept this endpoint's certificate";
  private static final String NO_SUITE =
      "the two sides have no cipher suite in common; is one of them anonymous, and the other one"
          + " with certificates?";

  private static final Map<String, String> ALERTS =
      Map.of(
          "bad_certificate", NOT_OURS,
          "unsupported_certificate", NOT_OURS,
          "certificate_revoked", NOT_OURS,
          "certificate_expired", NOT_OURS,
          "certificate_unknown", NOT_OURS,
          "unknown_ca", NOT_OURS,
          "certificate_required", "it got no certificate",
          "handshake_failure", NO_SUITE,
          "protocol_version", "the two sides have no version of TLS in common");

  private TlsWords() {}

  /**
   * Explains the failure of a handler of TLS.
   *
   * @param lastAlert the name of a fatal alert that came unencrypted, at the end
   */
  static String explain(Throwable failure, Optional<String> lastAlert) {
    Throwable root = failure;
    for (int depth = 0; depth < 20 && root != null; depth++) {
      if (root instanceof CertificateException) {
        return root.getMessage();
      }
      root = root.getCause();
    }
    String message = String.valueOf(failure.getMessage());
    int alert = message.indexOf(ALERT);
    if (alert >= 0) {
      return explainAlert(message.substring(alert + ALERT.length()));
    }
    if (lastAlert.isPresent()) {
      return explainAlert(lastAlert.get());
    }
    if (message.contains("no cipher suites in common")) {
      return NO_SUITE;
    }
    if (message.contains("Empty client certificate chain")
        || message.contains("Empty server certificate chain")) {
      return "the peer shows no certificate; is it in anonymous mode?";
    }
    if (message.contains("protocol version")) {
      return "the two sides have no version of TLS in common: " + message;
    }
    return message;
  }

  private static String explainAlert(String name) {
    String words = ALERTS.get(name);
    return "the peer ended it with the alert " + name + (words == null ? "" : ": " + words);
  }
}
