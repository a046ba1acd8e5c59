package org.jbroker.store.engine.clone;

import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.ChannelTimes;

/**
 * When a clone without a master asks to join: at once, then after gaps that double from the
 * channel's nack interval up to the resync interval; and with small gaps again whenever a master is
 * heard that was not heard before in this search, so most often at its first keepalive. Never twice
 * within the smallest gap, whoever speaks. Not thread-safe.
 */
final class JoinTimer {

  private final long firstGapNanos;
  private final long maxGapNanos;
  private EntityId heard;
  private long askedNanos;
  private long gapNanos;

  JoinTimer(ChannelTimes times, long resyncNanos) {
    this.maxGapNanos = resyncNanos;
    this.firstGapNanos =
        Math.min(resyncNanos, times.nackTicks() * ChannelTimes.TICK_MILLIS * 1_000_000L);
  }

  /** A search begins; its first request goes out now. */
  void begin(long nowNanos) {
    heard = null;
    askedNanos = nowNanos;
    gapNanos = firstGapNanos;
  }

  /** Whether to ask again now; the answer yes is given once. */
  boolean isDue(long nowNanos) {
    if (nowNanos - askedNanos < gapNanos) {
      return false;
    }
    askedNanos = nowNanos;
    gapNanos = gapNanos > maxGapNanos / 2 ? maxGapNanos : 2 * gapNanos;
    return true;
  }

  /** Something of this master was heard; returns whether to ask now. */
  boolean hears(EntityId master, long nowNanos) {
    if (master.equals(heard)) {
      return false;
    }
    heard = master;
    gapNanos = firstGapNanos;
    return isDue(nowNanos);
  }
}
