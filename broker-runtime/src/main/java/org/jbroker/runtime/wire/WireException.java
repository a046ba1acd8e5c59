package org.jbroker.runtime.wire;

import org.jbroker.ErrorCode;

/** Bytes from the network that are no frame. The message says what was expected at which byte. */
public final class WireException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** With the code that drop_conn tells the other side. */
  public WireException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** What kind of error it is. */
  public ErrorCode code() {
    return code;
  }
}
