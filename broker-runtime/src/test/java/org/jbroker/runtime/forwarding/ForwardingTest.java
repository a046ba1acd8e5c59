package org.jbroker.runtime.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.awaitFilters;
import static org.jbroker.runtime.forwarding.Net.takeText;

import java.time.Duration;
import java.util.List;
import org.jbroker.BrokerError;
import org.jbroker.DropReason;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.PublishResult;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
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

/** What passes from one peer to another, and how far. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class ForwardingTest {

  private static final Bytes SCRIPTED = Bytes.ofHex("00000000000040008000000000000001");
  private static final Bytes LARGER = Bytes.ofHex("ffffffffffff4fffbffffffffffffff2");
  private static final Bytes TRUE = Bytes.ofHex("0101");

  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  private Endpoint open(String kind) {
    return kind.equals("v1") ? net.openV1() : net.open();
  }

  private static Via via(String kind) {
    return kind.equals("local") ? Via.LOCAL : Via.TCP;
  }

  @ParameterizedTest
  @CsvSource({"v1", "v64", "local"})
  void nothingPassesARelayThatNeitherSubscribesNorForwards(String kind) throws Exception {
    Endpoint a = open(kind);
    Endpoint b = open(kind);
    Endpoint c = open(kind);
    Subscriber atC = c.subscriber("/t", "/open");
    net.chain(via(kind), a, b, c);
    awaitFilters(b, "/t", "/open");
    b.forward(Topic.of("/open"));
    awaitFilters(a, "/open");

    assertThat(a.publish("/t/x", 1)).isEqualTo(PublishResult.of(0, 0));
    assertThat(a.publish("/open/x", 2)).isEqualTo(PublishResult.of(1, 0));

    assertThat(takeText(atC, 1)).containsExactly("2");
    assertThat(b.metrics().delivered()).isZero();
    assertThat(b.metrics().forwarded()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"v1", "v64", "local"})
  void passesARelayThatIsSubscribedItself(String kind) throws Exception {
    Endpoint a = open(kind);
    Endpoint b = open(kind);
    Endpoint c = open(kind);
    Subscriber atC = c.subscriber("/t");
    net.chain(via(kind), a, b, c);
    Subscriber atB = b.subscriber("/t/x");
    awaitFilters(a, "/t/x");

    a.publish("/t/y", "not wanted by b");
    a.publish("/t/x", "wanted");

    assertThat(takeText(atC, 1)).containsExactly("wanted");
    assertThat(takeText(atB, 1)).containsExactly("wanted");

    atB.close();
    awaitFilters(a);
    assertThat(a.publish("/t/x", "gone").accepted()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"v1", "v64", "local"})
  void forwardFalseDeliversAndPassesNothingOn(String kind) throws Exception {
    Endpoint a = open(kind);
    Endpoint b = net.open(o -> o.forward(false).maxProtocolVersion(kind.equals("v1") ? 1 : 64));
    Endpoint c = open(kind);
    Subscriber atC = c.subscriber("/t");
    Subscriber atB = b.subscriber("/t");
    net.chain(via(kind), a, b, c);
    awaitFilters(a, "/t");
    awaitFilters(b, "/t");

    a.publish("/t", "from a");
    assertThat(takeText(atB, 1)).containsExactly("from a");
    b.publish("/t", "from b");

    assertThat(takeText(atC, 1)).containsExactly("from b");
    assertThat(b.metrics().forwarded()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"v1", "v64", "local"})
  void neverGoesBackToWhereItCameFrom(String kind) throws Exception {
    Endpoint a = open(kind);
    Endpoint b = open(kind);
    Subscriber atA = a.subscriber("/t");
    Subscriber atB = b.subscriber("/t");
    net.link(a, b, via(kind));
    awaitFilters(a, "/t");
    awaitFilters(b, "/t");

    a.publish("/t", "from a");
    assertThat(takeText(atB, 1)).containsExactly("from a");
    b.publish("/t", "from b");

    assertThat(takeText(atA, 1)).containsExactly("from b");
    assertThat(a.metrics().received()).isEqualTo(1);
    assertThat(b.metrics().received()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"v1", "v64", "local"})
  void reachesASubscriberOnceThoughSeveralPrefixesMatch(String kind) throws Exception {
    Endpoint a = open(kind);
    Endpoint b = open(kind);
    Subscriber atB = b.subscriber("/t", "/t/x", "/t/x/y", "");
    net.link(a, b, via(kind));
    awaitFilters(a, "");

    a.publish("/t/x/y/z", 1);
    a.publish("/end", 2);

    assertThat(takeText(atB, 2)).containsExactly("1", "2");
    assertThat(a.metrics().peers().get(0).sent()).isEqualTo(2);
  }

  @Test
  void aPublisherIsNoSubscriberOfItselfUnlessAsked() throws Exception {
    Endpoint quiet = net.open();
    Endpoint loud = net.open(o -> o.localDelivery(true));
    Subscriber atQuiet = quiet.subscriber("/t");
    Subscriber atLoud = loud.subscriber("/t");

    assertThat(quiet.publish("/t", 1).accepted()).isZero();
    assertThat(loud.publish("/t", 1).accepted()).isEqualTo(1);

    assertThat(atQuiet.poll()).isEmpty();
    assertThat(takeText(atLoud, 1)).containsExactly("1");
  }

  @Test
  void localOnlyMessagesStayHere() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Subscriber atA = a.subscriber("/t");
    Subscriber atB = b.subscriber("/t");
    net.link(a, b);
    awaitFilters(a, "/t");

    assertThat(a.publishLocally(Topic.of("/t"), Data.count(1)).accepted()).isEqualTo(1);
    a.publish("/t", "for peers");

    assertThat(takeText(atA, 1)).containsExactly("1");
    assertThat(takeText(atB, 1)).containsExactly("for peers");
    assertThat(atA.poll()).isEmpty();
  }

  @Test
  void aBatchArrivesInOrderAndItsResultIsTheSum() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Subscriber atB = b.subscriber("/t");
    net.link(a, b);
    awaitFilters(a, "/t");

    PublishResult result =
        a.publishBatch(
            List.of(
                new Message(Topic.of("/t/1"), Data.string("one")),
                new Message(Topic.of("/nobody"), Data.string("lost on nobody")),
                new Message(Topic.of("/t/2"), Data.string("two"))));

    assertThat(result).isEqualTo(PublishResult.of(2, 0));
    assertThat(takeText(atB, 2)).containsExactly("one", "two");
    assertThat(a.publishBatch(List.of())).isEqualTo(PublishResult.of(0, 0));
  }

  @ParameterizedTest
  @CsvSource({"v1", "v64", "local"})
  void aMessageForADirectPeerGoesToNobodyElse(String kind) throws Exception {
    Endpoint a = open(kind);
    Endpoint b = open(kind);
    Endpoint c = open(kind);
    Subscriber atB = b.subscriber("/t");
    Subscriber atC = c.subscriber("/t");
    net.link(a, b, via(kind));
    net.link(a, c, via(kind));
    awaitFilters(a, "/t");

    assertThat(a.publish(b.id(), Topic.of("/t"), Data.string("b")))
        .isEqualTo(PublishResult.of(1, 0));
    assertThat(a.publish(c.id(), Topic.of("/t"), Data.string("c")))
        .isEqualTo(PublishResult.of(1, 0));
    // Whoever it is for has to be subscribed to see it.
    assertThat(a.publish(b.id(), Topic.of("/other"), Data.none()).isClean()).isTrue();
    a.publish("/t", "end");

    assertThat(takeText(atB, 2)).containsExactly("b", "end");
    assertThat(takeText(atC, 2)).containsExactly("c", "end");
  }

  @Test
  void aMessageForOneEndpointFindsItOverHopsThatAreNotSubscribed() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Endpoint c = net.open();
    Endpoint d = net.openV1();
    Subscriber atB = b.subscriber("/other");
    Subscriber atC = c.subscriber("/t");
    Subscriber atD = d.subscriber("/t");
    net.chain(Via.TCP, a, b, c, d);
    assertThat(a.awaitPeer(d.id(), LIMIT)).isTrue();

    assertThat(a.publish(c.id(), Topic.of("/t"), Data.string("for c")).isClean()).isTrue();
    assertThat(a.publish(d.id(), Topic.of("/t"), Data.string("for d")).isClean()).isTrue();

    assertThat(takeText(atC, 1)).containsExactly("for c");
    assertThat(takeText(atD, 1)).containsExactly("for d");
    assertThat(atB.poll()).isEmpty();
    assertThat(atC.poll()).isEmpty();
  }

  @Test
  void onVersion1AnEndpointBehindAPeerHasNoPath() throws Exception {
    Endpoint a = net.openV1();
    Endpoint b = net.openV1();
    Endpoint c = net.openV1();
    net.chain(Via.TCP, a, b, c);
    StatusSubscriber errors = a.statusSubscriber(false);

    PublishResult result = a.publish(c.id(), Topic.of("/t"), Data.none());

    assertThat(result).isEqualTo(PublishResult.failed(ErrorCode.NO_PATH_TO_PEER));
    BrokerError error = (BrokerError) errors.get(LIMIT).orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.NO_PATH_TO_PEER);
    assertThat(error.endpoint().orElseThrow().node()).isEqualTo(c.id());
    assertThat(a.metrics().dropped(DropReason.NO_PATH)).isEqualTo(1);
  }

  @Test
  void aMessageToOneselfGoesToOnesOwnSubscribers() throws Exception {
    Endpoint a = net.open();
    Subscriber atA = a.subscriber("/t");

    assertThat(a.publish(a.id(), Topic.of("/t"), Data.string("me")).accepted()).isEqualTo(1);

    assertThat(takeText(atA, 1)).containsExactly("me");
  }

  // --- TTL, seen on the wire

  @Test
  void anOriginStampsTheMaximumOnVersion1() {
    Endpoint a = net.open(o -> o.ttl(3));
    try (ScriptedPeer peer = net.v1(a, SCRIPTED, "/t")) {
      a.publish("/t", true);

      Envelope data = peer.awaitEnvelope(FrameKind.DATA, SCRIPTED);
      assertThat(data.ttl()).isEqualTo(65_535);
      assertThat(data.payload()).isEqualTo(TRUE);
    }
  }

  @ParameterizedTest
  @CsvSource({"65535,20", "22,20", "21,20", "20,19", "5,4", "2,1"})
  void aRelayBetweenTheVersionsWritesTheSmallerOfItsOptionAndOneLess(int came, int goes) {
    Endpoint relay = net.open();
    relay.forward(Topic.of("/t"));
    try (ScriptedPeer v1 = net.v1(relay, LARGER, "/t");
        ScriptedV64 v64 = net.v64(relay, EndpointId.random(), "/t")) {
      v1.send(Envelope.data(LARGER, "/t", TRUE).withTtl(came));
      assertThat(v64.receive().ttl()).isEqualTo(goes);

      v64.sendMessage(1, came, "/t", TRUE, 1);
      assertThat(v1.awaitEnvelope(FrameKind.DATA, LARGER).ttl()).isEqualTo(goes);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void withoutHopsLeftItIsDeliveredHereAndNotForwarded(int ttl) throws Exception {
    Endpoint relay = net.open();
    Subscriber here = relay.subscriber("/t");
    try (ScriptedPeer v1 = net.v1(relay, LARGER, "/t");
        ScriptedV64 v64 = net.v64(relay, EndpointId.random(), "/t")) {
      v1.send(Envelope.data(LARGER, "/t", Bytes.ofHex("0100")).withTtl(ttl));
      v1.send(Envelope.data(LARGER, "/t", TRUE));

      assertThat(takeText(here, 2)).containsExactly("F", "T");
      assertThat(v64.receive().payload()).isEqualTo(TRUE);
      Await.until(LIMIT, () -> relay.metrics().dropped(DropReason.TTL_EXPIRED) == 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"v1", "v64", "local"})
  void theFirstHopsOptionDecidesHowFarItGets(String kind) throws Exception {
    int version = kind.equals("v1") ? 1 : 64;
    Endpoint a = net.open(o -> o.maxProtocolVersion(version).ttl(1));
    Endpoint b = net.open(o -> o.maxProtocolVersion(version).ttl(2));
    Endpoint c = open(kind);
    Endpoint d = open(kind);
    Endpoint e = open(kind);
    Subscriber atD = d.subscriber("/t");
    Subscriber atE = e.subscriber("/t");
    b.forward(Topic.of("/t"));
    c.forward(Topic.of("/t"));
    net.chain(via(kind), a, b, c, d, e);
    awaitFilters(a, "/t");

    a.publish("/t", "two links further than b");

    assertThat(takeText(atD, 1)).containsExactly("two links further than b");
    Await.until(LIMIT, () -> d.metrics().dropped(DropReason.TTL_EXPIRED) == 1);
    assertThat(atE.get(Duration.ZERO)).isEmpty();
  }

  @Test
  void aMessageForOneEndpointUsesUpHopsToo() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open(o -> o.ttl(1));
    Endpoint c = net.open();
    Endpoint d = net.open();
    Subscriber atC = c.subscriber("/t");
    net.chain(Via.TCP, a, b, c, d);
    assertThat(a.awaitPeer(d.id(), LIMIT)).isTrue();

    a.publish(c.id(), Topic.of("/t"), Data.string("near"));
    a.publish(d.id(), Topic.of("/t"), Data.string("far"));

    assertThat(takeText(atC, 1)).containsExactly("near");
    Await.until(LIMIT, () -> c.metrics().dropped(DropReason.TTL_EXPIRED) == 1);
    assertThat(d.metrics().received()).isZero();
  }
}
