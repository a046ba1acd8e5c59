package org.jbroker.runtime.tls.anonymous;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;

/**
 * What the protocol said about a connection in alerts, which it tells its peer object rather than
 * whoever drives it. Confined to the connection's event loop.
 */
final class Alerts {

  private boolean renegotiationRefused;
  private boolean closeReceived;

  /** This side sends an alert. */
  void raised(short level, short description) {
    renegotiationRefused |= description == AlertDescription.no_renegotiation;
  }

  /** The other side sent one. */
  void received(short level, short description) {
    closeReceived |= level == AlertLevel.warning && description == AlertDescription.close_notify;
  }

  /** Whether the other side asked for a new handshake, which anonymous connections never have. */
  boolean isRenegotiationRefused() {
    return renegotiationRefused;
  }

  /** Whether the other side said that nothing follows. */
  boolean isCloseReceived() {
    return closeReceived;
  }
}
