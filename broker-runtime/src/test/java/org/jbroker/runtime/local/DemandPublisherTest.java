package org.jbroker.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jbroker.runtime.local.LocalFixture.SHORT;
import static org.jbroker.runtime.local.LocalFixture.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jbroker.BrokerException;
import org.jbroker.Message;
import org.jbroker.OverflowPolicy;
import org.jbroker.PublisherOptions;
import org.jbroker.SubscriberOptions;
import org.jbroker.data.Data;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.queue.TestMessages;
import org.jbroker.runtime.routing.Envelope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DemandPublisherTest {

  @RegisterExtension private final LocalFixture local = new LocalFixture(1);

  private DemandPublisher publisher(int capacity, Duration drainTimeout) {
    return DemandPublisher.open(
        local.context, TestMessages.TOPIC, new PublisherOptions(capacity), drainTimeout);
  }

  private DemandPublisher publisher(int capacity) {
    return publisher(capacity, Duration.ZERO);
  }

  private LocalSubscriber subscriber(int capacity, OverflowPolicy policy) {
    return LocalSubscriber.open(
        local.context, LocalFixture.bounds(capacity, policy), List.of(TestMessages.TOPIC));
  }

  private LocalSubscriber throttling(int capacity) {
    return subscriber(capacity, OverflowPolicy.BACKPRESSURE);
  }

  private static Data data(long number) {
    return TestMessages.data(number);
  }

  private static List<Data> range(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(TestMessages::data).toList();
  }

  private static List<Long> take(LocalSubscriber subscriber, int n) throws InterruptedException {
    return subscriber.get(n, SOON).stream().map(TestMessages::number).toList();
  }

  @Test
  void sendsAtOnceWhileThereIsDemand() throws InterruptedException {
    LocalSubscriber subscriber = throttling(10);
    DemandPublisher publisher = publisher(4);
    assertThat(publisher.topic()).isEqualTo(TestMessages.TOPIC);
    assertThat(publisher.demand()).isEqualTo(10);
    publisher.publish(data(1));
    assertThat(publisher.tryPublish(data(2))).isTrue();
    assertThat(publisher.publishAsync(data(3))).isCompleted();
    publisher.publishAll(range(4, 6));
    assertThat(publisher.publish(data(7), Duration.ZERO)).isTrue();
    assertThat(publisher.buffered()).isZero();
    assertThat(publisher.demand()).isEqualTo(3);
    assertThat(subscriber.available()).isEqualTo(7);
    assertThat(take(subscriber, 7)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(local.routing.published).hasValue(7);
    assertThat(publisher.sendRate()).isPositive();
  }

  @Test
  void withoutASinkMessagesAreGoneAtOnce() throws InterruptedException {
    DemandPublisher publisher = publisher(2);
    publisher.publishAll(range(1, 100));
    assertThat(publisher.buffered()).isZero();
    assertThat(publisher.demand()).isEqualTo(Integer.MAX_VALUE);
    assertThat(local.routing.published).hasValue(100);
  }

  @Test
  void buffersWithoutDemandAndThenRefuses() throws InterruptedException {
    LocalSubscriber subscriber = throttling(1);
    DemandPublisher publisher = publisher(2);
    assertThat(publisher.capacity()).isEqualTo(2);
    publisher.publishAll(range(1, 3));
    assertThat(publisher.buffered()).isEqualTo(2);
    assertThat(publisher.freeCapacity()).isZero();
    assertThat(publisher.demand()).isZero();
    assertThat(publisher.tryPublish(data(4))).isFalse();
    assertThat(publisher.publish(data(4), SHORT)).isFalse();
    CompletableFuture<Void> late = publisher.publishAsync(data(4));
    assertThat(late).isNotDone();
    assertThat(take(subscriber, 4)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(late).succeedsWithin(SOON);
    assertThat(subscriber.dropped()).isZero();
  }

  @Test
  void oneFullSinkHoldsBackAllAndLeavesNoReservationBehind() throws InterruptedException {
    LocalSubscriber wide = throttling(100);
    LocalSubscriber narrow = throttling(1);
    LocalSubscriber lossy = subscriber(1, OverflowPolicy.DROP_NEWEST);
    DemandPublisher publisher = publisher(10);
    publisher.publishAll(range(1, 5));
    assertThat(wide.available()).isEqualTo(1);
    assertThat(publisher.demand()).isZero();
    assertThat(take(narrow, 5)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(take(wide, 5)).containsExactly(1L, 2L, 3L, 4L, 5L);
    await().until(() -> publisher.demand() == 1);
    assertThat(take(lossy, 1)).containsExactly(1L);
    assertThat(lossy.dropped()).isEqualTo(4);
    narrow.close();
    assertThat(publisher.demand()).isEqualTo(100);
  }

  /**
   * Receivers take what is 64 Ki behind the newest message of an endpoint for a repeat. A message
   * that waits for room must not grow old with its number, while others of the endpoint pass it.
   */
  @Test
  void aMessageThatWaitsGetsItsNumberWhenItIsSent() throws InterruptedException {
    SinkQueue sink =
        new SinkQueue(
            QueueOptions.subscriber(new SubscriberOptions(1, 1 << 20, OverflowPolicy.BACKPRESSURE)),
            local.counters,
            lost -> {});
    local.routing.subscribe(List.of(TestMessages.TOPIC), sink);
    DemandPublisher publisher = publisher(4);
    publisher.publishAll(range(1, 2));
    assertThat(publisher.buffered()).isEqualTo(1);
    long others = local.routing.envelope(TestMessages.TOPIC, data(100)).sequence();
    Envelope first = sink.take(SOON.toNanos());
    Envelope waited = sink.take(SOON.toNanos());
    assertThat(TestMessages.number(waited)).isEqualTo(2);
    assertThat(first.sequence()).isLessThan(others);
    assertThat(waited.sequence()).isGreaterThan(others);
    local.routing.unsubscribe(List.of(TestMessages.TOPIC), sink);
  }

  @Test
  void goesOnWhenTheFullSinkClosesOrNoLongerMatches() throws InterruptedException {
    DemandPublisher publisher = publisher(10);
    LocalSubscriber closing = throttling(1);
    publisher.publishAll(range(1, 3));
    assertThat(publisher.buffered()).isEqualTo(2);
    closing.close();
    await().until(() -> publisher.buffered() == 0);
    LocalSubscriber leaving = throttling(1);
    publisher.publishAll(range(4, 6));
    assertThat(publisher.buffered()).isEqualTo(2);
    leaving.removeTopic(TestMessages.TOPIC);
    await().until(() -> publisher.buffered() == 0);
    assertThat(leaving.available()).isEqualTo(1);
  }

  @Test
  void anInterruptedPublisherSendsNothing() throws InterruptedException {
    LocalSubscriber subscriber = throttling(1);
    DemandPublisher publisher = publisher(1);
    publisher.publishAll(range(1, 2));
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread blocked =
        local.start(
            () -> {
              try {
                publisher.publish(data(3));
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            });
    LocalFixture.awaitBlocked(blocked);
    blocked.interrupt();
    blocked.join();
    assertThat(interrupted).isTrue();
    assertThat(take(subscriber, 2)).containsExactly(1L, 2L);
    assertThat(subscriber.get(SHORT)).isEmpty();
  }

  @Test
  void publishingFromTheOnlyThreadOfTheExecutorMakesProgress() throws InterruptedException {
    LocalSubscriber subscriber = throttling(2);
    DemandPublisher publisher = publisher(2);
    CountDownLatch done = new CountDownLatch(1);
    local.executor.execute(
        () -> {
          try {
            publisher.publishAll(range(1, 1000));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          done.countDown();
        });
    assertThat(take(subscriber, 1000)).isSorted().hasSize(1000);
    done.await();
  }

  @Test
  void closingSendsWhatIsBufferedWhileThereIsDemand() throws InterruptedException {
    LocalSubscriber subscriber = throttling(1);
    DemandPublisher publisher = publisher(10, SOON);
    publisher.publishAll(range(1, 5));
    AtomicReference<List<Long>> taken = new AtomicReference<>();
    Thread taker = local.start(() -> taken.set(take(subscriber, 5)));
    publisher.close();
    assertThat(publisher.buffered()).isZero();
    taker.join();
    assertThat(taken.get()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(local.counters.dropped()).isEmpty();
    assertThatThrownBy(() -> publisher.publish(data(6))).isInstanceOf(BrokerException.class);
    assertThatThrownBy(() -> publisher.tryPublish(data(6))).isInstanceOf(BrokerException.class);
    assertThat(publisher.publishAsync(data(6))).isCompletedExceptionally();
    publisher.close();
  }

  @Test
  void closingCountsWhatItCannotSend() throws InterruptedException {
    throttling(1);
    DemandPublisher publisher = publisher(3, SHORT);
    publisher.publishAll(range(1, 4));
    CompletableFuture<Void> late = publisher.publishAsync(data(5));
    Thread blocked =
        local.start(
            () ->
                assertThatThrownBy(() -> publisher.publish(data(6)))
                    .isInstanceOf(BrokerException.class));
    LocalFixture.awaitBlocked(blocked);
    publisher.close();
    blocked.join();
    assertThat(late).isCompletedExceptionally();
    assertThat(local.counters.dropped()).hasSize(1).containsValue(3L);
    assertThat(local.events)
        .singleElement()
        .satisfies(e -> assertThat(e.message()).contains("3 messages dropped"));
  }

  @Test
  void closingDropsAllIfAsked() throws InterruptedException {
    LocalSubscriber subscriber = throttling(1);
    DemandPublisher publisher = publisher(10, SOON);
    publisher.publishAll(range(1, 5));
    publisher.dropAllOnClose();
    publisher.close();
    assertThat(publisher.buffered()).isZero();
    assertThat(take(subscriber, 1)).containsExactly(1L);
    assertThat(subscriber.get(SHORT)).isEmpty();
  }

  @Test
  void anInterruptEndsTheDraining() throws InterruptedException {
    throttling(1);
    DemandPublisher publisher = publisher(10, SOON);
    publisher.publishAll(range(1, 5));
    Thread.currentThread().interrupt();
    publisher.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(publisher.buffered()).isZero();
  }

  @Test
  void nothingIsLostOrReorderedUnderLoad() throws InterruptedException {
    LocalSubscriber first = throttling(16);
    LocalSubscriber second = throttling(64);
    DemandPublisher[] publishers = {publisher(8), publisher(100)};
    int perThread = 5_000;
    AtomicInteger failures = new AtomicInteger();
    for (int t = 0; t < 4; t++) {
      DemandPublisher publisher = publishers[t % 2];
      int base = t * perThread;
      boolean batches = t == 3;
      local.start(
          () -> {
            if (batches) {
              publisher.publishAll(range(base, base + perThread - 1));
            } else {
              for (int i = 0; i < perThread; i++) {
                publisher.publish(data(base + i));
              }
            }
          });
    }
    for (LocalSubscriber subscriber : List.of(first, second)) {
      local.start(
          () -> {
            long[] last = {-1, -1, -1, -1};
            for (Message message : subscriber.get(4 * perThread, SOON)) {
              long number = TestMessages.number(message);
              int thread = (int) (number / perThread);
              if (number % perThread != last[thread] + 1) {
                failures.incrementAndGet();
              }
              last[thread] = number % perThread;
            }
            if (LongStream.of(last).sum() != 4L * (perThread - 1)) {
              failures.incrementAndGet();
            }
            subscriber.close();
          });
    }
    await().atMost(SOON).until(() -> first.isClosed() && second.isClosed());
    assertThat(failures).hasValue(0);
    assertThat(first.dropped() + second.dropped()).isZero();
  }

  @Test
  void asFlowSubscriberRequestsWhatItsBufferHolds() throws InterruptedException {
    LocalSubscriber subscriber = throttling(4);
    DemandPublisher publisher = publisher(8);
    try (SubmissionPublisher<Data> source = new SubmissionPublisher<>(Runnable::run, 64)) {
      source.subscribe(publisher.asFlowSubscriber());
      range(1, 40).forEach(source::submit);
      assertThat(publisher.buffered()).isLessThanOrEqualTo(8);
      assertThat(source.estimateMaximumLag()).isGreaterThanOrEqualTo(20);
      assertThat(take(subscriber, 40)).hasSize(40).isSorted();
      publisher.close();
      assertThat(source.hasSubscribers()).isFalse();
    }
  }

  @Test
  void closingFromWithinItsOwnSendingDoesNotWait() throws InterruptedException {
    DemandPublisher publisher = publisher(10, Duration.ofDays(1));
    List<Long> seen = new ArrayList<>();
    AsyncSubscription.open(
        local.contextWith(Runnable::run),
        SubscriberOptions.DEFAULT,
        List.of(TestMessages.TOPIC),
        message -> {
          seen.add(TestMessages.number(message));
          publisher.close();
        },
        error -> seen.add(-1L));
    publisher.publish(data(1));
    assertThat(seen).containsExactly(1L);
    assertThat(local.handles.size()).isEqualTo(1);
  }

  @Test
  void manyPublishersAndTheEndpointCloseWithinOneDrainTimeout() throws InterruptedException {
    throttling(1);
    for (int i = 0; i < 20; i++) {
      publisher(10, SOON).publishAll(range(1, 5));
    }
    long start = System.nanoTime();
    local.handles.close(Duration.ofMillis(100));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThatThrownBy(() -> publisher(1)).isInstanceOf(BrokerException.class);
  }

  @Test
  void convertsNothingTwice() throws InterruptedException {
    LocalSubscriber subscriber =
        LocalSubscriber.open(local.context, SubscriberOptions.DEFAULT, List.of(TestMessages.TOPIC));
    Data value = data(1);
    publisher(1).publish(value);
    assertThat(subscriber.get().data()).isSameAs(value);
  }
}
