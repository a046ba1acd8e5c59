package org.jbroker.runtime.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.awaitFilters;
import static org.jbroker.runtime.forwarding.Net.take;
import static org.jbroker.runtime.forwarding.Net.takeText;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointMetrics.PeerMetrics;
import org.jbroker.ErrorCode;
import org.jbroker.PeerFlag;
import org.jbroker.PeerInfo;
import org.jbroker.Publisher;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.forwarding.Net;
import org.jbroker.runtime.forwarding.Net.Via;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints of one process that peer without a socket. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class InProcessTest {

  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  @Test
  void theSameObjectArrivesOverAnyNumberOfHops() throws Exception {
    List<Endpoint> nodes = net.open(3, o -> o.propagateSubscriptions(true));
    net.chain(Via.LOCAL, nodes.toArray(Endpoint[]::new));
    Subscriber far = nodes.get(2).subscriber("/t");
    Net.warmUp(nodes.get(0), far, "/t");
    Data data = Data.of(List.of("a", 1, 2.5));

    nodes.get(0).publish(Topic.of("/t"), data);

    assertThat(take(far, 1).get(0).data()).isSameAs(data);
    PeerMetrics link = nodes.get(0).metrics().peers().get(0);
    assertThat(link.version()).isZero();
    assertThat(link.bytesSent()).isZero();
    assertThat(link.sent()).isPositive();
  }

  @Test
  void bothSidesSeeThePeeringAndItsEnd() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    StatusSubscriber atA = a.statusSubscriber(true);
    StatusSubscriber atB = b.statusSubscriber(true);

    a.peer(b);
    a.peer(b);
    b.peer(a);

    assertThat(a.peers())
        .extracting(PeerInfo::flags)
        .containsExactly(Set.of(PeerFlag.LOCAL, PeerFlag.OUTBOUND));
    assertThat(b.peers())
        .extracting(PeerInfo::flags)
        .containsExactly(Set.of(PeerFlag.LOCAL, PeerFlag.INBOUND));
    assertThat(a.unpeer(b)).isTrue();
    assertThat(a.unpeer(b)).isFalse();
    assertThat(b.unpeer(a)).isFalse();
    for (StatusSubscriber statuses : List.of(atA, atB)) {
      assertThat(statuses.get(4, LIMIT))
          .extracting(event -> ((Status) event).code())
          .containsExactly(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.PEER_REMOVED,
              StatusCode.ENDPOINT_UNREACHABLE);
      assertThat(statuses.poll()).isEmpty();
    }
  }

  @Test
  void peeringFromBothSidesAtOnceEndsInOnePeering() throws Exception {
    for (int round = 0; round < 50; round++) {
      Endpoint a = net.open();
      Endpoint b = net.open();
      Subscriber atB = b.subscriber("/t");
      CompletableFuture<Void> one = CompletableFuture.runAsync(() -> a.peer(b));
      b.peer(a);
      one.get(10, TimeUnit.SECONDS);

      assertThat(a.peers()).hasSize(1);
      assertThat(b.peers()).hasSize(1);
      a.publish("/t", round);
      assertThat(takeText(atB, 1)).containsExactly(String.valueOf(round));
      assertThat(atB.poll()).isEmpty();
      a.close();
      b.close();
    }
  }

  @Test
  void peeringAndUnpeeringFromBothSidesAtOnceLeavesBothSidesAgreed() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    for (int round = 0; round < 200; round++) {
      CompletableFuture<Void> one =
          CompletableFuture.runAsync(
              () -> {
                a.peer(b);
                a.unpeer(b);
              });
      b.peer(a);
      b.unpeer(a);
      one.get(10, TimeUnit.SECONDS);
    }
    Await.until(LIMIT, () -> a.peers().size() == b.peers().size());
    a.peer(b);
    assertThat(a.peers()).hasSize(1);
    assertThat(b.peers()).hasSize(1);
    Subscriber atB = b.subscriber("/t");
    awaitFilters(a, "/t");
    assertThat(a.publish("/t", 1).accepted()).isEqualTo(1);
    assertThat(takeText(atB, 1)).containsExactly("1");
  }

  @Test
  void anEndpointDoesNotPeerWithItselfOrAClosedOne() {
    Endpoint a = net.open();
    Endpoint b = net.open();
    b.close();

    assertThatThrownBy(() -> a.peer(a)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> a.peer(b))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    assertThat(a.peers()).isEmpty();
  }

  @Test
  void closingWhileTheOtherSidePeersLeavesNoHalfOfALink() throws Exception {
    for (int round = 0; round < 30; round++) {
      Endpoint a = net.open();
      Endpoint b = net.open();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(b::close);
      try {
        a.peer(b);
      } catch (BrokerException refused) {
        assertThat(refused.error().code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
      }
      closing.get(10, TimeUnit.SECONDS);
      Await.until(LIMIT, () -> a.peers().isEmpty());
      a.close();
    }
  }

  @Test
  void closingOneSideEndsThePeeringOnTheOther() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Subscriber atB = b.subscriber("/t");
    a.peer(b);
    a.publish("/t", "before");
    StatusSubscriber statuses = a.statusSubscriber(true);

    b.close();

    assertThat(((Status) statuses.get(LIMIT).orElseThrow()).code())
        .isEqualTo(StatusCode.PEER_REMOVED);
    assertThat(a.peers()).isEmpty();
    assertThat(a.publish("/t", "after").accepted()).isZero();
    assertThat(atB.poll()).hasSize(1);
  }

  @Test
  void aPublisherIsHeldBackByAFullSubscriberOfThePeerAndNothingIsLost() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Subscriber slow =
        b.subscriber(SubscriberOptions.DEFAULT.withMaxMessages(10), List.of(Topic.of("/t")));
    a.peer(b);
    int count = 2_000;
    try (Publisher publisher = a.publisher("/t")) {
      assertThat(publisher.demand()).isEqualTo(10);
      CompletableFuture<Void> publishing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  publisher.publishAll(IntStream.range(0, count).boxed().toList());
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      Await.until(LIMIT, () -> publisher.buffered() == publisher.capacity());
      assertThat(publisher.demand()).isZero();
      assertThat(slow.available()).isEqualTo(10);
      assertThat(publishing).isNotDone();

      assertThat(takeText(slow, count))
          .isEqualTo(IntStream.range(0, count).mapToObj(String::valueOf).toList());
      publishing.get(10, TimeUnit.SECONDS);
    }
    assertThat(slow.dropped()).isZero();
    assertThat(a.metrics().dropped()).isEmpty();
    assertThat(b.metrics().dropped()).isEmpty();
  }

  @Test
  void unpeeringReleasesAPublisherThatWaitsForThePeer() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Subscriber full =
        b.subscriber(SubscriberOptions.DEFAULT.withMaxMessages(5), List.of(Topic.of("/t")));
    a.peer(b);
    try (Publisher publisher = a.publisher("/t")) {
      for (int i = 0; i < 100; i++) {
        publisher.publish(i);
      }
      assertThat(publisher.buffered()).isEqualTo(95);

      a.unpeer(b);

      Await.until(LIMIT, () -> publisher.buffered() == 0);
      assertThat(full.available()).isEqualTo(5);
    }
  }

  @Test
  void messagesWithoutDemandEvictTheOldestAndSaySo() throws Exception {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Subscriber small =
        b.subscriber(SubscriberOptions.DEFAULT.withMaxMessages(3), List.of(Topic.of("/t")));
    a.peer(b);

    for (int i = 0; i < 3; i++) {
      assertThat(a.publish("/t", i).isClean()).isTrue();
    }
    assertThat(a.publish("/t", 3).dropped()).isEqualTo(1);

    assertThat(takeText(small, 3)).containsExactly("1", "2", "3");
    assertThat(small.dropped()).isEqualTo(1);
  }

  @Test
  void chainsOfBothKindsOfLinksCarryMessages() throws Exception {
    List<Endpoint> nodes = net.open(5, o -> o.propagateSubscriptions(true));
    Subscriber first = nodes.get(0).subscriber("/first");
    Subscriber last = nodes.get(4).subscriber("/last");
    for (int i = 0; i < 4; i++) {
      net.link(nodes.get(i), nodes.get(i + 1), i % 2 == 0 ? Via.LOCAL : Via.TCP);
    }

    Net.warmUp(nodes.get(0), last, "/last");
    Net.warmUp(nodes.get(4), first, "/first");
    assertThat(nodes.get(0).awaitPeer(nodes.get(4).id(), LIMIT)).isTrue();
    nodes.get(0).publish(nodes.get(4).id(), Topic.of("/last"), Data.string("you"));
    assertThat(takeText(last, 1)).containsExactly("you");
  }

  @Test
  void aSocketAndAPeeringInTheProcessEndAsOnePeering() {
    Endpoint a = net.open();
    Endpoint b = net.open();
    net.link(a, b);

    a.peer(b);

    assertThat(a.peers()).hasSize(1);
    assertThat(a.peers().get(0).flags()).contains(PeerFlag.REMOTE);
    assertThat(b.peers()).hasSize(1);
  }
}
