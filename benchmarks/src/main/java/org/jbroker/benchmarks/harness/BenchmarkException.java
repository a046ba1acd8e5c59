package org.jbroker.benchmarks.harness;

/** A round that did not do what it measures: a message was lost, a process died or hung. */
public final class BenchmarkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With what went wrong. */
  public BenchmarkException(String message) {
    super(message);
  }

  /** With what went wrong, and why. */
  public BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
