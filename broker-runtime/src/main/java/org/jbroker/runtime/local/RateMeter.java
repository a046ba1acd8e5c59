package org.jbroker.runtime.local;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts events per second over the last second, in slots of a tenth. Thread-safe; the monitor
 * guards everything.
 */
final class RateMeter {

  private static final int SLOTS = 10;
  private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(1) / SLOTS;

  private final LongSupplier nanoTime;
  private final long startNanos;
  private final long[] counts = new long[SLOTS];
  private long slot;

  RateMeter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  synchronized void add(int events) {
    turn();
    counts[(int) (slot % SLOTS)] += events;
  }

  /** Events per second; over the time since the start as long as that is less than a second. */
  synchronized double perSecond() {
    turn();
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    long age = nanoTime.getAsLong() - startNanos;
    // Nine full slots and the part of the current one that has passed.
    long window = Math.min(age, (SLOTS - 1) * SLOT_NANOS + age % SLOT_NANOS);
    return sum == 0 ? 0 : sum * 1e9 / Math.max(window, SLOT_NANOS);
  }

  private void turn() {
    long now = (nanoTime.getAsLong() - startNanos) / SLOT_NANOS;
    long empty = Math.min(now - slot, SLOTS);
    for (long i = 1; i <= empty; i++) {
      counts[(int) ((now - i + 1) % SLOTS)] = 0;
    }
    slot = Math.max(slot, now);
  }
}
