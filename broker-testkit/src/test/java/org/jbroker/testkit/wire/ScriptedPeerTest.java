package org.jbroker.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.Frame.Envelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NoLeaks
class ScriptedPeerTest {

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final Bytes SMALL = Bytes.ofHex("00000000000040008000000000000001");
  private static final Bytes LARGE = Bytes.ofHex("ffffffffffff4fffbffffffffffffff2");

  private ScriptedListener listener;
  private ScriptedPeer connector;
  private ScriptedPeer acceptor;

  @BeforeEach
  void connect() {
    listener = ScriptedListener.open();
    connector = ScriptedPeer.connect(listener.host(), listener.port());
    acceptor = listener.accept(SOON);
  }

  @AfterEach
  void close() {
    connector.close();
    acceptor.close();
    listener.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void handshakesInBothOrdersOfIds(boolean connectorIsSmaller) throws Exception {
    Bytes connectorId = connectorIsSmaller ? SMALL : LARGE;
    Bytes acceptorId = connectorIsSmaller ? LARGE : SMALL;
    Background<HandshakeResult> other =
        new Background<>(
            () -> acceptor.handshake(HandshakeScript.as(acceptorId).versions(1, 64).topics("/l")));
    HandshakeResult result =
        connector.handshake(HandshakeScript.as(connectorId).topics("/c").versions(1, 5));
    assertThat(result)
        .isEqualTo(new HandshakeResult(acceptorId, 5, Frame.filter("/l"), connectorIsSmaller));
    assertThat(other.get())
        .isEqualTo(new HandshakeResult(connectorId, 5, Frame.filter("/c"), !connectorIsSmaller));

    connector.send(Envelope.data(connectorId, "/l", Bytes.ofHex("00")));
    assertThat(acceptor.expect(FrameKind.DATA).payload()).isEqualTo(Bytes.ofHex("00"));
    acceptor.send(
        Envelope.ping(acceptorId, connectorId, Bytes.ofHex("aa")),
        Envelope.routingUpdate(acceptorId, connectorId, Frame.filter()),
        Envelope.data(acceptorId, "/c", Bytes.ofHex("01")));
    assertThat(connector.awaitEnvelope(FrameKind.DATA, connectorId).payload())
        .isEqualTo(Bytes.ofHex("01"));
    assertThat(acceptor.expect(FrameKind.PONG).payload()).isEqualTo(Bytes.ofHex("aa"));
  }

  @Test
  void selectsVersion64WhenAskedAndTalksInRawFrames() throws Exception {
    Background<HandshakeResult> other =
        new Background<>(() -> acceptor.handshake(HandshakeScript.as(LARGE).versions(1, 64)));
    HandshakeResult result =
        connector.handshake(HandshakeScript.as(SMALL).versions(1, 64).selecting(64));
    assertThat(result.version()).isEqualTo(64);
    assertThat(other.get().version()).isEqualTo(64);
    connector.sendRawFrame(Bytes.ofHex("93010203"));
    assertThat(acceptor.receiveRaw()).isEqualTo(Bytes.ofHex("93010203"));
  }

  @Test
  void refusalEndsTheHandshakeWithItsReason() throws Exception {
    Background<Void> other =
        new Background<>(
            () -> {
              acceptor.expect(Frame.Hello.class);
              acceptor.send(new Frame.DropConn(LARGE, Frame.DropConn.PEER_INCOMPATIBLE, "too old"));
              return null;
            });
    assertThatThrownBy(() -> connector.handshake(HandshakeScript.as(SMALL)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("code=2")
        .hasMessageContaining("too old");
    other.get();
  }

  @Test
  void refusesVersionsThatItDidNotOffer() {
    acceptor.send(new Frame.VersionSelect(SMALL, 7));
    assertThatThrownBy(() -> connector.handshake(HandshakeScript.as(LARGE)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not offered");
  }

  @Test
  void frameInPiecesIsKeptUntilItIsComplete() {
    Bytes frame = new Frame.Hello(SMALL, 1, 1).encode();
    Bytes wire = Bytes.of((byte) 0, (byte) 0, (byte) 0, (byte) frame.length()).concat(frame);
    for (int n = 0; n < wire.length() - 1; n++) {
      acceptor.sendRaw(wire.slice(n, n + 1));
      assertThat(connector.poll(Duration.ofMillis(1))).isEmpty();
    }
    acceptor.sendRaw(wire.slice(wire.length() - 1, wire.length()));
    assertThat(connector.expect(Frame.Hello.class).sender()).isEqualTo(SMALL);
  }

  @Test
  void silenceIsBrokenByASingleByte() {
    connector.expectSilence(SHORT);
    acceptor.sendRaw(Bytes.ofHex("00"));
    assertThatThrownBy(() -> connector.expectSilence(SOON.dividedBy(50)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("silence");
  }

  @Test
  void lateFrameFailsAndNamesWhatCame() {
    acceptor.sendRaw(Bytes.ofHex("0000"));
    assertThatThrownBy(() -> connector.timeout(SHORT).receive())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("only 2 bytes");
  }

  @Test
  void tellsCloseFromReset() {
    acceptor.send(new Frame.Probe());
    acceptor.shutdownOutput();
    assertThat(connector.receive()).isEqualTo(new Frame.Probe());
    assertThatThrownBy(() -> connector.receive())
        .isInstanceOfSatisfying(
            ConnectionEndedError.class, e -> assertThat(e.end()).isEqualTo(ConnectionEnd.CLOSED));
    connector.sendRaw(Bytes.ofHex("010203"));
    connector.reset();
    assertThat(acceptor.awaitEnd()).isEqualTo(ConnectionEnd.RESET);
  }

  @Test
  void unexpectedFrameIsNamed() {
    acceptor.send(new Frame.Probe());
    assertThatThrownBy(() -> connector.expect(Frame.Hello.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected a Hello, got Probe");
  }

  @Test
  void oversizedFrameIsRefusedBeforeItIsRead() {
    acceptor.sendRaw(Bytes.ofHex("ffffffff"));
    assertThatThrownBy(() -> connector.receiveRaw()).hasMessageContaining("4294967295");
  }
}
