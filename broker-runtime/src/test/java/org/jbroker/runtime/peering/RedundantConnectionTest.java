package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;
import static org.jbroker.runtime.peering.TestEndpoints.LARGE;
import static org.jbroker.runtime.peering.TestEndpoints.MIDDLE;
import static org.jbroker.runtime.peering.TestEndpoints.SMALL;
import static org.jbroker.runtime.peering.TestEndpoints.SOON;
import static org.jbroker.runtime.peering.TestEndpoints.bytes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerInfo;
import org.jbroker.StatusCode;
import org.jbroker.Subscriber;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Direction;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.Frame.DropConn;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.HandshakeScript;
import org.jbroker.testkit.wire.ScriptedListener;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two connections between the same two endpoints: one is kept, whoever made which. */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class RedundantConnectionTest {

  private final TestEndpoints endpoints = new TestEndpoints();

  @AfterEach
  void close() {
    endpoints.close();
  }

  @Test
  void theOriginatorRefusesTheSecondConnectionWithItsCodeAndKeepsTheFirst() {
    Endpoint endpoint = endpoints.open(SMALL);
    int port = endpoint.listen(HOST, 0);
    Bytes peer = bytes(LARGE);
    try (ScriptedPeer first = ScriptedPeer.connect(HOST, port);
        ScriptedPeer second = ScriptedPeer.connect(HOST, port)) {
      first.handshake(HandshakeScript.as(peer).topics("/t"));
      second.send(new Frame.Hello(peer, 1, 1));
      answerPing(first, peer);
      assertThat(second.expect(Frame.Probe.class)).isNotNull();
      DropConn drop = second.expect(DropConn.class);
      assertThat(drop.code()).isEqualTo(DropConn.REDUNDANT_CONNECTION);
      assertThat(drop.sender()).isEqualTo(bytes(SMALL));
      second.awaitEnd();
      endpoint.publish("/t", 1);
      assertThat(first.expect(FrameKind.DATA)).isNotNull();
    }
  }

  @Test
  void theResponderRefusesWithLogicErrorAsTheCppOneDoes() {
    Endpoint endpoint = endpoints.open(LARGE);
    int port = endpoint.listen(HOST, 0);
    Bytes peer = bytes(SMALL);
    try (ScriptedPeer first = ScriptedPeer.connect(HOST, port);
        ScriptedPeer second = ScriptedPeer.connect(HOST, port)) {
      first.handshake(HandshakeScript.as(peer).topics("/t"));
      second.send(new Frame.Hello(peer, 1, 1));
      second.expect(Frame.Probe.class);
      second.expect(Frame.Hello.class);
      second.send(new Frame.VersionSelect(peer, 1), new Frame.OriginatorSyn(List.of()));
      answerPing(first, peer);
      assertThat(second.expect(DropConn.class).code()).isEqualTo(DropConn.LOGIC_ERROR);
      second.awaitEnd();
    }
  }

  @Test
  void twoHandshakesAtOnceAreDecidedByTheFirstThatEnds() {
    Endpoint endpoint = endpoints.open(SMALL);
    int port = endpoint.listen(HOST, 0);
    Bytes peer = bytes(LARGE);
    try (ScriptedPeer first = ScriptedPeer.connect(HOST, port);
        ScriptedPeer second = ScriptedPeer.connect(HOST, port)) {
      first.send(new Frame.Hello(peer, 1, 1));
      first.expect(Frame.Probe.class);
      first.expect(Frame.VersionSelect.class);
      first.expect(Frame.OriginatorSyn.class);
      second.send(new Frame.Hello(peer, 1, 1));
      second.expect(Frame.Probe.class);
      second.expectSilence(Duration.ofMillis(100));
      first.send(new Frame.ResponderSynAck(List.of()));
      first.expect(Frame.OriginatorAck.class);
      assertThat(second.expect(DropConn.class).code()).isEqualTo(DropConn.REDUNDANT_CONNECTION);
    }
  }

  @Test
  void whenTheFirstHandshakeFailsTheParkedOneGoesOn() {
    Endpoint endpoint = endpoints.open(SMALL);
    int port = endpoint.listen(HOST, 0);
    Bytes peer = bytes(LARGE);
    try (ScriptedPeer first = ScriptedPeer.connect(HOST, port);
        ScriptedPeer second = ScriptedPeer.connect(HOST, port)) {
      first.send(new Frame.Hello(peer, 1, 1));
      first.expect(Frame.Probe.class);
      first.expect(Frame.VersionSelect.class);
      second.send(new Frame.Hello(peer, 1, 1));
      second.expect(Frame.Probe.class);
      first.reset();
      second.expect(Frame.VersionSelect.class);
      second.expect(Frame.OriginatorSyn.class);
      second.send(new Frame.ResponderSynAck(List.of()));
      second.expect(Frame.OriginatorAck.class);
      assertThat(endpoint.peers()).hasSize(1);
    }
  }

  @Test
  void aRefusalAsRedundantIsRetriedIfNoOtherConnectionIsUp() {
    Endpoint endpoint = endpoints.open(MIDDLE);
    for (EndpointId peer : List.of(SMALL, LARGE)) {
      try (ScriptedListener listener = ScriptedListener.open();
          StatusLog log = new StatusLog(endpoint)) {
        CompletableFuture<PeerInfo> asked =
            endpoint.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ofMillis(100));
        try (ScriptedPeer refuses = listener.accept(SOON)) {
          refuses.send(new Frame.Probe());
          refuses.expect(Frame.Hello.class);
          refuses.send(new DropConn(bytes(peer), DropConn.REDUNDANT_CONNECTION, "redundant"));
        }
        try (ScriptedPeer accepts = listener.accept(SOON)) {
          accepts.handshake(HandshakeScript.as(bytes(peer)));
          assertThat(asked.join().peer().node()).isEqualTo(peer);
          assertThat(log.codes())
              .containsExactly(
                  ErrorCode.REDUNDANT_CONNECTION,
                  StatusCode.ENDPOINT_DISCOVERED,
                  StatusCode.PEER_ADDED);
          CompletableFuture<Boolean> left =
              endpoint.unpeerAsync(NetworkInfo.of(HOST, listener.port()));
          answerPing(accepts, bytes(peer));
          assertThat(left.join()).isTrue();
        }
      }
    }
  }

  @Test
  void askingForAPeerThatIsPeeredAlreadyUnderAnotherAddressSaysSoAndIsFulfilled() {
    Endpoint listens = endpoints.open(SMALL);
    int port = listens.listen(HOST, 0);
    Endpoint asks = endpoints.open(LARGE);
    assertThat(asks.peer(HOST, port)).isTrue();
    try (StatusLog log = new StatusLog(asks)) {
      assertThat(asks.peer("localhost", port)).isTrue();
      assertThat(log.codes()).containsExactly(ErrorCode.REDUNDANT_CONNECTION);
      assertThat(asks.peers()).hasSize(1);
    }
    assertThat(listens.metrics().connectionsRefused()).isOne();
  }

  @Test
  void aSilentOldConnectionGivesWayWhenThePeerConnectsAnew() throws Exception {
    Endpoint listens = endpoints.open(o -> o.id(SMALL).heartbeatInterval(Duration.ofMillis(400)));
    int port = listens.listen(HOST, 0);
    try (FaultProxy proxy = FaultProxy.to(HOST, port);
        StatusLog log = new StatusLog(listens);
        Subscriber subscriber = listens.subscriber("/t")) {
      // The dialler notices at once, the listener does not: as when a router forgets a connection.
      Endpoint asks = endpoints.open(LARGE);
      assertThat(asks.peer(proxy.host(), proxy.port(), Duration.ofMillis(100))).isTrue();
      log.await(StatusCode.PEER_ADDED);
      proxy.set(Direction.UPSTREAM, Fault.blackHole());
      proxy.awaitLink(0, SOON).set(Direction.DOWNSTREAM, Fault.blackHole());
      Endpoint again = endpoints.open(LARGE);
      assertThat(again.peer(HOST, port, Duration.ZERO)).isTrue();
      log.await(StatusCode.PEER_ADDED, 2);
      assertThat(log.codes())
          .startsWith(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.PEER_LOST,
              StatusCode.ENDPOINT_UNREACHABLE,
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED);
      Await.until(SOON, () -> again.publish("/t", 1).accepted() == 1);
      assertThat(subscriber.get(SOON)).isPresent();
      proxy.cutAll(); // Else it would take leave of a connection that does not answer.
      asks.close();
    }
  }

  private static void answerPing(ScriptedPeer peer, Bytes self) {
    Frame.Envelope ping = peer.expect(FrameKind.PING);
    peer.send(Frame.Envelope.pong(self, ping.sender(), ping.payload()));
  }
}
