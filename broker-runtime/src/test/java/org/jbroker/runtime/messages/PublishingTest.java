package org.jbroker.runtime.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.awaitFilters;
import static org.jbroker.runtime.forwarding.Net.take;
import static org.jbroker.runtime.forwarding.Net.takeText;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jbroker.BrokerError;
import org.jbroker.DropReason;
import org.jbroker.Endpoint;
import org.jbroker.Message;
import org.jbroker.OverflowPolicy;
import org.jbroker.PeerOverflow;
import org.jbroker.PublishResult;
import org.jbroker.Publisher;
import org.jbroker.PublisherOptions;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.runtime.forwarding.Net;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publishers with demand, sources that are pulled, and what happens where buffers are full. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class PublishingTest {

  private static final Bytes SCRIPTED = Bytes.ofHex("00000000000040008000000000000001");

  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(String::valueOf).toList();
  }

  private Subscriber linked(Endpoint from, Endpoint to, int bufferMessages) {
    Subscriber subscriber =
        to.subscriber(
            SubscriberOptions.DEFAULT.withMaxMessages(bufferMessages), List.of(Topic.of("/t")));
    net.link(from, to);
    awaitFilters(from, "/t");
    return subscriber;
  }

  @Test
  void aPublisherLosesNothingToASmallSendBuffer() throws Exception {
    Endpoint a = net.open(o -> o.peerBufferSize(16));
    Endpoint b = net.open();
    int count = 5_000;
    Subscriber atB = linked(a, b, count);

    try (Publisher publisher = a.publisher("/t")) {
      for (int i = 0; i < count; i++) {
        publisher.publish(i);
      }
    }

    assertThat(takeText(atB, count)).isEqualTo(numbers(count));
    assertThat(a.metrics().dropped()).isEmpty();
  }

  @Test
  void aSlowSubscriberBehindALinkHoldsNobodyUpAndReportsWhatItLost() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    int count = 5_000;
    Subscriber slow = linked(a, b, 100);
    Subscriber quick = b.subscriber("/t");
    StatusSubscriber errors = b.statusSubscriber(false);

    try (Publisher publisher = a.publisher("/t")) {
      publisher.publishAll(IntStream.range(0, count).boxed().toList());
    }

    assertThat(takeText(quick, count)).isEqualTo(numbers(count));
    assertThat(takeText(slow, 100)).isEqualTo(numbers(count).subList(count - 100, count));
    assertThat(slow.dropped()).isEqualTo(count - 100);
    assertThat(b.metrics().dropped())
        .isEqualTo(Map.of(DropReason.SUBSCRIBER_QUEUE_OLDEST, count - 100L));
    assertThat(a.metrics().dropped()).isEmpty();
    BrokerError report = (BrokerError) errors.get(LIMIT).orElseThrow();
    assertThat(report.toString()).contains("subscriber queue");
  }

  @Test
  void anIteratorIsPulledToItsEndAndCompletesWhenAllWasTaken() throws Exception {
    Endpoint a = net.open(o -> o.peerBufferSize(32));
    Endpoint b = net.open();
    int count = 3_000;
    Subscriber atB = linked(a, b, count);

    CompletableFuture<Void> done =
        a.publishAll(Topic.of("/t"), IntStream.range(0, count).mapToObj(Data::of).iterator());
    done.get(20, TimeUnit.SECONDS);

    assertThat(takeText(atB, count)).isEqualTo(numbers(count));
  }

  @Test
  void anIteratorIsNotPulledAheadOfDemand() throws Exception {
    Endpoint a = net.open(o -> o.localDelivery(true).drainTimeout(Duration.ofMillis(50)));
    Subscriber atA =
        a.subscriber(SubscriberOptions.DEFAULT.withMaxMessages(10), List.of(Topic.of("/t")));
    AtomicInteger pulled = new AtomicInteger();
    Iterator<Data> endless =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Data next() {
            return Data.of(pulled.getAndIncrement());
          }
        };
    CompletableFuture<Void> pump = a.publishAll(Topic.of("/t"), endless);
    Await.until(LIMIT, () -> atA.available() == 10);

    assertThat(takeText(atA, 10)).isEqualTo(numbers(10));
    assertThat(pump).isNotDone();
    assertThat(pulled.get()).isLessThanOrEqualTo(PublisherOptions.DEFAULT.capacity() + 10 + 10 + 1);
    pump.cancel(false);
    assertThat(pump).isCancelled();
  }

  @Test
  void aSourceThatThrowsFailsTheFuture() {
    Endpoint a = net.open();
    CompletableFuture<Void> done =
        a.publishAll(
            Topic.of("/t"),
            IntStream.range(0, 10)
                .mapToObj(
                    i -> {
                      if (i == 5) {
                        throw new IllegalStateException("no more");
                      }
                      return Data.of(i);
                    })
                .iterator());

    Await.until(LIMIT, done::isDone);
    assertThat(done.handle((v, e) -> e instanceof CompletionException c ? c.getCause() : e).join())
        .hasMessage("no more");
  }

  @Test
  void aFlowPublisherIsPulledWithItsDemand() throws Exception {
    Endpoint a = net.open(o -> o.peerBufferSize(32));
    Endpoint b = net.open();
    int count = 2_000;
    Subscriber atB = linked(a, b, count);
    CompletableFuture<Void> done;
    try (SubmissionPublisher<Data> source = new SubmissionPublisher<>(Runnable::run, 64)) {
      done = a.publishAll(Topic.of("/t"), source);
      for (int i = 0; i < count; i++) {
        source.submit(Data.of(i));
      }
    }

    assertThat(takeText(atB, count)).isEqualTo(numbers(count));
    done.get(10, TimeUnit.SECONDS);
  }

  @Test
  void aPublisherIsTheLastStageOfAPipeline() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Subscriber atB = linked(a, b, 1_000);
    try (Publisher publisher = a.publisher("/t");
        SubmissionPublisher<Data> source = new SubmissionPublisher<>(Runnable::run, 16)) {
      source.subscribe(publisher.asFlowSubscriber());
      for (int i = 0; i < 500; i++) {
        source.submit(Data.of(i));
      }
      assertThat(takeText(atB, 500)).isEqualTo(numbers(500));
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void eachThreadsMessagesKeepTheirOrder(boolean withDemand) throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    int threads = 4;
    int each = 1_000;
    Subscriber atB = linked(a, b, threads * each);
    List<Thread> running = new ArrayList<>();
    try (Publisher publisher = a.publisher("/t")) {
      for (int t = 0; t < threads; t++) {
        int thread = t;
        running.add(
            new Thread(
                () -> {
                  for (int n = 0; n < each; n++) {
                    List<Integer> value = List.of(thread, n);
                    try {
                      if (withDemand) {
                        publisher.publish(value);
                      } else {
                        a.publish("/t", value);
                      }
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  }
                }));
      }
      running.forEach(Thread::start);
      for (Thread thread : running) {
        thread.join();
      }
    }

    Map<Data, List<String>> seen = new HashMap<>();
    for (Message message : take(atB, threads * each)) {
      Vector pair = (Vector) message.data();
      seen.computeIfAbsent(pair.get(0), t -> new ArrayList<>()).add(pair.get(1).toString());
    }
    assertThat(seen).hasSize(threads);
    assertThat(seen.values()).allSatisfy(one -> assertThat(one).isEqualTo(numbers(each)));
  }

  // --- overflow

  @ParameterizedTest
  @CsvSource({"DROP_OLDEST,PEER_BUFFER_OLDEST", "DROP_NEWEST,PEER_BUFFER_NEWEST"})
  void aPeerThatDoesNotReadCostsItsOwnMessagesAndTheyAreCounted(
      PeerOverflow policy, DropReason reason) throws Exception {
    Endpoint a = net.open(o -> o.peerOverflow(policy).peerBufferSize(50));
    Endpoint b = net.open();
    Subscriber atB = linked(a, b, 10_000);
    StatusSubscriber errors = a.statusSubscriber(false);
    try (ScriptedPeer stalled = net.v1(a, SCRIPTED, "/big")) {
      PublishResult lossy = publishUntilSomethingIsLost(a);
      assertThat(lossy).isEqualTo(PublishResult.of(1, 1));
      a.publish("/t", "others do not notice");
      assertThat(takeText(atB, 1)).containsExactly("others do not notice");

      assertThat(a.metrics().dropped()).containsOnlyKeys(reason);
      long dropped = a.metrics().dropped(reason);
      assertThat(dropped).isEqualTo(1);
      assertThat(
              a.metrics().peers().stream()
                  .filter(p -> p.peer().node().toBytes()[15] == 1 && p.version() == 1)
                  .findAny()
                  .orElseThrow()
                  .dropped())
          .isEqualTo(dropped);
      assertThat(errors.get(LIMIT).orElseThrow().toString()).contains("send buffer of");
      assertThat(stalled.isConnector()).isTrue();
    }
  }

  private static PublishResult publishUntilSomethingIsLost(Endpoint endpoint) {
    Data big = Data.string("x".repeat(200_000));
    for (int i = 0; i < 10_000; i++) {
      PublishResult result = endpoint.publish(Topic.of("/big"), big);
      if (!result.isClean()) {
        return result;
      }
    }
    throw new AssertionError("the peer takes 2 GB without reading");
  }

  @Test
  void withPolicyDisconnectAPeerThatDoesNotReadIsLost() throws Exception {
    Endpoint a = net.open(o -> o.peerOverflow(PeerOverflow.DISCONNECT).peerBufferSize(50));
    StatusSubscriber statuses = a.statusSubscriber(true);
    try (ScriptedPeer stalled = net.v1(a, SCRIPTED, "/big")) {
      PublishResult result = publishUntilSomethingIsLost(a);
      assertThat(result).isEqualTo(PublishResult.of(0, 1));
      Await.until(LIMIT, () -> a.peers().isEmpty());

      List<StatusEvent> events = statuses.poll();
      assertThat(events).anyMatch(e -> e instanceof Status s && s.code() == StatusCode.PEER_LOST);
      assertThat(a.metrics().dropped(DropReason.PEER_BUFFER_DISCONNECT)).isEqualTo(1);
      assertThat(a.metrics().dropped(DropReason.PEER_GONE)).isPositive();
      assertThat(stalled.isConnector()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DROP_OLDEST,SUBSCRIBER_QUEUE_OLDEST,7",
    "BACKPRESSURE,SUBSCRIBER_QUEUE_OLDEST,7",
    "DROP_NEWEST,SUBSCRIBER_QUEUE_NEWEST,0"
  })
  void aFullSubscriberDoesAsItsPolicySays(OverflowPolicy policy, DropReason reason, int first)
      throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Subscriber small = b.subscriber(new SubscriberOptions(3, 0, policy), List.of(Topic.of("/t")));
    StatusSubscriber errors = b.statusSubscriber(false);
    net.link(a, b);

    for (int i = 0; i < 10; i++) {
      a.publish("/t", i);
    }

    Await.until(LIMIT, () -> b.metrics().dropped(reason) == 7);
    assertThat(takeText(small, 3)).isEqualTo(numbers(10).subList(first, first + 3));
    assertThat(small.dropped()).isEqualTo(7);
    assertThat(errors.get(LIMIT)).isPresent();
  }

  @Test
  void aDropNewestSubscriberHoldsNoPublisherBack() throws Exception {
    Endpoint a = net.open(o -> o.localDelivery(true));
    Subscriber small =
        a.subscriber(
            new SubscriberOptions(3, 0, OverflowPolicy.DROP_NEWEST), List.of(Topic.of("/t")));
    try (Publisher publisher = a.publisher("/t")) {
      publisher.publishAll(IntStream.range(0, 10).boxed().toList());
    }
    assertThat(takeText(small, 3)).containsExactly("0", "1", "2");
    assertThat(small.dropped()).isEqualTo(7);
  }
}
