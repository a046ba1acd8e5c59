package org.jbroker.store.engine.clone;

import java.time.Duration;

/** Durations as nanoseconds. Stateless. */
final class Nanos {

  private Nanos() {}

  /** Saturates: who wishes for longer than the clock lives, means for ever. */
  static long of(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
