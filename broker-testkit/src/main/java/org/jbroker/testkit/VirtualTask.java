package org.jbroker.testkit;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One task of a {@link VirtualScheduler}. {@code dueNanos} and {@code sequence} are written only
 * while the task is in no queue; the clock's lock orders those writes before the reads.
 */
class VirtualTask<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {

  /** When a task runs again. */
  enum Repeat {
    NEVER,
    FIXED_RATE,
    FIXED_DELAY
  }

  private final VirtualScheduler scheduler;
  private final Repeat repeat;
  private final long periodNanos;
  private long dueNanos;
  private long sequence;

  VirtualTask(
      VirtualScheduler scheduler,
      Callable<V> body,
      long dueNanos,
      Repeat repeat,
      long periodNanos) {
    super(body);
    this.scheduler = scheduler;
    this.dueNanos = dueNanos;
    this.repeat = repeat;
    this.periodNanos = periodNanos;
  }

  long dueNanos() {
    return dueNanos;
  }

  long sequence() {
    return sequence;
  }

  void sequence(long newSequence) {
    sequence = newSequence;
  }

  @Override
  public void run() {
    if (repeat == Repeat.NEVER) {
      try {
        super.run();
      } finally {
        scheduler.ended(this);
      }
    } else if (runAndReset()) {
      dueNanos =
          (repeat == Repeat.FIXED_RATE ? dueNanos : scheduler.clock().nanoTime()) + periodNanos;
      scheduler.repeat(this);
    } else {
      scheduler.ended(this);
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    // Tasks run on the thread that advances the clock; interrupting that would hit the test itself.
    boolean cancelled = super.cancel(false);
    if (cancelled) {
      scheduler.cancelled(this);
    }
    return cancelled;
  }

  @Override
  public boolean isPeriodic() {
    return repeat != Repeat.NEVER;
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(dueNanos - scheduler.clock().nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
