package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;
import static org.jbroker.runtime.peering.TestEndpoints.LARGE;
import static org.jbroker.runtime.peering.TestEndpoints.MIDDLE;
import static org.jbroker.runtime.peering.TestEndpoints.SMALL;
import static org.jbroker.runtime.peering.TestEndpoints.SOON;
import static org.jbroker.runtime.peering.TestEndpoints.bytes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerInfo;
import org.jbroker.PeerStatus;
import org.jbroker.StatusCode;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.ConnectionEndedError;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.Frame.DropConn;
import org.jbroker.testkit.wire.ScriptedListener;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each attempt that fails has one visible outcome: the code of what really happened. */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class AttemptOutcomeTest {

  private final TestEndpoints endpoints = new TestEndpoints();

  @AfterEach
  void close() {
    endpoints.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  /** Asks once, expects failure, and returns what was reported. */
  private static List<Object> failToPeer(Endpoint endpoint, String host, int port) {
    try (StatusLog log = new StatusLog(endpoint)) {
      assertThat(endpoint.peer(host, port, Duration.ZERO)).isFalse();
      assertThat(endpoint.peers()).isEmpty();
      return log.codes();
    }
  }

  @Test
  void aPortThatNobodyListensOnIsUnavailable() throws IOException {
    assertThat(failToPeer(endpoints.open(), HOST, freePort()))
        .containsExactly(ErrorCode.PEER_UNAVAILABLE);
  }

  @Test
  void anUnknownHostIsUnavailable() {
    assertThat(failToPeer(endpoints.open(), "no-such-host.invalid", 9999))
        .containsExactly(ErrorCode.PEER_UNAVAILABLE);
  }

  @Test
  void aSocketFileThatIsNotThereIsUnavailable(@TempDir Path directory) {
    Endpoint endpoint = endpoints.open();
    NetworkInfo nowhere =
        NetworkInfo.of(UnixDomainSocketAddress.of(directory.resolve("missing.sock")));
    try (StatusLog log = new StatusLog(endpoint)) {
      CompletableFuture<PeerInfo> asked = endpoint.peerAsync(nowhere, Duration.ZERO);
      assertThat(failure(asked)).isEqualTo(ErrorCode.PEER_UNAVAILABLE);
      assertThat(log.codes()).containsExactly(ErrorCode.PEER_UNAVAILABLE);
    }
  }

  @Test
  void eachRetryThatFailsIsReportedOnce() throws IOException {
    Endpoint endpoint = endpoints.open();
    int port = freePort();
    try (StatusLog log = new StatusLog(endpoint)) {
      CompletableFuture<PeerInfo> asked =
          endpoint.peerAsync(NetworkInfo.of(HOST, port), Duration.ofMillis(50));
      log.await(ErrorCode.PEER_UNAVAILABLE, 3);
      assertThat(endpoint.peers().get(0).status())
          .isIn(PeerStatus.RECONNECTING, PeerStatus.CONNECTING);
      assertThat(endpoint.unpeer(HOST, port)).isTrue();
      assertThat(failure(asked)).isEqualTo(ErrorCode.PEER_INVALID);
      log.await(StatusCode.PEER_REMOVED);
      int reported = log.codes().size();
      Await.holds(Duration.ofMillis(200), "no more attempts", () -> log.codes().size() == reported);
    }
  }

  @Test
  void aZeroRetryIsOneAttempt() {
    Endpoint endpoint = endpoints.open();
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog log = new StatusLog(endpoint)) {
      CompletableFuture<PeerInfo> asked =
          endpoint.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ZERO);
      listener.accept(SOON).close();
      assertThat(failure(asked)).isEqualTo(ErrorCode.PEER_DISCONNECT_DURING_HANDSHAKE);
      assertThat(endpoint.peers()).isEmpty();
      assertThat(log.codes()).containsExactly(ErrorCode.PEER_DISCONNECT_DURING_HANDSHAKE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "074f4f4f4f, 38", // a probe with another magic number
    "0600000000000000000000000000000000000000000101, 38", // a hello with none
    "48545450, 31", // no handshake frame
    "06, 37", // a hello that ends too early
    "00, 31"
  })
  void whatIsNoBrokerIsAnsweredAndReported(String frame, int code) {
    Endpoint endpoint = endpoints.open(SMALL);
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog log = new StatusLog(endpoint)) {
      CompletableFuture<PeerInfo> asked =
          endpoint.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ZERO);
      try (ScriptedPeer stranger = listener.accept(SOON)) {
        stranger.expect(Frame.Hello.class);
        stranger.sendRawFrame(Bytes.ofHex(frame));
        DropConn drop = stranger.expect(DropConn.class);
        assertThat(drop.code()).isEqualTo(code);
        assertThat(drop.sender()).isEqualTo(bytes(SMALL));
        stranger.awaitEnd();
      }
      assertThat(failure(asked).number()).isEqualTo(code);
      assertThat(log.codes()).containsExactly(ErrorCode.of(code));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 63", "0, 0", "65, 255", "64, 1"})
  void aVersionMismatchIsReportedByWhoFindsItAndByWhoIsTold(int min, int max) {
    Endpoint listens = endpoints.open(SMALL);
    int port = listens.listen(HOST, 0);
    try (StatusLog log = new StatusLog(listens);
        ScriptedPeer peer = ScriptedPeer.connect(HOST, port)) {
      peer.send(new Frame.Hello(bytes(LARGE), min, max));
      peer.expect(Frame.Probe.class);
      assertThat(peer.expect(DropConn.class).code()).isEqualTo(DropConn.PEER_INCOMPATIBLE);
      peer.awaitEnd();
      BrokerError error = (BrokerError) log.await(ErrorCode.PEER_INCOMPATIBLE);
      assertThat(error.endpoint().orElseThrow().node()).isEqualTo(LARGE);
      assertThat(log.codes()).hasSize(1);
    }
    assertThat(refusedBy(DropConn.PEER_INCOMPATIBLE)).containsExactly(ErrorCode.PEER_INCOMPATIBLE);
  }

  /** What an endpoint reports that is told a code right behind the probe, with the end. */
  private List<Object> refusedBy(int code) {
    Endpoint asks = endpoints.open(MIDDLE);
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog log = new StatusLog(asks)) {
      CompletableFuture<PeerInfo> asked =
          asks.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ZERO);
      try (ScriptedPeer refuses = listener.accept(SOON)) {
        refuses.expect(Frame.Hello.class);
        refuses.send(new Frame.Probe(), new DropConn(bytes(LARGE), code, "no"));
        refuses.shutdownOutput();
        assertThat(failure(asked)).isEqualTo(ErrorCode.of(code));
      }
      return log.codes();
    }
  }

  @Test
  void theReasonIsHeardThoughTheEndFollowsAtOnce() {
    for (int round = 0; round < 30; round++) {
      assertThat(refusedBy(34)).containsExactly(ErrorCode.NO_CONNECTOR_AVAILABLE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aHandshakeThatIsCutIsReportedByWhoConnected(int frames) {
    for (EndpointId peer : List.of(SMALL, LARGE)) {
      Endpoint asks = endpoints.open(MIDDLE);
      try (ScriptedListener listener = ScriptedListener.open();
          StatusLog log = new StatusLog(asks)) {
        CompletableFuture<PeerInfo> asked =
            asks.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ZERO);
        try (ScriptedPeer other = listener.accept(SOON)) {
          other.expect(Frame.Hello.class);
          List<Frame> script =
              peer.equals(SMALL)
                  ? List.of(
                      new Frame.Probe(),
                      new Frame.VersionSelect(bytes(peer), 1),
                      new Frame.OriginatorSyn(List.of()))
                  : List.of(new Frame.Probe(), new Frame.Hello(bytes(peer), 1, 1));
          script.subList(0, Math.min(frames, script.size())).forEach(other::send);
        }
        assertThat(failure(asked)).isEqualTo(ErrorCode.PEER_DISCONNECT_DURING_HANDSHAKE);
        assertThat(log.codes()).containsExactly(ErrorCode.PEER_DISCONNECT_DURING_HANDSHAKE);
      }
      asks.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aHandshakeThatIsCutIsReportedByWhoListenedOnceItKnowsWithWhom(int frames) {
    for (EndpointId peer : List.of(SMALL, LARGE)) {
      Endpoint listens = endpoints.open(MIDDLE);
      int port = listens.listen(HOST, 0);
      try (StatusLog log = new StatusLog(listens)) {
        try (ScriptedPeer other = ScriptedPeer.connect(HOST, port)) {
          List<Frame> script =
              peer.equals(SMALL)
                  ? List.of(
                      new Frame.Hello(bytes(peer), 1, 1),
                      new Frame.VersionSelect(bytes(peer), 1),
                      new Frame.OriginatorSyn(List.of()))
                  : List.of(new Frame.Hello(bytes(peer), 1, 1));
          script.subList(0, Math.min(frames, script.size())).forEach(other::send);
        }
        BrokerError error = (BrokerError) log.await(ErrorCode.PEER_DISCONNECT_DURING_HANDSHAKE);
        assertThat(error.endpoint().orElseThrow().node()).isEqualTo(peer);
        assertThat(log.codes()).hasSize(1);
        assertThat(listens.metrics().connectionsRefused()).isOne();
      }
      listens.close();
    }
  }

  @Test
  void aSilentListenerIsATimeOut() {
    Endpoint asks = endpoints.open(o -> o.handshakeTimeout(Duration.ofMillis(300)));
    try (ScriptedListener listener = ScriptedListener.open()) {
      long begin = System.nanoTime();
      assertThat(failToPeer(asks, HOST, listener.port())).containsExactly(ErrorCode.PEER_TIMEOUT);
      assertThat(System.nanoTime() - begin)
          .isBetween(TimeUnit.MILLISECONDS.toNanos(250), TimeUnit.SECONDS.toNanos(3));
    }
  }

  @Test
  void connectingToOneselfIsNoPeering() {
    Endpoint endpoint = endpoints.open();
    int port = endpoint.listen(HOST, 0);
    assertThat(failToPeer(endpoint, HOST, port)).containsExactly(ErrorCode.INVALID_PEERING_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({"hello, 30", "ack, 31", "synack, 31", "syn, 31"})
  void aHandshakeMessageOutOfTurnIsAnsweredAndReported(String kind, int code) {
    Endpoint listens = endpoints.open(LARGE);
    int port = listens.listen(HOST, 0);
    try (StatusLog log = new StatusLog(listens);
        ScriptedPeer peer = ScriptedPeer.connect(HOST, port)) {
      peer.send(new Frame.Hello(bytes(SMALL), 1, 1));
      peer.expect(Frame.Probe.class);
      peer.expect(Frame.Hello.class);
      peer.send(
          switch (kind) {
            case "hello" -> new Frame.Hello(bytes(SMALL), 1, 1);
            case "ack" -> new Frame.OriginatorAck();
            case "synack" -> new Frame.ResponderSynAck(List.of());
            default -> new Frame.OriginatorSyn(List.of());
          });
      assertThat(peer.expect(DropConn.class).code()).isEqualTo(code);
      peer.awaitEnd();
      log.await(ErrorCode.of(code));
      assertThat(log.codes()).hasSize(1);
    }
  }

  @Test
  void unpeeringFromAnUnknownAddressIsInvalid() {
    Endpoint endpoint = endpoints.open();
    try (StatusLog log = new StatusLog(endpoint)) {
      assertThat(endpoint.unpeer(HOST, 1)).isFalse();
      assertThat(log.codes()).containsExactly(ErrorCode.PEER_INVALID);
    }
  }

  @Test
  void aMessageForAnEndpointWithoutAPathSaysSo() {
    Endpoint endpoint = endpoints.open();
    try (StatusLog log = new StatusLog(endpoint)) {
      assertThat(
              endpoint
                  .publish(LARGE, org.jbroker.Topic.of("/t"), org.jbroker.data.Data.of(1))
                  .error())
          .isEqualTo(ErrorCode.NO_PATH_TO_PEER);
      assertThat(log.codes()).containsExactly(ErrorCode.NO_PATH_TO_PEER);
    }
  }

  @Test
  void closingWhileTheOtherSideIsSilentEndsTheAttemptAndTellsTheOtherSide() {
    Endpoint asks = endpoints.open();
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog log = new StatusLog(asks)) {
      CompletableFuture<PeerInfo> asked =
          asks.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ofSeconds(10));
      try (ScriptedPeer silent = listener.accept(SOON)) {
        silent.expect(Frame.Hello.class);
        asks.close();
        assertThat(silent.expect(DropConn.class).code())
            .isEqualTo(ErrorCode.SHUTTING_DOWN.number());
        silent.awaitEnd();
      }
      assertThat(failure(asked)).isEqualTo(ErrorCode.SHUTTING_DOWN);
      assertThat(log.codes()).containsExactly(ErrorCode.SHUTTING_DOWN);
    }
  }

  @Test
  void closingWhileWaitingForTheNextAttemptEndsTheRequest() throws IOException {
    Endpoint asks = endpoints.open();
    try (StatusLog log = new StatusLog(asks)) {
      CompletableFuture<PeerInfo> asked =
          asks.peerAsync(NetworkInfo.of(HOST, freePort()), Duration.ofSeconds(10));
      log.await(ErrorCode.PEER_UNAVAILABLE);
      asks.close();
      assertThat(failure(asked)).isEqualTo(ErrorCode.SHUTTING_DOWN);
      assertThat(log.count(ErrorCode.SHUTTING_DOWN)).isOne();
    }
  }

  @Test
  void closingAtAnyMomentOfAnAttemptIsOneOutcome() throws Exception {
    Endpoint listens = endpoints.open();
    int port = listens.listen(HOST, 0);
    for (int round = 0; round < 40; round++) {
      Endpoint asks = endpoints.open();
      try (StatusLog log = new StatusLog(asks)) {
        CompletableFuture<PeerInfo> asked =
            asks.peerAsync(NetworkInfo.of(HOST, port), Duration.ofSeconds(10));
        java.util.concurrent.locks.LockSupport.parkNanos(round * 50_000L);
        asks.close();
        Await.until(SOON, asked::isDone);
        if (asked.isCompletedExceptionally()) {
          assertThat(failure(asked)).isEqualTo(ErrorCode.SHUTTING_DOWN);
          assertThat(log.codes()).containsExactly(ErrorCode.SHUTTING_DOWN);
        } else {
          assertThat(log.codes())
              .containsExactly(
                  StatusCode.ENDPOINT_DISCOVERED,
                  StatusCode.PEER_ADDED,
                  StatusCode.PEER_REMOVED,
                  StatusCode.ENDPOINT_UNREACHABLE);
        }
      }
    }
    Await.until(SOON, () -> listens.peers().isEmpty());
  }

  @Test
  void closingRefusesHandshakesOfOthersWithAReason() {
    Endpoint listens = endpoints.open(LARGE);
    int port = listens.listen(HOST, 0);
    try (ScriptedPeer peer = ScriptedPeer.connect(HOST, port)) {
      peer.send(new Frame.Hello(bytes(SMALL), 1, 1));
      peer.expect(Frame.Probe.class);
      peer.expect(Frame.Hello.class);
      listens.close();
      try {
        assertThat(peer.expect(DropConn.class).code()).isEqualTo(ErrorCode.SHUTTING_DOWN.number());
      } catch (ConnectionEndedError e) {
        throw new AssertionError("it closed without a word", e);
      }
    }
  }

  private static ErrorCode failure(CompletableFuture<?> asked) {
    try {
      asked.get(10, TimeUnit.SECONDS);
      throw new AssertionError("it succeeded");
    } catch (ExecutionException e) {
      return ((BrokerException) e.getCause()).error().code();
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
