package org.jbroker.store.engine.clone;

import java.time.Duration;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.ChannelTimes;

/**
 * When a clone without a master asks to join: at once, then after gaps that double from the
 * channel's nack interval up to the resync interval; and with small gaps again whenever a master is
 * heard that was not heard before in this search, so most often at its first keepalive. Never twice
 * within the smallest gap, whoever speaks.
 *
 * <p>Also tells when a search has gone on for too long to keep quiet about it. Not thread-safe.
 */
final class JoinTimer {

  /** By then five requests went out; after as long a C++ clone gives up, by default. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final long firstGapNanos;
  private final long maxGapNanos;
  private EntityId heard;
  private long askedNanos;
  private long gapNanos;
  private long begunNanos;
  private boolean patient;

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
    begunNanos = nowNanos;
    patient = true;
  }

  /** Whether {@link #PATIENCE} has ended; the answer yes is given once in a search. */
  boolean losesPatience(long nowNanos) {
    if (!patient || nowNanos - begunNanos < PATIENCE.toNanos()) {
      return false;
    }
    patient = false;
    return true;
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
