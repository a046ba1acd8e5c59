package org.jbroker.cluster;

import java.time.Duration;
import java.util.OptionalLong;

/** Calculates with readings of {@link System#nanoTime()}, which may overflow. Stateless. */
final class Nanos {

  /** A century: more than anybody waits, and far from an overflow. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private Nanos() {}

  /** As nanoseconds, a century at most. */
  static long of(Duration duration) {
    return duration.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : duration.toNanos();
  }

  /** The earlier of two deadlines, if there is any. */
  static OptionalLong earlier(OptionalLong a, OptionalLong b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.getAsLong() - b.getAsLong() < 0 ? a : b;
  }
}
