package org.jbroker.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.Frame.Envelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@NoLeaks
class SessionReplayTest {

  static final List<String> CAPTURES = SessionReplay.NAMES;

  private static final Duration SOON = Duration.ofSeconds(5);

  private ScriptedListener listener;

  @BeforeEach
  void listen() {
    listener = ScriptedListener.open();
  }

  @AfterEach
  void close() {
    listener.close();
  }

  @ParameterizedTest
  @FieldSource("CAPTURES")
  void bothSidesPlayedAgainstEachOtherMatch(String capture) throws Exception {
    SessionReplay session = SessionReplay.load(capture);
    Background<ReplayReport> listening = new Background<>(() -> session.acceptOn(listener));
    ReplayReport connecting = session.connectTo(listener.host(), listener.port());
    connecting.requireMatch();
    listening.get().requireMatch();
    assertThat(connecting.log()).hasSizeGreaterThanOrEqualTo(session.frames().size());
  }

  @Test
  void namesIdsAndTopicsOfBothSides() {
    SessionReplay session = SessionReplay.load("pubsub-connector-larger-id");
    assertThat(session.endpointId(Side.CONNECTING).hex())
        .isEqualTo("ffffffffffff4fffbffffffffffffff2");
    assertThat(session.endpointId(Side.LISTENING).hex())
        .isEqualTo("00000000000040008000000000000001");
    assertThat(session.topics(Side.CONNECTING)).isEqualTo(Frame.filter("/topic/test"));
    assertThat(session.topics(Side.LISTENING)).isEqualTo(Frame.filter("/topic/test"));
  }

  @Test
  void acceptsWhatMayDifferAndAnswersExtraPings() throws Exception {
    SessionReplay session = SessionReplay.load("pubsub-connector-smaller-id");
    Bytes self = session.endpointId(Side.CONNECTING);
    Bytes other = session.endpointId(Side.LISTENING);
    Background<ReplayReport> listening = new Background<>(() -> session.acceptOn(listener));
    try (ScriptedPeer peer = ScriptedPeer.connect(listener.host(), listener.port())) {
      peer.handshake(HandshakeScript.as(self).versions(1, 64).selecting(1).topics("/topic/test"));
      peer.send(
          Envelope.ping(self, other, Bytes.ofHex("77")),
          Envelope.routingUpdate(self, Frame.EVERYBODY, Frame.filter("/topic/test")));
      assertThat(peer.expect(FrameKind.PONG).payload()).isEqualTo(Bytes.ofHex("77"));
      for (Frame frame : session.frames(Side.CONNECTING)) {
        if (frame instanceof Envelope e && e.kind() == FrameKind.DATA) {
          peer.send(e.withTtl(Envelope.MAX_TTL));
          peer.expect(FrameKind.DATA);
        }
      }
      peer.send(Envelope.ping(self, other, Bytes.ofHex("12345678")));
      assertThat(peer.expect(FrameKind.PONG).payload()).isEqualTo(Bytes.ofHex("12345678"));
    }
    ReplayReport report = listening.get().requireMatch();
    assertThat(report.extras()).hasSize(2);
  }

  @Test
  void reportsWrongContentsAndGoesOn() throws Exception {
    SessionReplay session = SessionReplay.load("pubsub-connector-smaller-id");
    assertThat(playedWithWrongFilter(session).mismatches())
        .singleElement()
        .asString()
        .contains("originator_syn")
        .contains("/other");
    SessionReplay tolerant = session.tolerating((e, a) -> e.kind() == FrameKind.ORIGINATOR_SYN);
    assertThat(playedWithWrongFilter(tolerant).matches()).isTrue();
  }

  private ReplayReport playedWithWrongFilter(SessionReplay session) throws Exception {
    Background<ReplayReport> listening = new Background<>(() -> session.acceptOn(listener));
    try (ScriptedPeer peer = ScriptedPeer.connect(listener.host(), listener.port())) {
      peer.handshake(HandshakeScript.as(session.endpointId(Side.CONNECTING)).topics("/other"));
      for (Frame frame : session.frames(Side.CONNECTING)) {
        if (!frame.kind().isHandshake()) {
          peer.send(frame);
          peer.expect(Envelope.class);
        }
      }
    }
    return listening.get();
  }

  @Test
  void reportsWhereTheOtherSideStopped() throws Exception {
    SessionReplay session =
        SessionReplay.load("pubsub-connector-larger-id").timeout(Duration.ofMillis(50));
    Background<ReplayReport> connecting =
        new Background<>(() -> session.connectTo(listener.host(), listener.port()));
    try (ScriptedPeer peer = listener.accept(SOON)) {
      peer.send(new Frame.Probe());
      assertThat(connecting.get().mismatches())
          .singleElement()
          .asString()
          .contains("nothing within")
          .contains("VersionSelect");
    }
  }

  @Test
  void reportsRefusalAsTheWrongKind() throws Exception {
    SessionReplay session = SessionReplay.load("zeek-ping");
    Background<ReplayReport> connecting =
        new Background<>(() -> session.connectTo(listener.host(), listener.port()));
    try (ScriptedPeer peer = listener.accept(SOON)) {
      peer.expect(Frame.Hello.class);
      peer.send(new Frame.DropConn(session.endpointId(Side.LISTENING), 2, "go away"));
      ReplayReport report = connecting.get();
      assertThat(report.matches()).isFalse();
      assertThatThrownBy(report::requireMatch).hasMessageContaining("go away");
    }
  }

  @Test
  void refusesUnknownNamesAndContradictions() {
    assertThatThrownBy(() -> SessionReplay.load("nothing"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nothing");
    assertThatThrownBy(
            () ->
                SessionReplay.parse(
                    "wrong",
                    "[{\"from\":\"listening side\",\"kind\":\"probe\",\"length_prefix\":6,"
                        + "\"payload\":\"075a45454b\"}]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contradict");
  }
}
