package org.jbroker.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jbroker.BrokerError;
import org.jbroker.ErrorCode;
import org.jbroker.OverflowPolicy;
import org.jbroker.SubscriberOptions;
import org.junit.jupiter.api.Test;

class DropReporterTest {

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<BrokerError> events = new ArrayList<>();
  private final DropReports reports = new DropReports(clock::get, events::add);
  private final DropReporter reporter =
      reports.queue(
          "subscriber queue",
          QueueOptions.subscriber(new SubscriberOptions(1, 1, OverflowPolicy.DROP_OLDEST)));

  private List<String> messages() {
    return events.stream().map(BrokerError::message).toList();
  }

  private void pass(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void reportsTheFirstAtOnceAndTheRestOncePerSecond() {
    for (int i = 0; i < 38; i++) {
      reporter.accept(1);
    }
    assertThat(messages())
        .containsExactly("subscriber queue full: 1 message dropped (policy drop_oldest)");
    pass(999);
    reports.tick();
    assertThat(events).hasSize(1);
    pass(1);
    reports.tick();
    reports.tick();
    assertThat(messages().subList(1, events.size()))
        .containsExactly(
            "subscriber queue full: 37 messages dropped in the last second (policy drop_oldest)");
    assertThat(events).extracting(BrokerError::code).containsOnly(ErrorCode.UNSPECIFIED);
  }

  @Test
  void whenDropsGoOnTheNextOneAfterASecondCarriesTheSum() {
    reporter.accept(1);
    pass(500);
    reporter.accept(2);
    pass(2_600);
    reporter.accept(3);
    assertThat(messages().get(1))
        .isEqualTo(
            "subscriber queue full: 5 messages dropped in the last 3 seconds (policy drop_oldest)");
    pass(5_000);
    reporter.accept(4);
    assertThat(messages().get(2))
        .isEqualTo("subscriber queue full: 4 messages dropped (policy drop_oldest)");
  }

  @Test
  void flushReportsTheRestOnce() {
    reporter.accept(1);
    reporter.accept(1);
    reporter.flush();
    reporter.flush();
    pass(2_000);
    reports.tick();
    assertThat(events).hasSize(2);
  }

  @Test
  void tellsTheSecondListenerTheSame() {
    List<BrokerError> second = new ArrayList<>();
    DropReporter both =
        reports.reporter(ErrorCode.DESERIALIZATION_FAILED, "bad payload", "", second::add);
    both.accept(1);
    assertThat(second).isEqualTo(events);
    assertThat(second.get(0).code()).isEqualTo(ErrorCode.DESERIALIZATION_FAILED);
  }
}
