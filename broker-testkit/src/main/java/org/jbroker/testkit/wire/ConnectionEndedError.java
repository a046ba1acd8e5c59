package org.jbroker.testkit.wire;

/** The connection ended where a frame was expected. */
public final class ConnectionEndedError extends AssertionError {

  private static final long serialVersionUID = 1;

  /** How. */
  private final ConnectionEnd end;

  ConnectionEndedError(ConnectionEnd end, String message) {
    super(message);
    this.end = end;
  }

  /** How it ended. */
  public ConnectionEnd end() {
    return end;
  }
}
