package org.jbroker.runtime.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.awaitFilters;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jbroker.BrokerError;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.Publisher;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.forwarding.Net;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.zeek.ZeekEvent;
import org.jbroker.zeek.ZeekEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callbacks, Zeek events and reactive streams, over TCP. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class CallbacksTest {

  /** The arguments of the manual's events. */
  record Ball(String text, long n) {}

  private final Net net = new Net();
  private Endpoint here;
  private Endpoint there;

  @BeforeEach
  void link() {
    here = net.open();
    there = net.open();
    net.link(there, here);
  }

  @AfterEach
  void closeAll() {
    net.close();
  }

  @Test
  void messagesComeOneAtATimeInOrderOnAThreadOfTheEndpoint() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    Queue<String> threads = new ConcurrentLinkedQueue<>();
    AtomicInteger inside = new AtomicInteger();
    here.subscribe(
        List.of(Topic.of("/t")),
        message -> {
          assertThat(inside.incrementAndGet()).isEqualTo(1);
          seen.add(message.data().toString());
          threads.add(Thread.currentThread().getName());
          inside.decrementAndGet();
        },
        error -> seen.add(error.toString()));
    awaitFilters(there, "/t");

    for (int i = 0; i < 1_000; i++) {
      there.publish("/t", i);
    }

    Await.until(LIMIT, () -> seen.size() == 1_000);
    assertThat(seen)
        .containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj(String::valueOf).toList());
    assertThat(threads).allMatch(name -> name.startsWith("e0-worker-"));
  }

  @Test
  void aCallbackThatThrowsDoesNotEndTheSubscription() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    BlockingQueue<BrokerError> errors = new LinkedBlockingQueue<>();
    Subscription subscription =
        here.subscribe(
            List.of(Topic.of("/t")),
            message -> {
              if (message.data().toString().equals("bad")) {
                throw new IllegalStateException("I do not like it");
              }
              seen.add(message.data().toString());
            },
            error -> {
              errors.add(error);
              throw new IllegalStateException("nor errors");
            });
    awaitFilters(there, "/t");

    there.publish("/t", "bad");
    there.publish("/t", "good");

    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("good");
    BrokerError error = errors.poll(10, TimeUnit.SECONDS);
    assertThat(error.code()).isEqualTo(ErrorCode.UNSPECIFIED);
    assertThat(error.message()).contains("I do not like it");
    assertThat(subscription.close(LIMIT)).isTrue();
    awaitFilters(there);
  }

  @Test
  void aCallbackMayPublishPeerAndClose() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Subscription[] self = new Subscription[1];
    there.subscribe(List.of(Topic.of("/echo")), m -> seen.add(m.data().toString()), error -> {});
    self[0] =
        here.subscribe(
            List.of(Topic.of("/t")),
            message -> {
              here.publish("/echo", here.peers().size());
              self[0].close();
            },
            error -> {});
    awaitFilters(there, "/t");
    awaitFilters(here, "/echo");

    there.publish("/t", 1);

    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("1");
    awaitFilters(there);
  }

  @Test
  void theManualsPingPongAsZeekEvents() throws Exception {
    BlockingQueue<Ball> pongs = new LinkedBlockingQueue<>();
    BlockingQueue<BrokerError> errors = new LinkedBlockingQueue<>();
    Topic topic = Topic.of("/topic/test");
    Subscription player = here.subscribe(List.of(topic), message -> {}, errors::add);
    ZeekEvents.on(
        player,
        "ping",
        Ball.class,
        ball -> here.publish("/topic/test", new ZeekEvent("pong", ball.text(), ball.n())));
    Subscription scorer = there.subscribe(List.of(topic), message -> {}, errors::add);
    ZeekEvents.on(scorer, "pong", Ball.class, pongs::add);
    awaitFilters(there, "/topic/test");
    awaitFilters(here, "/topic/test");

    for (int n = 0; n < 5; n++) {
      there.publish("/topic/test", new ZeekEvent("ping", "my-message", n));
      assertThat(pongs.poll(10, TimeUnit.SECONDS)).isEqualTo(new Ball("my-message", n));
    }

    assertThat(errors).isEmpty();
    there.publish("/topic/test", new ZeekEvent("ping", "too few"));
    assertThat(errors.poll(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.UNSPECIFIED);
    there.publish("/topic/test", "no event at all");
    there.publish("/topic/test", new ZeekEvent("ping", "still there", 7));
    assertThat(pongs.poll(10, TimeUnit.SECONDS)).isEqualTo(new Ball("still there", 7));
  }

  @Test
  void aFlowSignalsWhatIsRequestedAndCompletesWithItsEndpoint() {
    Collecting collecting = new Collecting();
    here.flow("/t").subscribe(collecting);
    awaitFilters(there, "/t");
    for (int i = 0; i < 10; i++) {
      there.publish("/t", i);
    }
    Await.until(LIMIT, () -> here.metrics().received() == 10);
    assertThat(collecting.seen).isEmpty();

    collecting.subscription.request(3);
    Await.until(LIMIT, () -> collecting.seen.size() == 3);
    collecting.subscription.request(2);
    Await.until(LIMIT, () -> collecting.seen.size() == 5);
    assertThat(collecting.seen).containsExactly("0", "1", "2", "3", "4");

    here.close();
    Await.until(LIMIT, () -> collecting.ended);
    assertThat(collecting.seen).hasSize(5);
  }

  @Test
  void aCancelledFlowWithdrawsItsTopics() {
    Collecting collecting = new Collecting();
    here.flow("/t").subscribe(collecting);
    awaitFilters(there, "/t");
    Await.until(LIMIT, () -> collecting.subscription != null);

    collecting.subscription.cancel();

    awaitFilters(there);
  }

  @Test
  void aFlowFeedsAPublisherOfAnotherTopic() throws Exception {
    Endpoint sink = net.open();
    net.link(here, sink);
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    sink.subscribe(List.of(Topic.of("/out")), m -> seen.add(m.data().toString()), error -> {});
    awaitFilters(here, "/out");
    try (Publisher out = here.publisher("/out")) {
      Flow.Subscriber<Data> target = out.asFlowSubscriber();
      here.flow("/in")
          .subscribe(
              new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                  target.onSubscribe(subscription);
                }

                @Override
                public void onNext(Message message) {
                  target.onNext(message.data());
                }

                @Override
                public void onError(Throwable throwable) {
                  target.onError(throwable);
                }

                @Override
                public void onComplete() {
                  target.onComplete();
                }
              });
      awaitFilters(there, "/in");
      for (int i = 0; i < 3_000; i++) {
        there.publish("/in", i);
      }
      for (int i = 0; i < 3_000; i++) {
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(String.valueOf(i));
      }
    }
  }

  /** Keeps what is signalled and requests nothing by itself. */
  private static final class Collecting implements Flow.Subscriber<Message> {
    final Queue<String> seen = new ConcurrentLinkedQueue<>();
    volatile Flow.Subscription subscription;
    volatile boolean ended;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(Message message) {
      seen.add(message.data().toString());
    }

    @Override
    public void onError(Throwable throwable) {
      seen.add(throwable.toString());
    }

    @Override
    public void onComplete() {
      ended = true;
    }
  }
}
