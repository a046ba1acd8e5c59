package org.jbroker.runtime.queue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * The consumers that wait for a message of a {@link SinkQueue}, and who is woken when.
 *
 * <p><b>Naps.</b> A consumer that is faster than its producers would go to sleep after each few
 * messages, and to wake it costs a producer more than a hundred of them. So a consumer that has
 * just taken many naps for a moment first: during a nap nobody wakes it until the queue is a
 * quarter full. A message that comes then, behind a burst, waits for the rest of the nap. One that
 * takes less between two waits never naps.
 *
 * <p>Not thread-safe: the queue's lock, to which the condition belongs, guards it.
 */
final class Sleepers {

  /** Taken since a consumer waited last, so many mean that it will not wait for long. */
  private static final int BUSY_MESSAGES = 64;

  /** What a nap is asked to last; the timers of the system make it some 70 us. */
  private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private final Condition notEmpty;
  private int waiting;
  private int takenSinceWait;
  private boolean napping;

  Sleepers(Condition notEmpty) {
    this.notEmpty = notEmpty;
  }

  /** Consumers took so many messages. */
  void taken(int messages) {
    takenSinceWait += messages;
  }

  /** Waits to be woken, or naps; returns how much of the time is left. */
  long await(long nanos) throws InterruptedException {
    boolean nap = waiting == 0 && takenSinceWait >= BUSY_MESSAGES;
    long slice = nap ? Math.min(nanos, NAP_NANOS) : nanos;
    napping = nap;
    takenSinceWait = 0;
    waiting++;
    try {
      return nanos - slice + notEmpty.awaitNanos(slice);
    } finally {
      waiting--;
      napping = false;
    }
  }

  /** So many messages came; {@code few} says whether those that wait now need not hurry anybody. */
  void wake(int messages, boolean few) {
    if (waiting == 0 || napping && few) {
      return;
    }
    if (messages == 1) {
      notEmpty.signal();
    } else {
      notEmpty.signalAll();
    }
  }

  void wakeAll() {
    notEmpty.signalAll();
  }
}
