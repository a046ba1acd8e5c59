package org.jbroker.testkit.wire;

/** Bytes that are not what the wire format says they should be. */
public final class MalformedFrameException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Says what is wrong with them. */
  public MalformedFrameException(String message) {
    super(message);
  }
}
