package org.jbroker.runtime.wire.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Payload;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.Hex;
import org.jbroker.runtime.wire.ProtocolLimits;
import org.jbroker.runtime.wire.RecordingHandler;
import org.jbroker.runtime.wire.Vectors;
import org.jbroker.runtime.wire.WireException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class WireFormatV1Test {

  static final List<String> SESSIONS = Vectors.SESSIONS;

  private static final EndpointId SELF = EndpointId.of("00000000-0000-4000-8000-000000000001");
  private static final EndpointId PEER = EndpointId.of("ffffffff-ffff-4fff-bfff-fffffffffff2");
  private static final String SELF_HEX = "00000000000040008000000000000001";
  private static final String PEER_HEX = "ffffffffffff4fffbffffffffffffff2";
  private static final String EVERYBODY_HEX = "00".repeat(16);
  private static final String CONTROL_HEX = "0010" + "0003" + "3c243e";

  private final ProtocolLimits limits = ProtocolLimits.of(1 << 20, 1000);
  private final WireFormatV1 format = new WireFormatV1(SELF, PEER, limits);
  private final RecordingHandler handler = new RecordingHandler();

  @ParameterizedTest
  @FieldSource("SESSIONS")
  void encodesEveryCapturedEnvelopeToExactlyItsBytes(String session) throws Exception {
    List<Vectors.Captured> envelopes =
        Vectors.session(session).stream().filter(frame -> !frame.isHandshake()).toList();
    List<EndpointId> ends =
        envelopes.stream().map(e -> EndpointId.of(e.bytes(), 0)).distinct().toList();
    assertThat(ends).hasSize(2);
    for (Vectors.Captured envelope : envelopes) {
      EndpointId sender = EndpointId.of(envelope.bytes(), 0);
      EndpointId other = ends.get(ends.get(0).equals(sender) ? 1 : 0);
      WireFormatV1 sending = new WireFormatV1(sender, other, limits);
      ByteBuf out = Unpooled.buffer();
      Reencoder reencoder = new Reencoder(sending, out);
      ByteBuf in = Unpooled.wrappedBuffer(envelope.bytes());
      new WireFormatV1(other, sender, limits).decode(in, envelope.lengthPrefix(), reencoder);
      assertThat(in.readableBytes()).isZero();
      assertThat(Hex.of(out)).isEqualTo(envelope.frame());
      assertThat(reencoder.kind).isEqualTo(envelope.kind());
    }
  }

  @Test
  void relaysCommandsWithoutLookingAtThem() throws Exception {
    decode(PEER_HEX + SELF_HEX + "02" + "0010" + "0002" + "2f78" + "ffff");
    assertThat(handler.told())
        .containsExactly("command topic=/x ttl=16 receiver=" + SELF + " payload=ffff");
    assertThat(handler.messages().get(0).isStamped()).isFalse();
    assertThat(handler.messages().get(0).payload().isDecoded()).isFalse();
  }

  @Test
  void decodesAFilter() throws Exception {
    decode(PEER_HEX + SELF_HEX + "03" + CONTROL_HEX + "02" + "022f61" + "00");
    assertThat(handler.told()).containsExactly("filter [/a, ]");
  }

  @Test
  void writesAFilterAsTheCppBrokerDoes() {
    ByteBuf out = Unpooled.buffer();
    format.encodeFilter(List.of(Topic.of("/a"), Topic.of("/b/")), out);
    assertThat(Hex.of(out))
        .isEqualTo(
            "00000030" + SELF_HEX + PEER_HEX + "03" + CONTROL_HEX + "02" + "022f61" + "032f622f");
  }

  @Test
  void asksForASignOfLifeWithAPing() {
    ByteBuf out = Unpooled.buffer();
    format.encodeHeartbeat(out);
    assertThat(Hex.of(out))
        .isEqualTo("0000002d" + SELF_HEX + PEER_HEX + "04" + CONTROL_HEX + "414c495645");
  }

  @Test
  void acceptsAnEmptyToken() throws Exception {
    decode(PEER_HEX + SELF_HEX + "04" + CONTROL_HEX);
    decode(PEER_HEX + SELF_HEX + "05" + CONTROL_HEX);
    assertThat(handler.told()).containsExactly("ping ", "pong ");
  }

  @Test
  void hasNoFrameForRoutes() {
    ByteBuf out = Unpooled.buffer();
    format.encodeRoutes(List.of(new LinkState(SELF, 1, 1, true, Optional.empty(), List.of())), out);
    assertThat(out.readableBytes()).isZero();
  }

  @Test
  void writesTheSameBytesToHeapAndDirectBuffersAndNoMoreThanItSaid() {
    for (int length : new int[] {0, 1, 255, 256, 257, 65_535}) {
      Envelope envelope =
          new Envelope(
              MessageKind.DATA,
              Topic.of("x".repeat(length)),
              Payload.ofBytes(new byte[length]),
              Envelope.MAX_TTL,
              PEER,
              SELF,
              7,
              8);
      ByteBuf heap = Unpooled.buffer();
      ByteBuf direct = Unpooled.directBuffer();
      try {
        format.encodeMessage(envelope, heap);
        format.encodeMessage(envelope, direct);
        assertThat(direct).isEqualTo(heap);
        assertThat(format.frameBytes(envelope)).isEqualTo(heap.readableBytes());
      } finally {
        direct.release();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "00, the sender's id needs 16 bytes",
    "%P%S01000100, the length of the topic needs 2 bytes",
    "%P%S0100010001, 'the topic needs 1 bytes, 0 are left (byte 37 of 37)'",
    "%P%S0000010000, the type is 0",
    "%P%S0600010000, the type is 6",
    "%P%Sff00010000, the type is 255",
    "%P%S0300010000, the number of topics needs 1 bytes",
    "%P%S0300010000ffffffff0f, 4294967295 topics exceeds the option maxElements",
    "%P%S03000100000000, 1 bytes are left over behind the filter",
  })
  void namesWhatIsWrong(String template, String message) {
    String hex = template.replace("%P", PEER_HEX).replace("%S", EVERYBODY_HEX);
    assertThatThrownBy(() -> decode(hex))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(message);
    assertThat(handler.told()).isEmpty();
  }

  @Test
  void refusesATokenThatIsNoToken() {
    String hex = PEER_HEX + SELF_HEX + "04" + CONTROL_HEX + "00".repeat(limits.maxTokenBytes() + 1);
    assertThatThrownBy(() -> decode(hex))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("a token of 65537 bytes");
  }

  @Test
  void remembersTopicsAndReceivers() throws Exception {
    String hex = PEER_HEX + SELF_HEX + "01" + "0010" + "0002" + "2f78" + "00";
    decode(hex);
    decode(hex.replace("2f78", "2f79"));
    decode(hex);
    Envelope first = handler.messages().get(0);
    Envelope third = handler.messages().get(2);
    assertThat(third.topic()).isSameAs(first.topic());
    assertThat(third.receiver()).isSameAs(first.receiver());
    assertThat(handler.messages().get(1).topic()).isEqualTo(Topic.of("/y"));
  }

  private void decode(String hex) throws WireException {
    ByteBuf in = Hex.buffer(hex);
    format.decode(in, in.readableBytes(), handler);
  }

  /** Writes again what it is told. */
  private static final class Reencoder implements org.jbroker.runtime.wire.FrameHandler {
    private final WireFormatV1 format;
    private final ByteBuf out;
    private String kind;

    Reencoder(WireFormatV1 format, ByteBuf out) {
      this.format = format;
      this.out = out;
    }

    @Override
    public void onMessage(Envelope envelope) {
      kind = envelope.kind() == MessageKind.DATA ? "data" : "command";
      format.encodeMessage(envelope, out);
    }

    @Override
    public void onFilter(List<Topic> filter) {
      kind = "routing_update";
      format.encodeFilter(new ArrayList<>(filter), out);
    }

    @Override
    public void onPing(byte[] token) {
      kind = "ping";
      format.encodePing(token, out);
    }

    @Override
    public void onPong(byte[] token) {
      kind = "pong";
      format.encodePong(token, out);
    }

    @Override
    public void onRoutes(List<LinkState> announcements) {
      throw new AssertionError("version 1 has no routes");
    }

    @Override
    public void onHeartbeat() {
      throw new AssertionError("version 1 has no heartbeat");
    }
  }
}
