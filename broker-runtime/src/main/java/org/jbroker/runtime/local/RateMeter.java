package org.jbroker.runtime.local;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts events per second over the last second, in slots of a tenth.
 *
 * <p>To look at the clock costs as much as to send a message. So while looks follow each other
 * within a millisecond, only every 64th event looks, and those before it count with it. Whoever
 * asks for the rate makes the next event look again: what may be counted wrongly is less than 64
 * events that came slowly behind a burst and before the first question.
 *
 * <p>Not thread-safe.
 */
final class RateMeter {

  private static final int SLOTS = 10;
  private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(1) / SLOTS;
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int MAX_STRIDE = 64;

  private final LongSupplier nanoTime;
  private final long startNanos;
  private final long[] counts = new long[SLOTS];
  private long slot;
  private long lookedNanos;
  private int stride = 1;

  /** Events that were not counted yet. */
  private int pending;

  RateMeter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.lookedNanos = startNanos;
  }

  void add(int events) {
    pending += events;
    if (pending >= stride) {
      long before = lookedNanos;
      look();
      counts[(int) (slot % SLOTS)] += pending;
      pending = 0;
      stride = lookedNanos - before < BUSY_NANOS ? Math.min(2 * stride, MAX_STRIDE) : 1;
    }
  }

  /** Events per second; over the time since the start as long as that is less than a second. */
  double perSecond() {
    counts[(int) (slot % SLOTS)] += pending; // They followed the last look.
    pending = 0;
    stride = 1;
    look();
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    long age = lookedNanos - startNanos;
    // Nine full slots and the part of the current one that has passed.
    long window = Math.min(age, (SLOTS - 1) * SLOT_NANOS + age % SLOT_NANOS);
    return sum == 0 ? 0 : sum * 1e9 / Math.max(window, SLOT_NANOS);
  }

  private void look() {
    lookedNanos = nanoTime.getAsLong();
    long now = (lookedNanos - startNanos) / SLOT_NANOS;
    long empty = Math.min(now - slot, SLOTS);
    for (long i = 1; i <= empty; i++) {
      counts[(int) ((now - i + 1) % SLOTS)] = 0;
    }
    slot = Math.max(slot, now);
  }
}
