package org.jbroker.runtime.queue;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jbroker.BrokerError;
import org.jbroker.ErrorCode;

/**
 * Turns the lost messages of one sink into error events without flooding anybody: the first loss is
 * reported at once, further ones as a sum, at most once a second.
 *
 * <p>Thread-safe; the monitor guards the counts. Events are published outside it.
 */
public final class DropReporter implements LongConsumer {

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final DropReports reports;
  private final ErrorCode code;
  private final String cause;
  private final String suffix;
  private final Consumer<? super BrokerError> also;

  private boolean reportedBefore;
  private long lastReportNanos;
  private long unreported;

  DropReporter(
      DropReports reports,
      ErrorCode code,
      String cause,
      String suffix,
      Consumer<? super BrokerError> also) {
    this.reports = reports;
    this.code = code;
    this.cause = cause;
    this.suffix = suffix;
    this.also = also;
  }

  /** Tells that {@code messages} were lost. */
  @Override
  public void accept(long messages) {
    long now = reports.now();
    String text = null;
    synchronized (this) {
      boolean burst = unreported > 0;
      unreported += messages;
      if (!reportedBefore || now - lastReportNanos >= INTERVAL_NANOS) {
        text = burst ? sum(now) : count(now);
      } else if (!burst) {
        reports.watch(this);
      }
    }
    publish(text);
  }

  /** Reports what is unreported if a second has passed since the last report. */
  void tick() {
    long now = reports.now();
    String text = null;
    synchronized (this) {
      if (unreported > 0 && now - lastReportNanos >= INTERVAL_NANOS) {
        text = sum(now);
      }
    }
    publish(text);
  }

  /** Reports what is unreported, since no more will come. */
  public void flush() {
    long now = reports.now();
    String text = null;
    synchronized (this) {
      if (unreported > 0) {
        text = sum(now);
      }
    }
    publish(text);
  }

  private String count(long now) {
    String text = cause + ": " + messages() + " dropped" + suffix;
    reported(now);
    return text;
  }

  private String sum(long now) {
    long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(now - lastReportNanos));
    String span = seconds == 1 ? "second" : seconds + " seconds";
    String text = cause + ": " + messages() + " dropped in the last " + span + suffix;
    reported(now);
    return text;
  }

  private String messages() {
    return unreported == 1 ? "1 message" : unreported + " messages";
  }

  private void reported(long now) {
    unreported = 0;
    reportedBefore = true;
    lastReportNanos = now;
    reports.forget(this);
  }

  private void publish(String text) {
    if (text != null) {
      BrokerError error = BrokerError.of(code, text);
      reports.publish(error);
      also.accept(error);
    }
  }
}
