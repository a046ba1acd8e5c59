package org.jbroker.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.wire.Frame.Envelope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

  static final List<String> CAPTURES = SessionReplay.NAMES;

  private static final Bytes ID = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");

  @ParameterizedTest
  @FieldSource("CAPTURES")
  void encodesEveryCapturedFrameToExactlyItsBytes(String capture) throws IOException {
    String resource = "/org/jbroker/testkit/sessions/zeek-session-" + capture + ".json";
    List<?> entries;
    try (InputStream in = FrameTest.class.getResourceAsStream(resource)) {
      entries = (List<?>) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    List<CapturedFrame> frames = SessionReplay.load(capture).frames();
    assertThat(frames).hasSameSizeAs(entries).hasSizeGreaterThan(10);
    for (int i = 0; i < frames.size(); i++) {
      String payload = (String) ((Map<?, ?>) entries.get(i)).get("payload");
      assertThat(frames.get(i).frame().encode().hex()).isEqualTo(payload);
    }
  }

  @Test
  void handshakeFramesGoBothWays() {
    List<Frame> frames =
        List.of(
            new Frame.Hello(ID, 1, 64),
            new Frame.Probe(),
            new Frame.VersionSelect(ID, 64),
            new Frame.DropConn(ID, Frame.DropConn.REDUNDANT_CONNECTION, "d".repeat(300)),
            new Frame.OriginatorSyn(Frame.filter("/a", "/b", "")),
            new Frame.ResponderSynAck(List.of()),
            new Frame.OriginatorAck());
    assertThat(frames).allSatisfy(f -> assertThat(Frame.parseHandshake(f.encode())).isEqualTo(f));
  }

  @Test
  void envelopesGoBothWays() {
    Bytes token = Bytes.ofHex("0010");
    List<Envelope> envelopes =
        List.of(
            Envelope.data(ID, "/t", Bytes.ofHex("00")).withTtl(16),
            Envelope.command(ID, Frame.EVERYBODY, "s/<$>/data/master", token),
            Envelope.routingUpdate(ID, ID, Frame.filter("/x")),
            Envelope.ping(ID, ID, token),
            Envelope.pong(ID, ID, token).withPayload(Bytes.EMPTY));
    assertThat(envelopes).allSatisfy(e -> assertThat(Frame.parseEnvelope(e.encode())).isEqualTo(e));
    assertThat(envelopes.get(2).filter()).isEqualTo(Frame.filter("/x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "00", // no such kind
        "01", // an envelope's kind
        "06", // hello without fields
        "065a45454c000102030405060708090a0b0c0d0e0f0101", // wrong magic
        "075a45454b00", // a byte too many
        "0a01", // filter too short
        "0affffffff0f", // four billion topics
        "0affffffffff01", // a varbyte without end
        "0a0105616263" // topic too short
      })
  void refusesWhatIsNoHandshakeFrame(String hex) {
    assertThatThrownBy(() -> Frame.parseHandshake(Bytes.ofHex(hex)))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void refusesWhatIsNoEnvelope() {
    Bytes good = Envelope.data(ID, "/t", Bytes.EMPTY).encode();
    for (int n = 0; n < good.length(); n++) {
      Bytes part = good.slice(0, n);
      assertThatThrownBy(() -> Frame.parseEnvelope(part))
          .isInstanceOf(MalformedFrameException.class);
    }
    byte[] hello = good.toArray();
    hello[32] = 6;
    assertThatThrownBy(() -> Frame.parseEnvelope(Bytes.of(hello)))
        .isInstanceOf(MalformedFrameException.class);
  }
}
