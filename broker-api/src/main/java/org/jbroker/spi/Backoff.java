package org.jbroker.spi;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: a tenth of a second at first, doubling up to
 * the interval that the user gave, and each time shortened by up to a half at random, so that a
 * thousand programs do not knock at once. Not thread-safe.
 */
public final class Backoff {

  private static final long FIRST_NANOS = 100_000_000L;

  /** Longer intervals are not told apart from this one; they need not fit into nanoseconds. */
  private static final Duration MAX_CAP = Duration.ofDays(365);

  private final long capNanos;
  private final RandomGenerator random;
  private long nextNanos;

  /**
   * Begins with the shortest pause.
   *
   * @param cap the longest one; what is beyond a year counts as a year
   */
  public Backoff(Duration cap, RandomGenerator random) {
    this.capNanos = cap.compareTo(MAX_CAP) > 0 ? MAX_CAP.toNanos() : cap.toNanos();
    this.random = random;
    reset();
  }

  /** The pause before the next attempt, in nanoseconds. */
  public long nextNanos() {
    long base = nextNanos;
    nextNanos = Math.min(capNanos, base * 2);
    return base - random.nextLong(base / 2 + 1);
  }

  /** Begins anew after an attempt that succeeded. */
  public void reset() {
    nextNanos = Math.min(FIRST_NANOS, capNanos);
  }
}
