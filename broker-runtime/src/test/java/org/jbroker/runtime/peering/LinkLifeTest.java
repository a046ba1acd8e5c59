package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;
import static org.jbroker.runtime.peering.TestEndpoints.LARGE;
import static org.jbroker.runtime.peering.TestEndpoints.SMALL;
import static org.jbroker.runtime.peering.TestEndpoints.SOON;
import static org.jbroker.runtime.peering.TestEndpoints.bytes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.NetworkInfo;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.Subscriber;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.HandshakeScript;
import org.jbroker.testkit.wire.ScriptedListener;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How established peerings end: politely, by a cut, by silence; and how they do not. */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class LinkLifeTest {

  private final TestEndpoints endpoints = new TestEndpoints();

  @AfterEach
  void close() {
    endpoints.close();
  }

  private Endpoint beating(EndpointId id, int version, long heartbeatMillis) {
    return endpoints.open(
        o ->
            o.id(id)
                .maxProtocolVersion(version)
                .heartbeatInterval(Duration.ofMillis(heartbeatMillis)));
  }

  @Test
  void leavingIsAPingWithATokenItsPongAndTheEnd() {
    Endpoint asks = endpoints.open(SMALL);
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog log = new StatusLog(asks)) {
      NetworkInfo where = NetworkInfo.of(HOST, listener.port());
      asks.peerAsync(where, Duration.ofSeconds(1));
      try (ScriptedPeer peer = listener.accept(SOON)) {
        peer.handshake(HandshakeScript.as(bytes(LARGE)).topics("/t"));
        Await.until(SOON, () -> asks.publish("/t", "last words").accepted() == 1);
        CompletableFuture<Boolean> left = asks.unpeerAsync(where);
        assertThat(peer.expect(FrameKind.DATA).topic()).isEqualTo(Bytes.ofUtf8("/t"));
        Frame.Envelope ping = peer.expect(FrameKind.PING);
        assertThat(ping.payload().length()).isEqualTo(11);
        assertThat(ping.payload().slice(0, 3)).isEqualTo(Bytes.ofUtf8("BYE"));
        assertThat(left).isNotDone();
        peer.send(Frame.Envelope.pong(bytes(LARGE), bytes(SMALL), ping.payload()));
        peer.awaitEnd();
        assertThat(left.join()).isTrue();
      }
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
  void whoNeverAnswersTheFarewellIsLeftAfterThreeSeconds() {
    Endpoint listens = endpoints.open(o -> o.id(SMALL).heartbeatInterval(Duration.ofSeconds(30)));
    int port = listens.listen(HOST, 0);
    try (ScriptedPeer peer = ScriptedPeer.connect(HOST, port);
        StatusLog log = new StatusLog(listens)) {
      peer.handshake(HandshakeScript.as(bytes(LARGE)));
      log.await(StatusCode.PEER_ADDED);
      long begin = System.nanoTime();
      NetworkInfo seen = listens.peers().get(0).peer().network().orElseThrow();
      assertThat(listens.unpeer(seen.address(), seen.port())).isTrue();
      assertThat(System.nanoTime() - begin)
          .isBetween(TimeUnit.MILLISECONDS.toNanos(2900), TimeUnit.MILLISECONDS.toNanos(3900));
      log.await(StatusCode.PEER_REMOVED);
      assertThat(log.count(StatusCode.PEER_LOST)).isZero();
    }
  }

  @Test
  void thePeersFarewellIsAnsweredAndReportedAsRemoval() {
    Endpoint listens = endpoints.open(SMALL);
    int port = listens.listen(HOST, 0);
    try (ScriptedPeer peer = ScriptedPeer.connect(HOST, port);
        StatusLog log = new StatusLog(listens)) {
      peer.handshake(HandshakeScript.as(bytes(LARGE)));
      Bytes token = Bytes.ofUtf8("BYE12345678");
      peer.send(Frame.Envelope.ping(bytes(LARGE), bytes(SMALL), token));
      Frame.Envelope pong = peer.expect(FrameKind.PONG);
      assertThat(pong.payload()).isEqualTo(token);
      assertThat(pong.sender()).isEqualTo(bytes(SMALL));
      peer.shutdownOutput();
      StatusEvent removed = log.await(StatusCode.PEER_REMOVED);
      assertThat(((Status) removed).message()).contains("left");
      assertThat(log.count(StatusCode.PEER_LOST)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void aConnectionThatIsCutIsLostOnBothSidesAndMadeAgain(int version) {
    Endpoint listens = beating(SMALL, version, 2000);
    int port = listens.listen(HOST, 0);
    Endpoint asks = beating(LARGE, version, 2000);
    try (FaultProxy proxy = FaultProxy.to(HOST, port);
        StatusLog log = new StatusLog(asks);
        StatusLog listenerLog = new StatusLog(listens)) {
      assertThat(asks.peer(proxy.host(), proxy.port(), Duration.ofMillis(100))).isTrue();
      listenerLog.await(StatusCode.PEER_ADDED);
      proxy.cutAll();
      log.await(StatusCode.PEER_ADDED, 2);
      listenerLog.await(StatusCode.PEER_ADDED, 2);
      List<Object> life =
          List.of(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.PEER_LOST,
              StatusCode.ENDPOINT_UNREACHABLE,
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED);
      assertThat(log.codes()).isEqualTo(life);
      assertThat(listenerLog.codes()).isEqualTo(life);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void aPeerThatFallsSilentIsLost(int version) {
    Endpoint listens = beating(SMALL, version, 80);
    int port = listens.listen(HOST, 0);
    Endpoint asks = beating(LARGE, version, 80);
    try (FaultProxy proxy = FaultProxy.to(HOST, port);
        StatusLog log = new StatusLog(asks);
        StatusLog listenerLog = new StatusLog(listens)) {
      assertThat(asks.peer(proxy.host(), proxy.port(), Duration.ZERO)).isTrue();
      listenerLog.await(StatusCode.PEER_ADDED);
      Await.holds(
          Duration.ofMillis(600), "an idle link stays up", () -> listens.peers().size() == 1);
      proxy.set(Fault.blackHole());
      log.await(StatusCode.PEER_LOST);
      listenerLog.await(StatusCode.PEER_LOST);
      proxy.cutAll();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void aPeerWhoseProgramIsBusyIsNotLost(int version) throws Exception {
    Endpoint listens = beating(SMALL, version, 80);
    int port = listens.listen(HOST, 0);
    CountDownLatch inCallback = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Subscription busy =
        listens.subscribe(
            List.of(Topic.of("/t")),
            message -> {
              inCallback.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            error -> {});
    Endpoint asks = beating(LARGE, version, 80);
    try (StatusLog log = new StatusLog(asks)) {
      assertThat(asks.peer(HOST, port, Duration.ZERO)).isTrue();
      Await.until(SOON, () -> asks.publish("/t", 1).accepted() == 1);
      assertThat(inCallback.await(10, TimeUnit.SECONDS)).isTrue();
      Await.holds(
          Duration.ofMillis(700),
          "the peering stays up",
          () -> log.count(StatusCode.PEER_LOST) == 0 && asks.peers().size() == 1);
    } finally {
      goOn.countDown();
      busy.close();
    }
  }

  @Test
  void aPeerIsReportedBeforeItsFirstMessageIsDelivered() throws Exception {
    for (int round = 0; round < 30; round++) {
      Endpoint listens = endpoints.open(SMALL);
      int port = listens.listen(HOST, 0);
      try (Subscriber subscriber = listens.subscriber("/t");
          StatusLog log = new StatusLog(listens);
          ScriptedPeer peer = ScriptedPeer.connect(HOST, port)) {
        peer.send(new Frame.Hello(bytes(LARGE), 1, 1));
        peer.expect(Frame.Probe.class);
        peer.expect(Frame.VersionSelect.class);
        peer.expect(Frame.OriginatorSyn.class);
        peer.send(
            new Frame.ResponderSynAck(List.of()),
            Frame.Envelope.data(bytes(LARGE), "/t", Bytes.ofHex("0101")));
        assertThat(subscriber.get(SOON)).isPresent();
        assertThat(log.codes()).startsWith(StatusCode.ENDPOINT_DISCOVERED, StatusCode.PEER_ADDED);
        peer.reset();
      }
      listens.close();
    }
  }

  @Test
  void whatAPeerSentBeforeItClosedIsDelivered() throws Exception {
    for (int round = 0; round < 30; round++) {
      Endpoint listens = endpoints.open(SMALL);
      int port = listens.listen(HOST, 0);
      try (Subscriber subscriber = listens.subscriber("/t");
          StatusLog log = new StatusLog(listens);
          ScriptedPeer peer = ScriptedPeer.connect(HOST, port)) {
        peer.send(new Frame.Hello(bytes(LARGE), 1, 1));
        peer.expect(Frame.Probe.class);
        peer.expect(Frame.VersionSelect.class);
        peer.expect(Frame.OriginatorSyn.class);
        peer.send(
            new Frame.ResponderSynAck(List.of()),
            Frame.Envelope.data(bytes(LARGE), "/t", Bytes.ofHex("0101")));
        peer.shutdownOutput();
        assertThat(subscriber.get(SOON)).isPresent();
        log.await(StatusCode.ENDPOINT_UNREACHABLE);
        assertThat(log.codes())
            .containsExactly(
                StatusCode.ENDPOINT_DISCOVERED,
                StatusCode.PEER_ADDED,
                StatusCode.PEER_LOST,
                StatusCode.ENDPOINT_UNREACHABLE);
      }
      listens.close();
    }
  }

  @Test
  void anEndpointTwoHopsAwayIsDiscoveredAndReportedUnreachable() throws Exception {
    Endpoint a = endpoints.open();
    Endpoint b = endpoints.open();
    Endpoint c = endpoints.open();
    int port = b.listen(HOST, 0);
    try (StatusLog log = new StatusLog(a)) {
      assertThat(a.peer(HOST, port)).isTrue();
      assertThat(c.peer(HOST, port)).isTrue();
      assertThat(a.awaitPeer(c.id(), SOON)).isTrue();
      c.close();
      log.await(StatusCode.ENDPOINT_UNREACHABLE);
      assertThat(log.codes())
          .containsExactly(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.ENDPOINT_UNREACHABLE);
      Status last = (Status) log.all().get(3);
      assertThat(last.endpoint().orElseThrow().node()).isEqualTo(c.id());
      assertThat(a.awaitPeer(c.id(), Duration.ZERO)).isFalse();
    }
  }

  @Test
  void whenTheRelayGoesBothHopsAreUnreachableAfterThePeerIsLost() {
    Endpoint a = endpoints.open();
    Endpoint b = endpoints.open();
    Endpoint c = endpoints.open();
    int port = b.listen(HOST, 0);
    try (FaultProxy proxy = FaultProxy.to(HOST, port);
        StatusLog log = new StatusLog(a)) {
      assertThat(a.peer(proxy.host(), proxy.port(), Duration.ZERO)).isTrue();
      assertThat(c.peer(HOST, port, Duration.ZERO)).isTrue();
      log.await(StatusCode.ENDPOINT_DISCOVERED, 2);
      proxy.cutAll();
      log.await(StatusCode.ENDPOINT_UNREACHABLE, 2);
      assertThat(log.codes())
          .containsExactly(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_LOST,
              StatusCode.ENDPOINT_UNREACHABLE,
              StatusCode.ENDPOINT_UNREACHABLE);
    }
  }
}
