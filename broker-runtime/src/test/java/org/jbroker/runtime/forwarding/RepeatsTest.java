package org.jbroker.runtime.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.take;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jbroker.DropReason;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.Message;
import org.jbroker.Publisher;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.runtime.forwarding.Net.Via;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.Frame.Envelope;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks with circles: once on version 64, ended or noticed on version 1. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class RepeatsTest {

  private static final Bytes ONE = Bytes.ofHex("00000000000040008000000000000001");
  private static final Bytes TWO = Bytes.ofHex("ffffffffffff4fffbffffffffffffff2");
  private static final Bytes TRUE = Bytes.ofHex("0101");
  private static final int MESSAGES = 120;

  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  @ParameterizedTest
  @CsvSource({"TCP,TCP,1", "LOCAL,LOCAL,1", "TCP,LOCAL,1", "TCP,TCP,3"})
  void inAMeshEverybodySeesEveryMessageOnceAndInOrder(Via even, Via odd, int ioThreads)
      throws Exception {
    List<Endpoint> nodes = net.open(5, o -> o.ioThreads(ioThreads));
    List<Subscriber> subscribers = nodes.stream().map(e -> e.subscriber("/t")).toList();
    for (int i = 0; i < nodes.size(); i++) {
      for (int k = i + 1; k < nodes.size(); k++) {
        net.link(nodes.get(i), nodes.get(k), (i + k) % 2 == 0 ? even : odd);
      }
    }

    publishFromAll(nodes);

    for (int i = 0; i < nodes.size(); i++) {
      assertOnceInOrder(subscribers.get(i), nodes.size() - 1);
    }
    Await.until(LIMIT, () -> nodes.get(0).metrics().dropped(DropReason.REPEATED) > 0);
  }

  @ParameterizedTest
  @CsvSource({"TCP", "LOCAL"})
  void inARingEverybodySeesEveryMessageOnceAndInOrder(Via via) throws Exception {
    List<Endpoint> nodes = net.open(4, o -> o);
    List<Subscriber> subscribers = nodes.stream().map(e -> e.subscriber("/t")).toList();
    net.ring(via, nodes.toArray(Endpoint[]::new));

    publishFromAll(nodes);

    for (Subscriber subscriber : subscribers) {
      assertOnceInOrder(subscriber, nodes.size() - 1);
    }
  }

  private static void publishFromAll(List<Endpoint> nodes) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < nodes.size(); p++) {
      int number = p;
      Endpoint node = nodes.get(p);
      threads.add(
          new Thread(
              () -> {
                try (Publisher publisher = node.publisher("/t")) {
                  start.await();
                  for (int n = 0; n < MESSAGES; n++) {
                    publisher.publish(List.of(number, n));
                  }
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void assertOnceInOrder(Subscriber subscriber, int publishers)
      throws InterruptedException {
    Map<Data, List<Data>> seen = new HashMap<>();
    for (Message message : take(subscriber, publishers * MESSAGES)) {
      Vector pair = (Vector) message.data();
      seen.computeIfAbsent(pair.get(0), p -> new ArrayList<>()).add(pair.get(1));
    }
    List<Data> all = Stream.iterate(0, n -> n + 1).limit(MESSAGES).<Data>map(Data::of).toList();
    assertThat(seen).hasSize(publishers);
    assertThat(seen.values()).allSatisfy(one -> assertThat(one).isEqualTo(all));
    assertThat(subscriber.get(Duration.ofMillis(20))).isEmpty();
  }

  @Test
  void theSameStampBySeveralWaysIsForwardedOnce() {
    Endpoint relay = net.open();
    relay.forward(Topic.of("/t"));
    EndpointId author = EndpointId.random();
    try (ScriptedV64 a = net.v64(relay, EndpointId.random());
        ScriptedV64 b = net.v64(relay, EndpointId.random());
        ScriptedV64 to = net.v64(relay, EndpointId.random(), "/t")) {
      a.sendMessage(1, 9, "/t", TRUE, author, 1, 1, EndpointId.NIL);
      b.sendMessage(1, 9, "/t", TRUE, author, 1, 1, EndpointId.NIL);
      b.sendMessage(1, 9, "/t", TRUE, author, 1, 2, EndpointId.NIL);
      Await.until(LIMIT, () -> relay.metrics().received() == 3);
      a.sendMessage(1, 9, "/t", TRUE, author, 1, 2, EndpointId.NIL);
      // A later life begins anew.
      a.sendMessage(1, 9, "/t", TRUE, author, 2, 1, EndpointId.NIL);

      assertThat(Stream.generate(to::receive).limit(3))
          .extracting(ScriptedV64.Received::incarnation, ScriptedV64.Received::sequence)
          .containsExactly(tuple(1L, 1L), tuple(1L, 2L), tuple(2L, 1L));
      Await.until(LIMIT, () -> relay.metrics().dropped(DropReason.REPEATED) == 2);
    }
  }

  @Test
  void aRingOfVersion1EndsByTtl() {
    List<Endpoint> nodes = net.open(3, o -> o.maxProtocolVersion(1).ttl(20));
    nodes.forEach(e -> e.forward(Topic.of("/t")));
    net.ring(Via.TCP, nodes.toArray(Endpoint[]::new));

    nodes.get(0).publish("/t", true);

    // Two copies, one each way round, are received with 20, 19, ... 0 hops left.
    Await.until(LIMIT, () -> expired(nodes) == 2);
    assertThat(received(nodes)).isEqualTo(2 * 21);
    Await.holds(Duration.ofMillis(50), "it is quiet", () -> received(nodes) == 2 * 21);
  }

  private static long expired(List<Endpoint> nodes) {
    return nodes.stream().mapToLong(e -> e.metrics().dropped(DropReason.TTL_EXPIRED)).sum();
  }

  private static long received(List<Endpoint> nodes) {
    return nodes.stream().mapToLong(e -> e.metrics().received()).sum();
  }

  /**
   * Two C++ endpoints set the TTL anew on each hop, so with them a circle never ends: here one
   * thread plays both, and carries whatever the one gets to the other.
   */
  @Test
  void aCircleThroughPeersThatResetTheTtlIsReportedAndNotSuppressed() throws Exception {
    Endpoint node = net.open(o -> o.ttl(2));
    node.forward(Topic.of("/t"));
    StatusSubscriber statuses = node.statusSubscriber(true);
    try (ScriptedPeer out = net.v1(node, ONE, "/t");
        ScriptedPeer back = net.v1(node, TWO)) {
      node.publish("/t", "round and round");
      long start = System.nanoTime();
      while (node.metrics().suspectedLoops() == 0) {
        round(out, back);
        assertThat(System.nanoTime() - start).isLessThan(LIMIT.toNanos());
      }
      for (int i = 0; i < 100; i++) {
        round(out, back);
      }

      assertThat(node.metrics().suspectedLoops()).isEqualTo(1);
      StatusEvent report =
          Await.value(
                  LIMIT,
                  "a report",
                  () -> statuses.poll().stream().filter(RepeatsTest::tellsOfALoop).findAny(),
                  java.util.Optional::isPresent)
              .orElseThrow();
      assertThat(report.toString()).contains("/t", "probably a loop", "forward=false");
      assertThat(node.metrics().dropped()).isEmpty();
    }
  }

  private static boolean tellsOfALoop(StatusEvent event) {
    return event instanceof Status status
        && status.code() == StatusCode.UNSPECIFIED
        && status.endpoint().orElseThrow().node().equals(EndpointId.of(TWO.toArray(), 0));
  }

  private static void round(ScriptedPeer out, ScriptedPeer back) {
    Envelope came = out.awaitEnvelope(FrameKind.DATA, ONE);
    back.send(new Envelope(FrameKind.DATA, TWO, came.receiver(), 16, came.topic(), came.payload()));
  }
}
