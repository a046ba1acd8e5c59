package org.jbroker.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits for conditions by asking again and again, in real time and with a limit.
 *
 * <p>The condition runs on the calling thread, first at once, then every 1 to 20 ms, and once more
 * when the time is over. An interrupted wait fails too and leaves the interrupt flag set.
 */
public final class Await {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Await() {}

  /**
   * Returns as soon as {@code condition} holds.
   *
   * @param what names the condition in the failure, as in "the peer is gone"
   * @throws AssertionError if it did not hold within {@code timeout}
   */
  public static void until(Duration timeout, String what, BooleanSupplier condition) {
    value(timeout, what, condition::getAsBoolean, held -> held);
  }

  /** As {@link #until(Duration, String, BooleanSupplier)}, for conditions that need no name. */
  public static void until(Duration timeout, BooleanSupplier condition) {
    until(timeout, "the condition", condition);
  }

  /**
   * Returns the first value of {@code source} that is {@code acceptable}.
   *
   * @param what names the condition in the failure
   * @throws AssertionError if there was none within {@code timeout}; it names the last value seen
   */
  public static <T> T value(
      Duration timeout, String what, Supplier<T> source, Predicate<? super T> acceptable) {
    Objects.requireNonNull(what, "what");
    long timeoutNanos = timeout.toNanos();
    long startNanos = System.nanoTime();
    long pauseNanos = FIRST_PAUSE_NANOS;
    while (true) {
      // Asked before the value is read: a condition that came true during a long pause counts.
      long leftNanos = timeoutNanos - (System.nanoTime() - startNanos);
      T last = source.get();
      if (acceptable.test(last)) {
        return last;
      }
      if (leftNanos <= 0) {
        throw new AssertionError("not within " + timeout + ": " + what + "; last seen: " + last);
      }
      LockSupport.parkNanos(Math.min(pauseNanos, leftNanos));
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for: " + what + "; last seen: " + last);
      }
      pauseNanos = Math.min(pauseNanos * 2, LAST_PAUSE_NANOS);
    }
  }

  /**
   * Watches {@code condition} for the whole of {@code duration}: for things that must not happen.
   *
   * @throws AssertionError as soon as it does not hold
   */
  public static void holds(Duration duration, String what, BooleanSupplier condition) {
    long durationNanos = duration.toNanos();
    long startNanos = System.nanoTime();
    while (true) {
      long leftNanos = durationNanos - (System.nanoTime() - startNanos);
      if (!condition.getAsBoolean()) {
        throw new AssertionError("no longer holds: " + what);
      }
      if (leftNanos <= 0) {
        return;
      }
      LockSupport.parkNanos(Math.min(FIRST_PAUSE_NANOS, leftNanos));
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while watching: " + what);
      }
    }
  }
}
