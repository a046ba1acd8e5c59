package org.jbroker.supervisor;

/**
 * Something that a supervisor needs is not there or not as it must be: its directory, its lock, a
 * program of the system. The text says what to do about it.
 */
public final class SupervisorException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With a text for people. */
  public SupervisorException(String message) {
    super(message);
  }

  /** With a text for people and what happened below. */
  public SupervisorException(String message, Throwable cause) {
    super(message, cause);
  }
}
