package org.jbroker.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.jbroker.runtime.local.LocalFixture.SOON;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.Message;
import org.jbroker.OverflowPolicy;
import org.jbroker.SubscriberOptions;
import org.jbroker.runtime.queue.TestMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules of Reactive Streams that a publisher can be seen to keep. */
class MessageFlowTest {

  @RegisterExtension private final LocalFixture local = new LocalFixture(2);

  /** Records signals, and whether two ever overlapped. */
  private static class Probe implements Flow.Subscriber<Message> {
    final List<String> signals = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger overlaps = new AtomicInteger();
    volatile Flow.Subscription subscription;
    volatile Thread lastThread;

    private void signal(String text) {
      if (inside.incrementAndGet() != 1) {
        overlaps.incrementAndGet();
      }
      lastThread = Thread.currentThread();
      signals.add(text);
      inside.decrementAndGet();
    }

    @Override
    public void onSubscribe(Flow.Subscription s) {
      subscription = s;
      signal("subscribed");
    }

    @Override
    public void onNext(Message message) {
      signal("" + TestMessages.number(message));
    }

    @Override
    public void onError(Throwable error) {
      signal(error.getClass().getSimpleName());
    }

    @Override
    public void onComplete() {
      signal("complete");
    }

    Probe awaitSubscribed() {
      await().pollDelay(Duration.ZERO).until(() -> subscription != null);
      return this;
    }

    void awaitSignals(String... expected) {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .untilAsserted(() -> assertThat(signals).containsExactly(expected));
      assertThat(overlaps).hasValue(0);
    }
  }

  private MessageFlow flow(LocalContext context) {
    return new MessageFlow(context, SubscriberOptions.DEFAULT, List.of(TestMessages.TOPIC));
  }

  private <P extends Probe> P subscribe(P probe) {
    flow(local.context).subscribe(probe);
    return probe;
  }

  private void settled() throws InterruptedException {
    assertThat(local.handles.awaitIdle(SOON)).isTrue();
  }

  @Test
  void signalsNoMoreThanRequested() throws InterruptedException {
    Probe probe = subscribe(new Probe()).awaitSubscribed();
    local.routing.dispatch(1, 5);
    settled();
    probe.awaitSignals("subscribed");
    probe.subscription.request(2);
    probe.subscription.request(1);
    settled();
    probe.awaitSignals("subscribed", "1", "2", "3");
    assertThat(probe.lastThread.getName()).startsWith("callbacks-");
    probe.subscription.request(Long.MAX_VALUE);
    probe.subscription.request(Long.MAX_VALUE);
    settled();
    probe.awaitSignals("subscribed", "1", "2", "3", "4", "5");
    local.routing.dispatch(6, 6);
    probe.awaitSignals("subscribed", "1", "2", "3", "4", "5", "6");
  }

  @Test
  void eachSubscriberHasItsOwnQueueFromTheMomentItSubscribes() throws InterruptedException {
    Probe first = subscribe(new Probe());
    local.routing.dispatch(1, 1);
    Probe second = subscribe(new Probe());
    local.routing.dispatch(2, 2);
    first.awaitSubscribed().subscription.request(5);
    second.awaitSubscribed().subscription.request(5);
    first.awaitSignals("subscribed", "1", "2");
    second.awaitSignals("subscribed", "2");
  }

  @Test
  void aBadRequestEndsWithAnError() throws InterruptedException {
    for (long bad : new long[] {0, -1, Long.MIN_VALUE}) {
      Probe probe = subscribe(new Probe()).awaitSubscribed();
      probe.subscription.request(bad);
      probe.awaitSignals("subscribed", "IllegalArgumentException");
      probe.subscription.request(bad);
      probe.subscription.request(1);
      local.routing.dispatch(1, 1);
      settled();
      probe.awaitSignals("subscribed", "IllegalArgumentException");
    }
    assertThat(local.routing.size()).isZero();
  }

  @Test
  void cancellingIsIdempotentAndSilent() throws InterruptedException {
    Probe probe = subscribe(new Probe()).awaitSubscribed();
    probe.subscription.request(10);
    local.routing.dispatch(1, 1);
    probe.awaitSignals("subscribed", "1");
    probe.subscription.cancel();
    probe.subscription.cancel();
    probe.subscription.request(1);
    local.routing.dispatch(2, 2);
    settled();
    probe.awaitSignals("subscribed", "1");
    assertThat(local.handles.size()).isZero();
    assertThat(local.routing.size()).isZero();
  }

  @Test
  void cancellingWithinASignalStopsAtOnce() throws InterruptedException {
    Probe probe =
        subscribe(
            new Probe() {
              @Override
              public void onNext(Message message) {
                super.onNext(message);
                subscription.cancel();
              }
            });
    probe.awaitSubscribed().subscription.request(10);
    local.routing.dispatch(1, 5);
    settled();
    probe.awaitSignals("subscribed", "1");
  }

  @Test
  void requestingWithinASignalDoesNotRecurse() {
    AtomicInteger depth = new AtomicInteger();
    AtomicInteger count = new AtomicInteger();
    AtomicInteger nested = new AtomicInteger();
    Probe probe =
        new Probe() {
          @Override
          public void onNext(Message message) {
            if (depth.incrementAndGet() > 1) {
              nested.incrementAndGet();
            }
            count.incrementAndGet();
            subscription.request(1);
            depth.decrementAndGet();
          }
        };
    flow(local.contextWith(Runnable::run)).subscribe(probe);
    local.routing.dispatch(1, 5_000);
    probe.subscription.request(1);
    assertThat(count).hasValue(5_000);
    assertThat(nested).hasValue(0);
  }

  @Test
  void whenTheEndpointClosesWhatIsRequestedComesThenTheCompletion() {
    Probe eager = subscribe(new Probe());
    Probe lazy = subscribe(new Probe());
    eager.awaitSubscribed().subscription.request(100);
    lazy.awaitSubscribed().subscription.request(1);
    local.routing.dispatch(1, 3);
    local.handles.close(SOON);
    eager.awaitSignals("subscribed", "1", "2", "3", "complete");
    lazy.awaitSignals("subscribed", "1", "complete");
  }

  @Test
  void afterTheEndpointIsClosedASubscriberCompletesAtOnce() {
    local.handles.close(Duration.ZERO);
    local.executor.shutdown();
    Probe probe =
        subscribe(
            new Probe() {
              @Override
              public void onSubscribe(Flow.Subscription s) {
                super.onSubscribe(s);
                s.request(1);
              }
            });
    assertThat(probe.signals).containsExactly("subscribed", "complete");
    assertThat(probe.overlaps).hasValue(0);
  }

  @Test
  void withoutAnExecutorASubscriberCompletesAtOnce() {
    Probe probe = new Probe();
    flow(local.contextWith(
            job -> {
              throw new RejectedExecutionException("on purpose");
            }))
        .subscribe(probe);
    assertThat(probe.signals).containsExactly("subscribed", "complete");
  }

  @Test
  void aSubscriberThatThrowsIsCancelled() throws InterruptedException {
    Probe probe =
        subscribe(
            new Probe() {
              @Override
              public void onNext(Message message) {
                super.onNext(message);
                throw new IllegalStateException("on purpose");
              }
            });
    probe.awaitSubscribed().subscription.request(5);
    local.routing.dispatch(1, 3);
    await().until(() -> local.handles.size() == 0);
    probe.awaitSignals("subscribed", "1");
  }

  @Test
  void skipsWhatDoesNotDecodeWithoutUsingDemandForIt() {
    Probe probe = subscribe(new Probe()).awaitSubscribed();
    local.routing.dispatch(TestMessages.bytes(5));
    local.routing.dispatch(1, 2);
    probe.subscription.request(1);
    probe.awaitSignals("subscribed", "1");
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> flow(local.context).subscribe(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void keepsTheOrderUnderLoad() throws InterruptedException {
    List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    new MessageFlow(
            local.context,
            new SubscriberOptions(50_000, 0, OverflowPolicy.BACKPRESSURE),
            List.of(TestMessages.TOPIC))
        .subscribe(
            new Probe() {
              @Override
              public void onSubscribe(Flow.Subscription s) {
                super.onSubscribe(s);
                s.request(16);
              }

              @Override
              public void onNext(Message message) {
                seen.add(TestMessages.number(message));
                if (seen.size() % 16 == 0) {
                  subscription.request(16);
                }
              }
            });
    local.start(() -> local.routing.dispatch(1, 30_000)).join();
    await().until(() -> seen.size() == 30_000);
    assertThat(seen).isSorted();
  }
}
