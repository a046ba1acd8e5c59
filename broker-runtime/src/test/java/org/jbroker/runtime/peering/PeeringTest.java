package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;
import static org.jbroker.runtime.peering.TestEndpoints.LARGE;
import static org.jbroker.runtime.peering.TestEndpoints.SMALL;
import static org.jbroker.runtime.peering.TestEndpoints.SOON;

import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerFlag;
import org.jbroker.PeerInfo;
import org.jbroker.PeerStatus;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How two endpoints come together and part, whatever lies between them. */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class PeeringTest {

  /** What lies between two endpoints. */
  enum Way {
    TCP_64(64),
    TCP_1(1),
    IPV6(64),
    LOCALHOST(64),
    UNIX_64(64),
    UNIX_1(1),
    IN_PROCESS(0);

    private final int version;

    Way(int version) {
      this.version = version;
    }
  }

  @TempDir private Path directory;

  private final TestEndpoints endpoints = new TestEndpoints();

  @AfterEach
  void close() {
    endpoints.close();
  }

  private Endpoint open(Way way, EndpointId id) {
    return endpoints.open(o -> o.id(id).maxProtocolVersion(Math.max(1, way.version)));
  }

  /** A peering of two endpoints: how to make and how to end it, from the side that asks. */
  private final class Pair {
    private final Way way;
    private final Endpoint asks;
    private final Endpoint listens;
    private int port;

    Pair(Way way, EndpointId asks, EndpointId listens) {
      this.way = way;
      this.asks = open(way, asks);
      this.listens = open(way, listens);
      switch (way) {
        case IN_PROCESS -> {}
        case UNIX_64, UNIX_1 -> this.listens.listen(UnixDomainSocketAddress.of(socket()));
        case IPV6 -> port = this.listens.listen("::1", 0);
        default -> port = this.listens.listen(HOST, 0);
      }
    }

    private Path socket() {
      return directory.resolve("broker.sock");
    }

    private String host() {
      return way == Way.IPV6 ? "::1" : way == Way.LOCALHOST ? "localhost" : HOST;
    }

    void peer() {
      switch (way) {
        case IN_PROCESS -> asks.peer(listens);
        case UNIX_64, UNIX_1 ->
            assertThat(asks.peer(UnixDomainSocketAddress.of(socket()))).isTrue();
        default -> assertThat(asks.peer(host(), port)).isTrue();
      }
    }

    boolean unpeer() {
      return switch (way) {
        case IN_PROCESS -> asks.unpeer(listens);
        case UNIX_64, UNIX_1 -> asks.unpeer(UnixDomainSocketAddress.of(socket()));
        default -> asks.unpeer(host(), port);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "IN_PROCESS")
  void whatIsPublishedAtTheNewsThatAPeerIsUpReachesIt(Way way) throws Exception {
    Pair pair = new Pair(way, SMALL, LARGE);
    try (Subscriber there = pair.listens.subscriber("/there");
        StatusSubscriber news = pair.asks.statusSubscriber(true)) {
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Boolean> published =
            CompletableFuture.supplyAsync(() -> publishAtNews(pair.asks, news));
        pair.peer();
        assertThat(published).succeedsWithin(SOON).isEqualTo(true);
        assertThat(there.get(SOON)).as("round %d", i).isPresent();
        assertThat(pair.unpeer()).isTrue();
      }
    }
  }

  private static boolean publishAtNews(Endpoint endpoint, StatusSubscriber news) {
    for (int i = 0; i < 10; i++) {
      Optional<StatusEvent> event;
      try {
        event = news.get(SOON);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (event.isPresent()
          && event.get() instanceof Status status
          && status.code() == StatusCode.PEER_ADDED) {
        endpoint.publish("/there/1", "hello");
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void peersExchangeMessagesAndPartInBothOrdersOfTheirIds(Way way) throws Exception {
    for (boolean smallAsks : new boolean[] {true, false}) {
      Pair pair = new Pair(way, smallAsks ? SMALL : LARGE, smallAsks ? LARGE : SMALL);
      try (StatusLog askedLog = new StatusLog(pair.listens);
          StatusLog log = new StatusLog(pair.asks);
          Subscriber there = pair.listens.subscriber("/there");
          Subscriber here = pair.asks.subscriber("/here")) {
        pair.peer();
        assertThat(pair.asks.awaitPeer(pair.listens.id(), SOON)).isTrue();
        assertThat(pair.listens.awaitPeer(pair.asks.id(), SOON)).isTrue();
        assertThat(pair.asks.peerSubscriptions()).containsExactly(Topic.of("/there"));
        assertThat(pair.listens.peerSubscriptions()).containsExactly(Topic.of("/here"));
        checkPeers(way, pair);

        pair.asks.publish("/there/1", "ping");
        assertThat(there.get(SOON)).contains(new Message(Topic.of("/there/1"), Data.of("ping")));
        pair.listens.publish("/here/1", "pong");
        assertThat(here.get(SOON)).contains(new Message(Topic.of("/here/1"), Data.of("pong")));

        assertThat(pair.unpeer()).isTrue();
        askedLog.await(StatusCode.ENDPOINT_UNREACHABLE);
        log.await(StatusCode.ENDPOINT_UNREACHABLE);
        List<Object> life =
            List.of(
                StatusCode.ENDPOINT_DISCOVERED,
                StatusCode.PEER_ADDED,
                StatusCode.PEER_REMOVED,
                StatusCode.ENDPOINT_UNREACHABLE);
        assertThat(log.codes()).isEqualTo(life);
        assertThat(askedLog.codes()).isEqualTo(life);
        assertThat(pair.asks.peers()).isEmpty();
        assertThat(pair.listens.peers()).isEmpty();
        assertThat(pair.asks.peerSubscriptions()).isEmpty();
        assertThat(pair.asks.publish("/there/1", "late").accepted()).isZero();
      }
      pair.asks.close();
      pair.listens.close();
    }
  }

  private static void checkPeers(Way way, Pair pair) {
    PeerFlag kind = way == Way.IN_PROCESS ? PeerFlag.LOCAL : PeerFlag.REMOTE;
    PeerInfo peer = pair.asks.peers().get(0);
    assertThat(pair.asks.peers()).hasSize(1);
    assertThat(peer.peer().node()).isEqualTo(pair.listens.id());
    assertThat(peer.status()).isEqualTo(PeerStatus.PEERED);
    assertThat(peer.flags()).isEqualTo(Set.of(kind, PeerFlag.OUTBOUND));
    PeerInfo back = pair.listens.peers().get(0);
    assertThat(back.flags()).isEqualTo(Set.of(kind, PeerFlag.INBOUND));
    assertThat(back.peer().node()).isEqualTo(pair.asks.id());
    assertThat(pair.asks.metrics().peers().get(0).version()).isEqualTo(way.version);
    assertThat(peer.peer().network().isPresent()).isEqualTo(way != Way.IN_PROCESS);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void closingDeliversWhatWasPublishedAndTakesLeave(Way way) throws Exception {
    Pair pair = new Pair(way, SMALL, LARGE);
    try (Subscriber subscriber = pair.listens.subscriber("/t");
        StatusLog log = new StatusLog(pair.listens)) {
      pair.peer();
      assertThat(pair.asks.awaitPeer(LARGE, SOON)).isTrue();
      for (int i = 0; i < 2000; i++) {
        assertThat(pair.asks.publish("/t", i).accepted()).isOne();
      }
      pair.asks.close();
      List<Message> messages = subscriber.get(2000, SOON);
      assertThat(messages).hasSize(2000);
      assertThat(messages.get(1999).data()).isEqualTo(Data.of(1999));
      log.await(StatusCode.ENDPOINT_UNREACHABLE);
      assertThat(log.codes())
          .containsExactly(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.PEER_REMOVED,
              StatusCode.ENDPOINT_UNREACHABLE);
    }
  }

  @Test
  void peeringWithinTheProcessWhileOneCloses() throws Exception {
    for (int round = 0; round < 60; round++) {
      Endpoint stays = endpoints.open();
      Endpoint goes = endpoints.open();
      try (StatusLog log = new StatusLog(stays)) {
        CompletableFuture<Void> asked = CompletableFuture.runAsync(() -> stays.peer(goes));
        LockSupport.parkNanos(round * 5_000L);
        goes.close();
        asked.exceptionally(closed -> null).get(10, TimeUnit.SECONDS);
        Await.until(SOON, () -> stays.peers().isEmpty());
        Await.until(
            SOON,
            "each peering that was reported ends",
            () ->
                log.count(StatusCode.PEER_ADDED)
                    == log.count(StatusCode.PEER_REMOVED) + log.count(StatusCode.PEER_LOST));
      }
      stays.close();
    }
  }

  @Test
  void endpointsThatAreJoinedWithinTheProcessHaveNoUseForASocket() {
    for (int round = 0; round < 20; round++) {
      Endpoint a = endpoints.open();
      Endpoint b = endpoints.open();
      int port = b.listen(HOST, 0);
      CompletableFuture<Boolean> socket =
          CompletableFuture.supplyAsync(() -> a.peer(HOST, port, Duration.ofMillis(50)));
      LockSupport.parkNanos(round * 100_000L);
      a.peer(b);
      assertThat(socket.join()).isTrue();
      Await.until(SOON, () -> a.peers().size() == 1 && b.peers().size() == 1);
      Await.until(SOON, () -> a.metrics().peers().size() == 1);
      a.close();
      b.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aTopicThatIsAddedAfterPeeringReachesThePeer(Way way) throws Exception {
    Pair pair = new Pair(way, SMALL, LARGE);
    pair.peer();
    try (Subscriber subscriber = pair.listens.subscriber("/first")) {
      assertThat(subscriber.addTopic(Topic.of("/second"), SOON)).isTrue();
      Await.until(
          SOON,
          "the filter arrives",
          () ->
              pair.asks
                  .peerSubscriptions()
                  .equals(Set.of(Topic.of("/first"), Topic.of("/second"))));
      pair.asks.publish("/second/a", 1);
      assertThat(subscriber.get(SOON)).isPresent();
      assertThat(subscriber.removeTopic(Topic.of("/second"), SOON)).isTrue();
      Await.until(
          SOON,
          "the filter arrives",
          () -> pair.asks.peerSubscriptions().equals(Set.of(Topic.of("/first"))));
      assertThat(pair.asks.publish("/second/a", 1).accepted()).isZero();
    }
  }

  @Test
  void theListeningSidePartsByTheAddressThatItSees() {
    Pair pair = new Pair(Way.TCP_64, SMALL, LARGE);
    try (StatusLog log = new StatusLog(pair.asks)) {
      pair.asks.peer(HOST, pair.port, Duration.ZERO);
      Await.until(SOON, () -> pair.listens.peers().size() == 1);
      NetworkInfo seen = pair.listens.peers().get(0).peer().network().orElseThrow();
      assertThat(pair.listens.unpeer(seen.address(), seen.port())).isTrue();
      log.await(StatusCode.PEER_REMOVED);
      assertThat(pair.asks.peers()).isEmpty();
    }
  }

  @Test
  void whoseRetryIsOnPeersAgainThoughTheOtherSideLeft() {
    Pair pair = new Pair(Way.TCP_64, SMALL, LARGE);
    try (StatusLog log = new StatusLog(pair.asks)) {
      assertThat(pair.asks.peer(HOST, pair.port, Duration.ofMillis(200))).isTrue();
      Await.until(SOON, () -> pair.listens.peers().size() == 1);
      NetworkInfo seen = pair.listens.peers().get(0).peer().network().orElseThrow();
      pair.listens.unpeer(seen.address(), seen.port());
      log.await(StatusCode.PEER_ADDED, 2);
      assertThat(log.codes())
          .containsExactly(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.PEER_REMOVED,
              StatusCode.ENDPOINT_UNREACHABLE,
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED);
    }
  }

  @Test
  void awaitPeerSaysWhetherThePeerCame() throws Exception {
    Pair pair = new Pair(Way.TCP_64, SMALL, LARGE);
    assertThat(pair.asks.awaitPeer(LARGE, Duration.ZERO)).isFalse();
    assertThat(pair.asks.awaitPeer(LARGE, Duration.ofMillis(50))).isFalse();
    CompletableFuture<Boolean> comes = pair.asks.awaitPeerAsync(LARGE, SOON);
    CompletableFuture<Boolean> never =
        pair.asks.awaitPeerAsync(new EndpointId(9, 9), Duration.ofMillis(300));
    assertThat(comes).isNotDone();
    pair.peer();
    assertThat(comes.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(never.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(pair.asks.awaitPeer(LARGE, Duration.ZERO)).isTrue();
  }

  @Test
  void whoAwaitsAPeerIsToldThatTheEndpointCloses() throws Exception {
    Endpoint endpoint = endpoints.open();
    CompletableFuture<Boolean> waiting = endpoint.awaitPeerAsync(LARGE, Duration.ofDays(1));
    endpoint.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(endpoint.awaitPeer(LARGE, Duration.ofDays(1))).isFalse();
    assertThatThrownBy(() -> endpoint.peer(HOST, 1))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
  }

  @Test
  void peeringWithinTheProcessTwiceOrFromBothSidesIsOnePeering() {
    Pair pair = new Pair(Way.IN_PROCESS, SMALL, LARGE);
    try (StatusLog log = new StatusLog(pair.asks)) {
      List<CompletableFuture<Void>> joins = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        joins.add(CompletableFuture.runAsync(() -> pair.asks.peer(pair.listens)));
        joins.add(CompletableFuture.runAsync(() -> pair.listens.peer(pair.asks)));
      }
      CompletableFuture.allOf(joins.toArray(CompletableFuture[]::new)).join();
      assertThat(pair.asks.peers()).hasSize(1);
      assertThat(pair.listens.peers()).hasSize(1);
      assertThat(log.count(StatusCode.PEER_ADDED)).isOne();
    }
  }

  @Test
  void peeringWithAClosedEndpointOfThisProcessIsRefused() {
    Pair pair = new Pair(Way.IN_PROCESS, SMALL, LARGE);
    pair.listens.close();
    assertThatThrownBy(pair::peer)
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.SHUTTING_DOWN));
    assertThat(pair.asks.peers()).isEmpty();
    assertThatThrownBy(() -> pair.asks.peer(pair.asks))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void connectsFromBothSidesAtOnceEndInOneConnection(int version) throws Exception {
    simultaneousConnects(version, 12, 7);
  }

  @Test
  @Tag("long")
  void connectsFromBothSidesAtOnceEndInOneConnectionOverManyRounds() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      simultaneousConnects(seed % 2 == 0 ? 64 : 1, 50, seed);
    }
  }

  private void simultaneousConnects(int version, int rounds, long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < rounds; round++) {
      try (Endpoint a = endpoints.open(o -> o.maxProtocolVersion(version));
          Endpoint b = endpoints.open(o -> o.maxProtocolVersion(version));
          StatusLog logA = new StatusLog(a);
          StatusLog logB = new StatusLog(b);
          Subscriber atA = a.subscriber("/t");
          Subscriber atB = b.subscriber("/t")) {
        int portA = a.listen(HOST, 0);
        int portB = b.listen(HOST, 0);
        long delayNanos = random.nextLong(TimeUnit.MILLISECONDS.toNanos(6));
        CompletableFuture<Boolean> fromA = CompletableFuture.supplyAsync(() -> a.peer(HOST, portB));
        LockSupport.parkNanos(delayNanos);
        CompletableFuture<Boolean> fromB = CompletableFuture.supplyAsync(() -> b.peer(HOST, portA));
        assertThat(fromA.get(15, TimeUnit.SECONDS)).isTrue();
        assertThat(fromB.get(15, TimeUnit.SECONDS)).isTrue();
        assertThat(a.peers()).as("seed %s round %s", seed, round).hasSize(1);
        assertThat(b.peers()).hasSize(1);
        a.publish("/t", 1);
        b.publish("/t", 2);
        assertThat(atA.get(SOON)).isPresent();
        assertThat(atB.get(SOON)).isPresent();
        assertThat(atA.available() + atB.available()).isZero();
        assertThat(logA.count(StatusCode.PEER_ADDED)).isOne();
        assertThat(logB.count(StatusCode.PEER_ADDED)).isOne();
        assertThat(logA.count(StatusCode.PEER_LOST)).isZero();
        assertThat(logB.count(StatusCode.PEER_LOST)).isZero();
      }
    }
  }

  @Test
  void aPeerThatRestartsOnTheSamePortWithANewIdIsFoundAgain() {
    Endpoint first = endpoints.open();
    int port = first.listen(HOST, 0);
    Endpoint asks = endpoints.open();
    try (StatusLog log = new StatusLog(asks)) {
      assertThat(asks.peer(HOST, port, Duration.ofMillis(300))).isTrue();
      first.close();
      log.await(StatusCode.ENDPOINT_UNREACHABLE);
      Endpoint second = endpoints.open();
      second.listen(HOST, port);
      log.await(StatusCode.PEER_ADDED, 2);
      assertThat(asks.peers()).hasSize(1);
      assertThat(asks.peers().get(0).peer().node()).isEqualTo(second.id());
    }
  }

  @Test
  void whoAsksAgainWhileThePeerIsGoneWaitsForTheNextPeering() throws Exception {
    Endpoint first = endpoints.open();
    int port = first.listen(HOST, 0);
    Endpoint asks = endpoints.open();
    try (StatusLog log = new StatusLog(asks)) {
      assertThat(asks.peer(HOST, port, Duration.ofMillis(200))).isTrue();
      first.close();
      log.await(StatusCode.ENDPOINT_UNREACHABLE);
      CompletableFuture<PeerInfo> again =
          asks.peerAsync(NetworkInfo.of(HOST, port), Duration.ofMillis(200));
      log.await(ErrorCode.PEER_UNAVAILABLE);
      assertThat(again).isNotDone();
      Endpoint second = endpoints.open();
      second.listen(HOST, port);
      assertThat(again.get(10, TimeUnit.SECONDS).peer().node()).isEqualTo(second.id());
    }
  }

  @Test
  void aDiallerThatRestartsIsTakenAgain() {
    Endpoint listens = endpoints.open();
    int port = listens.listen(HOST, 0);
    try (StatusLog log = new StatusLog(listens)) {
      for (int life = 1; life <= 3; life++) {
        try (Endpoint asks = endpoints.open()) {
          assertThat(asks.peer(HOST, port)).isTrue();
          log.await(StatusCode.PEER_ADDED, life);
        }
        log.await(StatusCode.ENDPOINT_UNREACHABLE, life);
      }
      assertThat(listens.peers()).isEmpty();
    }
  }

  @Test
  void moreThanMaxPeersAreRefused() {
    Endpoint listens = endpoints.open(o -> o.maxPeers(1));
    int port = listens.listen(HOST, 0);
    Endpoint first = endpoints.open();
    Endpoint second = endpoints.open();
    assertThat(first.peer(HOST, port, Duration.ZERO)).isTrue();
    Await.until(SOON, () -> listens.peers().size() == 1);
    try (StatusLog log = new StatusLog(second)) {
      assertThat(second.peer(HOST, port, Duration.ZERO)).isFalse();
      assertThat(log.codes()).containsExactly(ErrorCode.NO_CONNECTOR_AVAILABLE);
    }
    first.close();
    Await.until(SOON, () -> listens.peers().isEmpty());
    assertThat(second.peer(HOST, port, Duration.ZERO)).isTrue();
  }

  @Test
  void manyAtOnceDoNotPassMaxPeers() {
    Endpoint listens = endpoints.open(o -> o.maxPeers(3));
    int port = listens.listen(HOST, 0);
    List<CompletableFuture<Boolean>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Endpoint asks = endpoints.open();
      asked.add(CompletableFuture.supplyAsync(() -> asks.peer(HOST, port, Duration.ZERO)));
    }
    long peered = asked.stream().filter(CompletableFuture::join).count();
    assertThat(peered).isLessThanOrEqualTo(3).isPositive();
    assertThat(listens.peers()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void severalEndpointsOfOneProcessFormAStar() throws Exception {
    Endpoint hub = endpoints.open();
    int port = hub.listen(HOST, 0);
    hub.forward(Topic.of("/t"));
    List<Endpoint> leaves = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Endpoint leaf = endpoints.open();
      assertThat(leaf.peer(HOST, port)).isTrue();
      leaves.add(leaf);
    }
    try (Subscriber subscriber = leaves.get(0).subscriber("/t")) {
      Await.until(SOON, () -> hub.peerSubscriptions().contains(Topic.of("/t")));
      for (Endpoint leaf : leaves.subList(1, 5)) {
        leaf.publish("/t", "from " + leaf.id());
      }
      assertThat(subscriber.get(4, SOON)).hasSize(4);
    }
  }

  @Test
  void aHostNameWithSeveralAddressesIsTriedAddressByAddress() throws Exception {
    // Listens on one of the addresses of localhost only, whichever comes last.
    InetAddress[] all = InetAddress.getAllByName("localhost");
    Endpoint listens = endpoints.open();
    int port = listens.listen(all[all.length - 1].getHostAddress(), 0);
    assertThat(endpoints.open().peer("localhost", port, Duration.ZERO)).isTrue();
  }

  @Test
  void anExecutorThatIsBusyDoesNotDelayPeeringByAddress() throws Exception {
    List<Runnable> never = new ArrayList<>();
    Endpoint listens = endpoints.open();
    int port = listens.listen(HOST, 0);
    Endpoint asks = endpoints.open(o -> o.executor(never::add));
    assertThat(asks.peer(HOST, port, Duration.ZERO)).isTrue();
  }

  @Test
  void theFileOfAUnixDomainSocketIsForItsOwnerAndGoneAtTheEnd() throws Exception {
    Path socket = directory.resolve("a.sock");
    Endpoint listens = endpoints.open();
    listens.listen(UnixDomainSocketAddress.of(socket));
    assertThat(Files.getPosixFilePermissions(socket))
        .containsExactlyInAnyOrder(
            java.nio.file.attribute.PosixFilePermission.OWNER_READ,
            java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
    listens.close();
    assertThat(socket).doesNotExist();
  }
}
