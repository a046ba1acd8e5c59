package org.jbroker.tools.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** Counts, and once per second reports how many there were in that second. Thread-safe. */
public final class RateReporter implements AutoCloseable {

  private final LongAdder count = new LongAdder();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "broker-tool-rate");
            thread.setDaemon(true);
            return thread;
          });

  /** Starts the clock; {@code report} is called on a thread of this reporter. */
  public RateReporter(LongConsumer report) {
    timer.scheduleAtFixedRate(() -> report.accept(count.sumThenReset()), 1, 1, TimeUnit.SECONDS);
  }

  /** Counts {@code n} more. */
  public void add(long n) {
    count.add(n);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
