package org.jbroker.supervisor;

import java.util.Objects;

/**
 * A request to a supervisor did not succeed. The text says which and why, for people; {@link
 * #reason} tells what is known of its effect.
 */
public final class SupervisorRequestException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What is known. */
  public enum Reason {
    /** The supervisor says that it did not do it, or that it did not work out. */
    REFUSED,
    /** No supervisor took it: nothing was done. */
    UNREACHABLE,
    /**
     * The supervisor took it, and there was no answer within the time-out, or before it went away.
     * It may be done, or not; the status tells.
     */
    UNANSWERED
  }

  private final Reason reason;

  /** With a text for people. */
  public SupervisorRequestException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** What is known of its effect. */
  public Reason reason() {
    return reason;
  }
}
