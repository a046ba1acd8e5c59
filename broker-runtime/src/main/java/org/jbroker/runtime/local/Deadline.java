package org.jbroker.runtime.local;

import java.time.Duration;

/**
 * The moment at which a blocked thread gives up. Real time, whatever clock the endpoint has: a
 * thread that waits for another one cannot wait in virtual time.
 */
final class Deadline {

  private static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

  private final long startNanos = System.nanoTime();
  private final long timeoutNanos;

  private Deadline(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  static Deadline never() {
    return NEVER;
  }

  static Deadline after(Duration timeout) {
    long nanos = nanos(timeout);
    return nanos == Long.MAX_VALUE ? NEVER : new Deadline(nanos);
  }

  /** Nanoseconds; as many as there are if the duration has more. */
  static long nanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException tooLong) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /** What is left; 0 or less if nothing is. */
  long remainingNanos() {
    return this == NEVER ? Long.MAX_VALUE : timeoutNanos - (System.nanoTime() - startNanos);
  }
}
