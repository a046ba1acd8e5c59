package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.TestCluster.SOON;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.EventsMissed;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;

/** Receivers of events that are slow, throw, or ask for what they want. */
@NoLeaks
class EventHubTest {

  private static NodeUp event(int number) {
    return new NodeUp("n" + number, new EndpointId(1, number));
  }

  /** Tasks of the hub run when the test says so. */
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  private void runTasks() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  private final EventHub stepped = new EventHub("stepped", tasks::add, 3);

  private static void publish(EventHub hub, int from, int to) {
    for (int i = from; i <= to; i++) {
      hub.publish(event(i));
    }
  }

  /** Writes down what it is told. */
  private static final class Recorder implements Flow.Subscriber<ClusterEvent> {
    final List<Object> told = new ArrayList<>();
    Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      told.add("subscribed");
    }

    @Override
    public void onNext(ClusterEvent event) {
      told.add(event);
    }

    @Override
    public void onError(Throwable failure) {
      told.add(failure.getMessage());
    }

    @Override
    public void onComplete() {
      told.add("complete");
    }
  }

  private Recorder subscribe() {
    Recorder recorder = new Recorder();
    stepped.subscribe(recorder);
    runTasks();
    return recorder;
  }

  @Test
  void listenersGetAllEventsInOrder() throws Exception {
    BlockingQueue<ClusterEvent> first = new LinkedBlockingQueue<>();
    BlockingQueue<ClusterEvent> second = new LinkedBlockingQueue<>();
    try (EventHub hub = new EventHub("test", null, 1000)) {
      hub.onEvent(first::add);
      hub.onEvent(second::add);
      publish(hub, 1, 500);

      for (int i = 1; i <= 500; i++) {
        assertThat(first.poll(20, TimeUnit.SECONDS)).isEqualTo(event(i));
        assertThat(second.poll(20, TimeUnit.SECONDS)).isEqualTo(event(i));
      }
    }
  }

  @Test
  void saysWhatASlowReceiverMissedWhereItIsMissing() {
    List<ClusterEvent> told = new ArrayList<>();
    stepped.onEvent(told::add);
    runTasks();
    publish(stepped, 1, 5);
    runTasks();
    publish(stepped, 6, 7);
    runTasks();

    assertThat(told)
        .containsExactly(event(1), event(2), event(3), new EventsMissed(2), event(6), event(7));
  }

  @Test
  void gapComesBeforeWhatIsPublishedAfterIt() {
    Recorder recorder = subscribe();
    publish(stepped, 1, 4);
    recorder.subscription.request(1);
    runTasks();
    publish(stepped, 5, 5);
    recorder.subscription.request(10);
    runTasks();

    assertThat(recorder.told)
        .containsExactly("subscribed", event(1), event(2), event(3), new EventsMissed(1), event(5));
  }

  @Test
  void blockedListenerDelaysNobodyAndIsInterruptedAtTheEnd() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    BlockingQueue<ClusterEvent> other = new LinkedBlockingQueue<>();
    try (EventHub hub = new EventHub("test", null, 10)) {
      hub.onEvent(
          event -> {
            try {
              never.await();
            } catch (InterruptedException e) {
              interrupted.countDown();
            }
          });
      hub.onEvent(other::add);
      publish(hub, 1, 2);

      assertThat(other.poll(20, TimeUnit.SECONDS)).isEqualTo(event(1));
      assertThat(other.poll(20, TimeUnit.SECONDS)).isEqualTo(event(2));
    }
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void listenerThatThrowsGetsTheNextEvent() {
    List<ClusterEvent> told = new ArrayList<>();
    stepped.onEvent(
        event -> {
          told.add(event);
          throw new IllegalStateException("thrown by a test");
        });
    publish(stepped, 1, 2);
    runTasks();

    assertThat(told).containsExactly(event(1), event(2));
  }

  @Test
  void subscriberGetsAsManyAsItAskedFor() {
    Recorder recorder = subscribe();
    publish(stepped, 1, 3);
    runTasks();
    assertThat(recorder.told).containsExactly("subscribed");

    recorder.subscription.request(2);
    runTasks();
    assertThat(recorder.told).containsExactly("subscribed", event(1), event(2));
    recorder.subscription.request(Long.MAX_VALUE);
    recorder.subscription.request(Long.MAX_VALUE);
    stepped.close();
    publish(stepped, 4, 4);
    runTasks();
    assertThat(recorder.told)
        .containsExactly("subscribed", event(1), event(2), event(3), "complete");
  }

  @Test
  void subscriberThatAsksForNothingIsToldSo() {
    Recorder recorder = subscribe();
    recorder.subscription.request(0);
    publish(stepped, 1, 1);
    runTasks();

    assertThat(recorder.told)
        .containsExactly("subscribed", "at least one event is requested, not 0");
  }

  @Test
  void cancelledReceiversGetNothing() {
    Recorder recorder = subscribe();
    recorder.subscription.request(5);
    publish(stepped, 1, 1);
    recorder.subscription.cancel();
    List<ClusterEvent> told = new ArrayList<>();
    ClusterSubscription listener = stepped.onEvent(told::add);
    publish(stepped, 2, 2);
    listener.close();
    runTasks();
    publish(stepped, 3, 3);
    runTasks();

    assertThat(recorder.told).containsExactly("subscribed");
    assertThat(told).isEmpty();
  }

  @Test
  void subscriberThatThrowsIsEnded() {
    List<ClusterEvent> told = new ArrayList<>();
    stepped.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(10);
          }

          @Override
          public void onNext(ClusterEvent event) {
            told.add(event);
            throw new IllegalStateException("thrown by a test");
          }

          @Override
          public void onError(Throwable failure) {
            throw new AssertionError(failure);
          }

          @Override
          public void onComplete() {
            throw new AssertionError("not completed");
          }
        });
    publish(stepped, 1, 2);
    runTasks();
    stepped.close();
    runTasks();

    assertThat(told).containsExactly(event(1));
  }

  @Test
  void whoeverSubscribesToAHubThatIsClosedIsCompleted() {
    stepped.close();

    assertThat(subscribe().told).containsExactly("subscribed", "complete");
  }

  @Test
  void whoeverSubscribesAfterTheThreadsEndedIsCompleted() {
    EventHub hub = new EventHub("test", null, 1);
    hub.close();
    Recorder recorder = new Recorder();
    hub.subscribe(recorder);

    assertThat(recorder.told).containsExactly("subscribed", "complete");
  }

  @Test
  void executorThatRefusesEndsItsReceivers() {
    EventHub hub =
        new EventHub(
            "test",
            task -> {
              throw new RejectedExecutionException("thrown by a test");
            },
            1);
    Recorder recorder = new Recorder();
    hub.subscribe(recorder);
    publish(hub, 1, 1);

    assertThat(recorder.told).isEmpty();
  }

  @Test
  void runsUserCodeAfterItsEnd() {
    EventHub hub = new EventHub("test", null, 1);
    hub.close();
    List<String> ran = new ArrayList<>();
    hub.execute(() -> ran.add("late"));

    Await.until(SOON, () -> ran.size() == 1);
  }
}
