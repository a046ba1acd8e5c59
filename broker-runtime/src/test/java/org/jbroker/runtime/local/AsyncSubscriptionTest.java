package org.jbroker.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jbroker.runtime.local.LocalFixture.SHORT;
import static org.jbroker.runtime.local.LocalFixture.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.OverflowPolicy;
import org.jbroker.SubscriberOptions;
import org.jbroker.runtime.queue.TestMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AsyncSubscriptionTest {

  @RegisterExtension private final LocalFixture local = new LocalFixture(2);

  private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
  private final List<BrokerError> errors = Collections.synchronizedList(new ArrayList<>());

  private AsyncSubscription subscribe(SubscriberOptions options, Consumer<Message> onMessage) {
    return AsyncSubscription.open(
        local.context, options, List.of(TestMessages.TOPIC), onMessage, errors::add);
  }

  private AsyncSubscription subscribe(Consumer<Message> onMessage) {
    return subscribe(SubscriberOptions.DEFAULT, onMessage);
  }

  private void see(Message message) {
    seen.add(TestMessages.number(message));
  }

  private static void acquire(Semaphore semaphore) {
    semaphore.acquireUninterruptibly();
  }

  @Test
  void callsBackOneAtATimeInOrderWhateverTheNumberOfProducers() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger disorder = new AtomicInteger();
    AtomicInteger count = new AtomicInteger();
    long[] last = new long[4];
    AsyncSubscription subscription =
        subscribe(
            new SubscriberOptions(100_000, 0, OverflowPolicy.BACKPRESSURE),
            message -> {
              if (inside.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
              }
              long number = TestMessages.number(message);
              int producer = (int) (number / 10_000);
              if (number <= last[producer]) {
                disorder.incrementAndGet();
              }
              last[producer] = number;
              count.incrementAndGet();
              inside.decrementAndGet();
            });
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      long base = p * 10_000L;
      producers.add(local.start(() -> local.routing.dispatch(base + 1, base + 9_999)));
    }
    for (Thread producer : producers) {
      producer.join();
    }
    assertThat(local.handles.awaitIdle(SOON)).isTrue();
    assertThat(count).hasValue(4 * 9_999);
    assertThat(overlaps).hasValue(0);
    assertThat(disorder).hasValue(0);
    assertThat(local.counters.delivered.sum()).isEqualTo(4 * 9_999);
    assertThat(subscription.dropped()).isZero();
  }

  @Test
  void aCallbackThatThrowsIsReportedAndTheNextFollows() throws InterruptedException {
    subscribe(
        message -> {
          see(message);
          if (TestMessages.number(message) == 1) {
            throw new IllegalStateException("on purpose");
          } else if (TestMessages.number(message) == 2) {
            throw new AssertionError("on purpose, too");
          }
        });
    local.routing.dispatch(1, 3);
    assertThat(local.handles.awaitIdle(SOON)).isTrue();
    assertThat(seen).containsExactly(1L, 2L, 3L);
    assertThat(errors)
        .hasSize(2)
        .allSatisfy(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSPECIFIED))
        .allSatisfy(e -> assertThat(e.message()).contains("on purpose"));
  }

  @Test
  void anErrorCallbackThatThrowsEndsNothing() throws InterruptedException {
    AsyncSubscription.open(
        local.context,
        SubscriberOptions.DEFAULT,
        List.of(TestMessages.TOPIC),
        this::see,
        error -> {
          throw new IllegalStateException("on purpose");
        });
    local.routing.dispatch(TestMessages.bytes(10));
    local.routing.dispatch(1, 1);
    assertThat(local.handles.awaitIdle(SOON)).isTrue();
    assertThat(seen).containsExactly(1L);
  }

  @Test
  void reportsWhatDoesNotDecodeAndWhatIsDropped() throws InterruptedException {
    Semaphore go = new Semaphore(0);
    CountDownLatch running = new CountDownLatch(1);
    AsyncSubscription subscription =
        subscribe(
            LocalFixture.bounds(3, OverflowPolicy.DROP_OLDEST),
            message -> {
              running.countDown();
              acquire(go);
              see(message);
            });
    local.routing.dispatch(1, 1);
    running.await();
    local.routing.dispatch(2, 20);
    local.routing.dispatch(TestMessages.bytes(10));
    go.release(100);
    assertThat(local.handles.awaitIdle(SOON)).isTrue();
    assertThat(seen).containsExactly(1L, 19L, 20L);
    assertThat(subscription.dropped()).isEqualTo(17);
    assertThat(errors)
        .extracting(BrokerError::code)
        .containsExactly(ErrorCode.UNSPECIFIED, ErrorCode.DESERIALIZATION_FAILED);
    assertThat(errors.get(0).message())
        .isEqualTo("subscription queue full: 1 message dropped" + " (policy drop_oldest)");
    assertThat(local.events).containsExactlyElementsOf(errors);
  }

  @Test
  void manySubscriptionsShareAThreadFairly() throws InterruptedException {
    // One callback that never stops publishing to itself may not keep the others waiting.
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch others = new CountDownLatch(20);
    List<AsyncSubscription> greedy = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      greedy.add(
          subscribe(
              message -> {
                if (!stop.get()) {
                  local.routing.dispatch(0, 0);
                }
              }));
    }
    for (int i = 0; i < 20; i++) {
      AsyncSubscription.open(
          local.context,
          SubscriberOptions.DEFAULT,
          List.of(TestMessages.TOPIC.append("other")),
          message -> others.countDown(),
          errors::add);
    }
    local.routing.dispatch(0, 0);
    local.routing.dispatch(
        TestMessages.envelope(TestMessages.TOPIC.append("other"), TestMessages.data(1)));
    assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
    stop.set(true);
    for (AsyncSubscription subscription : greedy) {
      assertThat(subscription.close(SOON)).isTrue();
    }
  }

  @Test
  void closingWaitsForTheCallbackThatRuns() throws InterruptedException {
    Semaphore go = new Semaphore(0);
    CountDownLatch running = new CountDownLatch(1);
    AsyncSubscription subscription =
        subscribe(
            message -> {
              running.countDown();
              acquire(go);
              see(message);
            });
    local.routing.dispatch(1, 50);
    running.await();
    assertThat(subscription.close(SHORT)).isFalse();
    go.release(100);
    assertThat(subscription.close(SOON)).isTrue();
    assertThat(seen).containsExactly(1L);
    local.routing.dispatch(51, 51);
    assertThat(local.handles.size()).isZero();
    assertThat(local.routing.size()).isZero();
    assertThatThrownBy(() -> subscription.addTopic(TestMessages.TOPIC))
        .isInstanceOf(BrokerException.class);
  }

  @Test
  void closingFromTheCallbackDoesNotWait() throws InterruptedException {
    AtomicReference<AsyncSubscription> self = new AtomicReference<>();
    AtomicReference<Boolean> result = new AtomicReference<>();
    self.set(
        subscribe(
            message -> {
              see(message);
              try {
                result.set(self.get().close(SOON));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
    local.routing.dispatch(1, 5);
    await().until(() -> result.get() != null);
    assertThat(result.get()).as("it had not returned").isFalse();
    assertThat(self.get().close(SOON)).isTrue();
    assertThat(seen).containsExactly(1L);
  }

  @Test
  void worksOnAnExecutorThatRunsTasksAtOnceWithoutRecursion() {
    AtomicReference<AsyncSubscription> self = new AtomicReference<>();
    self.set(
        AsyncSubscription.open(
            local.contextWith(Runnable::run),
            SubscriberOptions.DEFAULT,
            List.of(TestMessages.TOPIC),
            message -> {
              see(message);
              long number = TestMessages.number(message);
              if (number < 50_000) {
                local.routing.dispatch(number + 1, number + 1);
              }
            },
            errors::add));
    local.routing.dispatch(1, 1);
    assertThat(seen).hasSize(50_000).isSorted();
    assertThat(errors).isEmpty();
  }

  @Test
  void whenTheExecutorRefusesItEndsAndThePublisherNoticesNothing() {
    AsyncSubscription.open(
        local.contextWith(
            job -> {
              throw new RejectedExecutionException("on purpose");
            }),
        SubscriberOptions.DEFAULT,
        List.of(TestMessages.TOPIC),
        this::see,
        errors::add);
    local.routing.dispatch(1, 2);
    assertThat(seen).isEmpty();
    assertThat(local.routing.size()).isZero();
  }

  @Test
  void aClosedEndpointTakesNoSubscription() {
    local.handles.close(Duration.ZERO);
    assertThatThrownBy(() -> subscribe(this::see)).isInstanceOf(BrokerException.class);
  }
}
