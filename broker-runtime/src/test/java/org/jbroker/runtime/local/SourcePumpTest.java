package org.jbroker.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jbroker.runtime.local.LocalFixture.SOON;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jbroker.BrokerException;
import org.jbroker.OverflowPolicy;
import org.jbroker.data.Data;
import org.jbroker.runtime.queue.TestMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SourcePumpTest {

  @RegisterExtension private final LocalFixture local = new LocalFixture(1);

  private final AtomicInteger pulled = new AtomicInteger();

  private LocalSubscriber subscriber(int capacity) {
    return LocalSubscriber.open(
        local.context,
        LocalFixture.bounds(capacity, OverflowPolicy.BACKPRESSURE),
        List.of(TestMessages.TOPIC));
  }

  private Iterator<Data> source(long n) {
    return LongStream.rangeClosed(1, n)
        .peek(i -> pulled.incrementAndGet())
        .mapToObj(TestMessages::data)
        .iterator();
  }

  private CompletableFuture<Void> pump(Iterator<Data> source) {
    return SourcePump.pump(local.context, TestMessages.TOPIC, source, Duration.ZERO);
  }

  @Test
  void pullsAtThePaceOfTheSinksAndHoldsNoThread() throws InterruptedException {
    LocalSubscriber subscriber = subscriber(10);
    CompletableFuture<Void> result = pump(source(10_000));
    // The executor's only thread is free though the source is not at its end.
    await().until(() -> pulled.get() > 1000);
    assertThat(CompletableFuture.runAsync(() -> {}, local.executor)).succeedsWithin(SOON);
    assertThat(result).isNotDone();
    assertThat(pulled.get()).isLessThan(1100);
    assertThat(subscriber.get(10_000, SOON))
        .hasSize(10_000)
        .extracting(TestMessages::number)
        .isSorted();
    assertThat(result).succeedsWithin(SOON);
    assertThat(local.handles.size()).as("only the subscriber").isEqualTo(1);
  }

  @Test
  void endsWithWhatTheSourceThrows() {
    IllegalStateException failure = new IllegalStateException("on purpose");
    CompletableFuture<Void> result =
        pump(
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public Data next() {
                throw failure;
              }
            });
    assertThat(result).failsWithin(SOON).withThrowableThat().havingRootCause().isSameAs(failure);
    await().until(() -> local.handles.size() == 0);
  }

  @Test
  void cancellingStopsThePullingAndSendsWhatWasPulled() throws InterruptedException {
    LocalSubscriber subscriber = subscriber(10);
    CompletableFuture<Void> result = pump(source(1_000_000));
    await().until(() -> pulled.get() > 1000);
    result.cancel(false);
    int sent = 0;
    while (subscriber.get(Duration.ofMillis(100)).isPresent()) {
      sent++;
    }
    assertThat(sent).isGreaterThan(1000).isLessThan(1100);
    assertThat(pulled.get()).isLessThan(1100);
    assertThat(local.handles.size()).isEqualTo(1);
  }

  @Test
  void closingTheEndpointFailsTheFuture() {
    subscriber(1);
    CompletableFuture<Void> pulling = pump(source(1_000_000));
    CompletableFuture<Void> sending = pump(source(5));
    await().until(() -> pulled.get() > 1000);
    local.handles.close(Duration.ZERO);
    for (CompletableFuture<Void> result : List.of(pulling, sending)) {
      assertThat(result)
          .failsWithin(SOON)
          .withThrowableThat()
          .havingRootCause()
          .isInstanceOf(BrokerException.class);
    }
  }

  @Test
  void pullsFromAFlow() throws InterruptedException {
    LocalSubscriber subscriber = subscriber(10);
    CompletableFuture<Void> result;
    try (SubmissionPublisher<Data> source = new SubmissionPublisher<>(Runnable::run, 4096)) {
      result = SourcePump.pump(local.context, TestMessages.TOPIC, source, Duration.ZERO);
      source(2000).forEachRemaining(source::submit);
    }
    assertThat(subscriber.get(2000, SOON)).hasSize(2000);
    assertThat(result).succeedsWithin(SOON);
  }

  @Test
  void passesOnTheErrorOfAFlowAndCancelsIt() {
    IllegalStateException failure = new IllegalStateException("on purpose");
    try (SubmissionPublisher<Data> source = new SubmissionPublisher<>(Runnable::run, 16)) {
      CompletableFuture<Void> failing =
          SourcePump.pump(local.context, TestMessages.TOPIC, source, Duration.ZERO);
      source.closeExceptionally(failure);
      assertThat(failing).failsWithin(SOON).withThrowableThat().havingRootCause().isSameAs(failure);
    }
    try (SubmissionPublisher<Data> source = new SubmissionPublisher<>(Runnable::run, 16)) {
      CompletableFuture<Void> cancelled =
          SourcePump.pump(local.context, TestMessages.TOPIC, source, Duration.ZERO);
      assertThat(source.hasSubscribers()).isTrue();
      cancelled.cancel(false);
      assertThat(source.hasSubscribers()).isFalse();
    }
  }
}
