package org.jbroker.websocket.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: a tenth of a second at first, doubling up to the
 * interval that the user gave, and each time shortened by up to a half at random, so that a
 * thousand clients do not knock at once. Confined to the connector's event loop.
 */
final class Backoff {

  private static final long FIRST_NANOS = 100_000_000L;
  private static final Duration MAX_CAP = Duration.ofDays(365);

  private final long capNanos;
  private final RandomGenerator random;
  private long nextNanos;

  Backoff(Duration cap, RandomGenerator random) {
    this.capNanos = cap.compareTo(MAX_CAP) > 0 ? MAX_CAP.toNanos() : cap.toNanos();
    this.random = random;
    reset();
  }

  /** The pause before the next attempt, in nanoseconds. */
  long nextNanos() {
    long base = nextNanos;
    nextNanos = Math.min(capNanos, base * 2);
    return base - random.nextLong(base / 2 + 1);
  }

  /** Begins anew after an attempt that succeeded. */
  void reset() {
    nextNanos = Math.min(FIRST_NANOS, capNanos);
  }
}
