package org.jbroker.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jbroker.runtime.local.LocalFixture.SHORT;
import static org.jbroker.runtime.local.LocalFixture.SOON;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jbroker.BrokerException;
import org.jbroker.DropReason;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.OverflowPolicy;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.runtime.queue.TestMessages;
import org.jbroker.runtime.routing.Offer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalSubscriberTest {

  @RegisterExtension private final LocalFixture local = new LocalFixture(1);

  private LocalSubscriber subscriber(SubscriberOptions options) {
    return LocalSubscriber.open(local.context, options, List.of(TestMessages.TOPIC));
  }

  private LocalSubscriber subscriber() {
    return subscriber(SubscriberOptions.DEFAULT);
  }

  private static List<Long> numbers(List<Message> messages) {
    return messages.stream().map(TestMessages::number).toList();
  }

  @Test
  void takesMessagesInOrderInEveryWay() throws InterruptedException {
    LocalSubscriber subscriber = subscriber();
    local.routing.dispatch(1, 10);
    assertThat(subscriber.available()).isEqualTo(10);
    assertThat(TestMessages.number(subscriber.get())).isEqualTo(1);
    assertThat(subscriber.get(Duration.ZERO)).map(TestMessages::number).contains(2L);
    assertThat(numbers(subscriber.get(3, Duration.ZERO))).containsExactly(3L, 4L, 5L);
    assertThat(subscriber.get(0, SOON)).isEmpty();
    assertThat(numbers(subscriber.poll())).containsExactly(6L, 7L, 8L, 9L, 10L);
    assertThat(subscriber.poll()).isEmpty();
    assertThat(subscriber.get(SHORT)).isEmpty();
    assertThat(subscriber.get(2, SHORT)).isEmpty();
    assertThat(local.counters.delivered.sum()).isEqualTo(10);
    assertThatThrownBy(() -> subscriber.get(-1, SOON)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void waitsForAllOfSeveralOrForTheTime() throws InterruptedException {
    LocalSubscriber subscriber = subscriber();
    local.routing.dispatch(1, 2);
    AtomicReference<List<Long>> result = new AtomicReference<>();
    Thread taker = local.start(() -> result.set(numbers(subscriber.get(4, SOON))));
    LocalFixture.awaitBlocked(taker);
    local.routing.dispatch(3, 5);
    taker.join();
    assertThat(result.get()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(numbers(subscriber.get(4, SHORT))).containsExactly(5L);
  }

  @Test
  void takesMoreThanTheQueueHolds() throws InterruptedException {
    LocalSubscriber subscriber = subscriber(LocalFixture.bounds(2, OverflowPolicy.BACKPRESSURE));
    Thread producer =
        local.start(
            () -> {
              for (long i = 1; i <= 100; i++) {
                while (subscriber.available() == 2) {
                  Thread.onSpinWait();
                }
                local.routing.dispatch(i, i);
              }
            });
    assertThat(subscriber.get(100, SOON)).hasSize(100);
    producer.join();
    assertThat(subscriber.dropped()).isZero();
  }

  @Test
  void whenInterruptedWhatItHadTakenStaysInFront() throws InterruptedException {
    LocalSubscriber subscriber = subscriber();
    local.routing.dispatch(1, 3);
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread taker =
        local.start(
            () -> {
              try {
                subscriber.get(10, SOON);
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            });
    await().until(() -> subscriber.available() == 0);
    LocalFixture.awaitBlocked(taker);
    taker.interrupt();
    taker.join();
    assertThat(interrupted).isTrue();
    local.routing.dispatch(4, 4);
    assertThat(numbers(subscriber.poll())).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void anInterruptedThreadTakesNothing() {
    LocalSubscriber subscriber = subscriber();
    local.routing.dispatch(1, 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> subscriber.get(SOON)).isInstanceOf(InterruptedException.class);
    assertThat(subscriber.available()).isEqualTo(1);
  }

  @Test
  void appliesItsPolicyAndReportsTheLoss() {
    LocalSubscriber subscriber = subscriber(LocalFixture.bounds(2, OverflowPolicy.DROP_NEWEST));
    local.routing.dispatch(1, 2);
    assertThat(local.routing.dispatch(TestMessages.envelope(3))).isEqualTo(Offer.REFUSED);
    local.routing.dispatch(4, 5);
    assertThat(subscriber.dropped()).isEqualTo(3);
    assertThat(numbers(subscriber.poll())).containsExactly(1L, 2L);
    assertThat(local.counters.dropped())
        .containsOnlyKeys(DropReason.SUBSCRIBER_QUEUE_NEWEST)
        .containsValue(3L);
    assertThat(local.events).hasSize(1);
    subscriber.close();
    assertThat(local.events)
        .last()
        .hasToString(
            "unspecified: subscriber queue full: 2 messages dropped in the last second"
                + " (policy drop_newest)");
  }

  @Test
  void skipsAndReportsWhatDoesNotDecode() throws InterruptedException {
    LocalSubscriber subscriber = subscriber();
    local.routing.dispatch(TestMessages.bytes(10));
    local.routing.dispatch(1, 1);
    local.routing.dispatch(TestMessages.bytes(10));
    local.routing.dispatch(2, 2);
    local.routing.dispatch(TestMessages.bytes(10));
    assertThat(TestMessages.number(subscriber.get())).isEqualTo(1);
    assertThat(numbers(subscriber.get(1, SOON))).containsExactly(2L);
    assertThat(subscriber.get(SHORT)).isEmpty();
    assertThat(local.counters.dropped()).containsEntry(DropReason.INVALID_DATA, 3L);
    assertThat(local.counters.delivered.sum()).isEqualTo(2);
    assertThat(local.events)
        .first()
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DESERIALIZATION_FAILED));
  }

  @Test
  void changesItsTopicsWhileItRuns() throws InterruptedException {
    LocalSubscriber subscriber = subscriber();
    Topic other = Topic.of("/other");
    subscriber.addTopic(other);
    subscriber.addTopic(other);
    local.routing.dispatch(TestMessages.envelope(other.append("x"), TestMessages.data(1)));
    subscriber.removeTopic(other);
    subscriber.removeTopic(Topic.of("/never"));
    assertThat(subscriber.topics()).containsExactly(TestMessages.TOPIC);
    local.routing.dispatch(TestMessages.envelope(other, TestMessages.data(2)));
    assertThat(numbers(subscriber.poll())).as("queued before the removal").containsExactly(1L);
  }

  @Test
  void waitsUntilTheFilterIsAnnounced() throws InterruptedException {
    LocalSubscriber subscriber = subscriber();
    Topic other = Topic.of("/other");
    assertThat(subscriber.addTopic(other, SOON)).isTrue();
    local.routing.announced = new CompletableFuture<>();
    assertThat(subscriber.removeTopic(other, SHORT)).isFalse();
    assertThat(subscriber.topics()).doesNotContain(other);
    local.routing.announced.completeExceptionally(new BrokerException(ErrorCode.SHUTTING_DOWN, ""));
    assertThat(subscriber.addTopic(other, SOON)).isFalse();
  }

  @Test
  void afterClosingWhatWaitsCanBeTaken() throws InterruptedException {
    LocalSubscriber subscriber = subscriber();
    local.routing.dispatch(1, 3);
    subscriber.close();
    subscriber.close();
    assertThat(subscriber.isClosed()).isTrue();
    assertThat(subscriber.topics()).isEmpty();
    local.routing.dispatch(4, 4);
    assertThat(TestMessages.number(subscriber.get())).isEqualTo(1);
    assertThat(numbers(subscriber.get(5, SOON))).containsExactly(2L, 3L);
    assertThat(subscriber.get(SOON)).isEmpty();
    assertThatThrownBy(subscriber::get)
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    assertThatThrownBy(() -> subscriber.addTopic(Topic.of("x")))
        .isInstanceOf(BrokerException.class);
    local.handles.close(Duration.ZERO);
    assertThatThrownBy(this::subscriber).isInstanceOf(BrokerException.class);
  }

  @Test
  void closingWakesBlockedThreads() throws InterruptedException {
    LocalSubscriber subscriber = subscriber();
    AtomicReference<RuntimeException> thrown = new AtomicReference<>();
    List<Long> iterated = new ArrayList<>();
    Thread getter =
        local.start(
            () -> {
              try {
                subscriber.get();
              } catch (BrokerException e) {
                thrown.set(e);
              }
            });
    LocalFixture.awaitBlocked(getter);
    Thread iterator =
        local.start(() -> subscriber.forEach(m -> iterated.add(TestMessages.number(m))));
    LocalFixture.awaitBlocked(iterator);
    local.handles.close(Duration.ZERO);
    getter.join();
    iterator.join();
    assertThat(thrown.get()).isInstanceOf(BrokerException.class);
    assertThat(iterated).isEmpty();
  }

  @Test
  void iteratesUntilItIsClosedAndEmpty() {
    LocalSubscriber subscriber = subscriber();
    local.routing.dispatch(1, 3);
    subscriber.close();
    assertThat(subscriber).extracting(TestMessages::number).containsExactly(1L, 2L, 3L);
  }

  @Test
  void anInterruptEndsTheIterationWithTheFlagSet() {
    LocalSubscriber subscriber = subscriber();
    Thread.currentThread().interrupt();
    assertThat(subscriber.iterator().hasNext()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void readinessFollowsTheQueue() throws IOException, InterruptedException {
    LocalSubscriber subscriber = subscriber();
    local.routing.dispatch(1, 2);
    try (Selector selector = Selector.open()) {
      SelectableChannel channel = subscriber.readiness();
      assertThat(subscriber.readiness()).isSameAs(channel);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      assertThat(ready(selector)).isTrue();
      subscriber.get();
      assertThat(ready(selector)).isTrue();
      subscriber.get();
      assertThat(ready(selector)).isFalse();
      local.routing.dispatch(3, 4);
      assertThat(ready(selector)).isTrue();
      subscriber.poll();
      assertThat(ready(selector)).isFalse();
      local.routing.dispatch(5, 6);
      subscriber.get(2, SOON);
      assertThat(ready(selector)).isFalse();
      local.start(() -> local.routing.dispatch(7, 7));
      assertThat(selector.select(SOON.toMillis())).isEqualTo(1);
      Thread.currentThread().interrupt();
      assertThat(subscriber.poll()).as("by an interrupted thread").hasSize(1);
      local.routing.dispatch(8, 8);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(channel.isOpen()).isTrue();
      assertThat(ready(selector)).isTrue();
      subscriber.poll();
      Thread selecting = Thread.currentThread();
      Thread closer =
          local.start(
              () -> {
                while (!isSelecting(selecting)) {
                  Thread.onSpinWait();
                }
                subscriber.close();
              });
      selector.select(SOON.toMillis());
      closer.join();
      assertThat(channel.isOpen()).isFalse();
      assertThat(key.isValid()).isFalse();
    }
  }

  private static boolean isSelecting(Thread thread) {
    return Stream.of(thread.getStackTrace()).anyMatch(f -> f.getMethodName().equals("doSelect"));
  }

  private static boolean ready(Selector selector) throws IOException {
    selector.selectNow();
    boolean result = !selector.selectedKeys().isEmpty();
    selector.selectedKeys().clear();
    return result;
  }

  @Test
  void readinessAfterClosingIsAClosedChannel() {
    LocalSubscriber subscriber = subscriber();
    subscriber.close();
    assertThat(subscriber.readiness().isOpen()).isFalse();
  }

  @Test
  void aSelectorLoopMissesNothingUnderLoad() throws IOException, InterruptedException {
    LocalSubscriber subscriber = subscriber();
    int total = 20_000;
    List<Thread> producers = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      subscriber.readiness().register(selector, SelectionKey.OP_READ);
      for (int p = 0; p < 2; p++) {
        producers.add(
            local.start(
                () -> {
                  for (int i = 0; i < total / 2; i++) {
                    while (subscriber.available() > 4000) {
                      Thread.onSpinWait();
                    }
                    local.routing.dispatch(i, i);
                  }
                }));
      }
      int taken = 0;
      while (taken < total) {
        assertThat(selector.select(SOON.toMillis())).as("after %d", taken).isPositive();
        selector.selectedKeys().clear();
        taken += taken % 3 == 0 ? subscriber.poll().size() : subscriber.get(5, SHORT).size();
      }
      assertThat(ready(selector)).isFalse();
    }
    for (Thread producer : producers) {
      producer.join();
    }
  }
}
