package org.jbroker.runtime.queue;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jbroker.BrokerError;
import org.jbroker.ErrorCode;

/**
 * Makes {@link DropReporter}s and sees to it that what the last of a burst left unreported is
 * reported, too: its owner calls {@link #tick} about once a second.
 *
 * <p>Thread-safe. Only reporters with something unreported are kept here, so idle ones cost
 * nothing.
 */
public final class DropReports {

  private final LongSupplier nanoTime;
  private final Consumer<? super BrokerError> events;
  private final Set<DropReporter> unreported = ConcurrentHashMap.newKeySet();

  /**
   * Without reporters yet.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @param events told each report on the thread that lost the message or called {@link #tick}; may
   *     not block
   */
  public DropReports(LongSupplier nanoTime, Consumer<? super BrokerError> events) {
    this.nanoTime = Objects.requireNonNull(nanoTime);
    this.events = Objects.requireNonNull(events);
  }

  /** For a queue; {@code what} names it, such as "subscriber queue". */
  public DropReporter queue(String what, QueueOptions options) {
    return queue(what, options, ignored -> {});
  }

  /** As {@link #queue(String, QueueOptions)}; {@code also} is told each report, too. */
  public DropReporter queue(String what, QueueOptions options, Consumer<? super BrokerError> also) {
    return reporter(
        ErrorCode.UNSPECIFIED, what + " full", " (policy " + options.policy() + ")", also);
  }

  /**
   * A reporter of any loss.
   *
   * @param code the code of its errors
   * @param cause begins the sentence, such as "subscriber queue full"
   * @param suffix ends it
   * @param also told each report, too; may not block
   */
  public DropReporter reporter(
      ErrorCode code, String cause, String suffix, Consumer<? super BrokerError> also) {
    return new DropReporter(this, code, cause, suffix, also);
  }

  /** Reports what has been unreported for a second. */
  public void tick() {
    for (DropReporter reporter : unreported) {
      reporter.tick();
    }
  }

  long now() {
    return nanoTime.getAsLong();
  }

  void watch(DropReporter reporter) {
    unreported.add(reporter);
  }

  void forget(DropReporter reporter) {
    unreported.remove(reporter);
  }

  void publish(BrokerError error) {
    events.accept(error);
  }
}
