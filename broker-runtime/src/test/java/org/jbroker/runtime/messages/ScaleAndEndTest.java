package org.jbroker.runtime.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.awaitFilters;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jbroker.Endpoint;
import org.jbroker.Message;
import org.jbroker.PublishResult;
import org.jbroker.Publisher;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.forwarding.Net;
import org.jbroker.runtime.forwarding.Net.Via;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.Frame.Envelope;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many topics, many messages, and what becomes of them when an endpoint closes. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class ScaleAndEndTest {

  private static final Bytes SCRIPTED = Bytes.ofHex("00000000000040008000000000000001");

  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  private static List<Topic> topics(int count) {
    return IntStream.range(0, count).mapToObj(i -> Topic.of("/host/" + i + "/")).toList();
  }

  @Test
  void manySubscriptionsDoNotTouchALookupThatMatchesThree() {
    assertLookupsDoNotGrow(100_000);
  }

  @Test
  @Tag("long")
  void aMillionSubscriptionsDoNotTouchALookupThatMatchesThree() {
    assertLookupsDoNotGrow(1_000_000);
  }

  private void assertLookupsDoNotGrow(int subscriptions) {
    long few = allocatedByLookups(1_000);
    net.close();
    long many = allocatedByLookups(subscriptions);

    // What a lookup allocates is what it finds. It is the same, whatever does not match.
    assertThat(many).isLessThan(few + few / 2);
  }

  private long allocatedByLookups(int subscriptions) {
    Endpoint endpoint = net.open();
    SubscriberOptions small = SubscriberOptions.DEFAULT.withMaxMessages(1);
    List<Subscriber> matching =
        List.of(
            endpoint.subscriber(small, topics(subscriptions)),
            endpoint.subscriber(small, List.of(Topic.of("/host"))),
            endpoint.subscriber(small, List.of(Topic.of(""))));
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    Data data = Data.count(1);
    int rounds = 2_000;
    List<Topic> published =
        IntStream.range(0, rounds)
            .mapToObj(i -> Topic.of("/host/" + i % 1_000 + "/x" + i))
            .toList();
    // Once for the classes, once for the measurement; no topic is looked up twice.
    long allocated = 0;
    for (int pass = 0; pass < 2; pass++) {
      long before = thread.getThreadAllocatedBytes(self);
      for (Topic topic : published) {
        PublishResult result = endpoint.publishLocally(topic.append("p" + pass), data);
        assertThat(result.accepted()).isEqualTo(3);
      }
      allocated = thread.getThreadAllocatedBytes(self) - before;
    }
    assertThat(matching).allMatch(subscriber -> subscriber.available() == 1);
    return allocated;
  }

  @Test
  void aHundredThousandTopicsAreAnnouncedToAPeer() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    net.link(a, b);

    Subscriber many = b.subscriber(SubscriberOptions.DEFAULT, topics(100_000));
    Await.until(LIMIT, () -> a.peerSubscriptions().size() == 100_000);

    assertThat(a.publish("/host/99999/x", 1).accepted()).isEqualTo(1);
    assertThat(a.publish("/host/100000/x", 1).accepted()).isZero();
    assertThat(Net.take(many, 1).get(0).topic()).isEqualTo(Topic.of("/host/99999/x"));
    many.close();
    awaitFilters(a);
  }

  @Test
  void topicsAddedOneByOneAreNotAnnouncedOneByOne() {
    Endpoint a = net.open();
    int count = 3_000;
    try (ScriptedPeer peer = net.v1(a, SCRIPTED)) {
      Subscriber subscriber = a.subscriber();
      for (Topic topic : topics(count)) {
        subscriber.addTopic(topic);
      }
      int frames = 0;
      int announced = 0;
      while (announced < count) {
        Envelope update = peer.awaitEnvelope(FrameKind.ROUTING_UPDATE, SCRIPTED);
        assertThat(update.filter().size()).isGreaterThan(announced);
        announced = update.filter().size();
        frames++;
      }
      assertThat(frames).isLessThan(count / 20);
    }
  }

  @ParameterizedTest
  @EnumSource(Via.class)
  void whatAPublisherTookArrivesThoughItsEndpointClosesAtOnce(Via via) throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    int count = 20_000;
    Subscriber atB =
        b.subscriber(SubscriberOptions.DEFAULT.withMaxMessages(count), List.of(Topic.of("/t")));
    net.link(a, b, via);
    awaitFilters(a, "/t");

    Publisher publisher = a.publisher("/t");
    for (int i = 0; i < count; i++) {
      publisher.publish(i);
    }
    a.close();

    List<Message> messages = Net.take(atB, count);
    for (int i = 0; i < count; i++) {
      assertThat(messages.get(i).data().equals(Data.of(i))).as("number %d", i).isTrue();
    }
    assertThat(a.metrics().dropped()).isEmpty();
  }

  @Test
  void whatAnEndpointPublishedArrivesThoughItClosesAtOnce() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    int count = 8_000;
    Subscriber atB = b.subscriber("/t");
    net.link(a, b);
    awaitFilters(a, "/t");

    for (int i = 0; i < count; i++) {
      assertThat(a.publish("/t", i).isClean()).isTrue();
    }
    a.close();

    assertThat(Net.take(atB, count).get(count - 1).data().toString())
        .isEqualTo(String.valueOf(count - 1));
  }

  @Test
  void drainWaitsUntilAllWasWritten() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Queue<Message> seen = new ConcurrentLinkedQueue<>();
    b.subscribe(List.of(Topic.of("/t")), seen::add, error -> {});
    net.link(a, b);
    awaitFilters(a, "/t");
    for (int i = 0; i < 5_000; i++) {
      a.publish("/t", i);
    }

    assertThat(a.drain(LIMIT)).isTrue();

    assertThat(a.metrics().peers().get(0).queued()).isZero();
    assertThat(a.metrics().peers().get(0).sent()).isEqualTo(5_000);
    Await.until(LIMIT, () -> seen.size() == 5_000);
    assertThat(b.drain(LIMIT)).isTrue();
  }

  @Test
  void drainGivesUpInTimeIfAPeerDoesNotRead() throws Exception {
    Endpoint a = net.open();
    try (ScriptedPeer stalled = net.v1(a, SCRIPTED, "/t")) {
      Data big = Data.string("x".repeat(200_000));
      for (int i = 0; i < 200; i++) {
        a.publish(Topic.of("/t"), big);
      }
      assertThat(a.drain(Duration.ofMillis(100))).isFalse();
      assertThat(stalled.isConnector()).isTrue();
    }
  }
}
