package org.jbroker;

import java.util.Objects;

/**
 * Thrown where a call cannot do what it promised and the caller can act on that, such as listening
 * on a port that is taken. What goes wrong on the network later is reported to {@link
 * StatusSubscriber}s instead.
 */
public class BrokerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient BrokerError error;

  /** An exception that carries {@code error}. */
  public BrokerException(BrokerError error) {
    this(error, null);
  }

  /** An exception that carries {@code error} and what caused it. */
  public BrokerException(BrokerError error, Throwable cause) {
    super(error.toString(), cause);
    this.error = Objects.requireNonNull(error);
  }

  /** An exception with an error that is about no endpoint in particular. */
  public BrokerException(ErrorCode code, String message) {
    this(BrokerError.of(code, message), null);
  }

  /** What went wrong. */
  public BrokerError error() {
    return error;
  }

  /** The code of {@link #error()}. */
  public ErrorCode code() {
    return error.code();
  }
}
