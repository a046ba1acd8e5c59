package org.jbroker.tools.cluster;

import java.time.Duration;

/** Says when something periodic is due. Not for use by several threads. */
final class Pace {

  private final long periodNanos;
  private long dueNanos;

  /** Due for the first time a period after {@code nowNanos}. */
  Pace(Duration period, long nowNanos) {
    periodNanos = period.toNanos();
    dueNanos = nowNanos + periodNanos;
  }

  /** Whether it is due; then not again before another period has gone by. */
  boolean isDue(long nowNanos) {
    if (nowNanos - dueNanos < 0) {
      return false;
    }
    dueNanos = nowNanos + periodNanos;
    return true;
  }
}
