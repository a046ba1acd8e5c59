package org.jbroker.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractObjectAssert;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeCodecTest {

  private static final String ID = "00000000000040008000000000000001";
  private static final EndpointId SENDER = EndpointId.of("00000000-0000-4000-8000-000000000001");

  private final ProtocolLimits limits = ProtocolLimits.of(1 << 20, 1000);
  private final HandshakeCodec codec = new HandshakeCodec(limits);

  static List<Vectors.Captured> handshakeFrames() {
    return Vectors.captured().stream().filter(Vectors.Captured::isHandshake).toList();
  }

  @Test
  void capturesHoldEveryFrameButDropConn() {
    assertThat(handshakeFrames().stream().map(Vectors.Captured::kind).distinct())
        .containsExactlyInAnyOrder(
            "hello",
            "probe",
            "version_select",
            "originator_syn",
            "responder_syn_ack",
            "originator_ack");
  }

  @ParameterizedTest
  @MethodSource("handshakeFrames")
  void encodesEveryCapturedFrameToExactlyItsBytes(Vectors.Captured captured) throws Exception {
    HandshakeFrame frame = decode(captured.payload());
    assertThat(encode(frame)).isEqualTo(captured.frame());
    assertThat(frame.getClass().getSimpleName())
        .isEqualToIgnoringCase(captured.kind().replace("_", ""));
  }

  @ParameterizedTest
  @MethodSource("handshakeFrames")
  void refusesEveryCapturedFrameThatIsCutOrGoesOn(Vectors.Captured captured) {
    for (int length = 0; length < captured.bytes().length; length++) {
      refusal(captured.payload().substring(0, 2 * length))
          .extracting(WireException::code)
          .isEqualTo(ErrorCode.DESERIALIZATION_FAILED);
    }
    refusal(captured.payload() + "00")
        .extracting(Throwable::getMessage)
        .asString()
        .contains("1 bytes are left over")
        .contains("byte " + captured.bytes().length);
  }

  @Test
  void decodesTheFieldsOfTheCaptures() throws Exception {
    assertThat(decode("065a45454b" + ID + "0140"))
        .isEqualTo(new HandshakeFrame.Hello(SENDER, 1, 64));
    assertThat(decode("085a45454b" + ID + "40"))
        .isEqualTo(new HandshakeFrame.VersionSelect(SENDER, 64));
    assertThat(decode("0a020b2f746f7069632f74657374012f"))
        .isEqualTo(
            new HandshakeFrame.OriginatorSyn(List.of(Topic.of("/topic/test"), Topic.of("/"))));
  }

  @Test
  void dropConnRoundTrips() throws Exception {
    String hex = "095a45454b" + ID + "27" + "14" + Hex.of("redundant connection".getBytes());
    assertThat(decode(hex))
        .isEqualTo(new HandshakeFrame.DropConn(SENDER, 39, "redundant connection"));
    assertThat(encode(decode(hex))).isEqualTo("0000002b" + hex);
  }

  @Test
  void keepsTheCodeOfADropConnWhoseTextIsTooLong() throws Exception {
    String text = "x".repeat(3000);
    String hex = "095a45454b" + ID + "02" + "b817" + Hex.of(text.getBytes());
    assertThat(decode(hex))
        .isEqualTo(
            new HandshakeFrame.DropConn(
                SENDER, 2, text.substring(0, limits.maxDescriptionBytes())));
  }

  @Test
  void cutsALongTextBetweenCharacters() throws Exception {
    String text = "x" + "\u00e4".repeat(3000);
    HandshakeFrame.DropConn decoded =
        (HandshakeFrame.DropConn)
            decode(encode(new HandshakeFrame.DropConn(SENDER, 2, text)).substring(8));
    assertThat(decoded.description())
        .isEqualTo(text.substring(0, 1 + (limits.maxDescriptionBytes() - 1) / 2));
  }

  @Test
  void textForTheLogStaysOnOneLine() throws Exception {
    HandshakeFrame frame = decode("095a45454b" + ID + "02" + "05" + "610a0d1b62");
    assertThat(frame).isEqualTo(new HandshakeFrame.DropConn(SENDER, 2, "a   b"));
  }

  @ParameterizedTest
  @CsvSource({
    "065a45454c" + ID + "0101, WRONG_MAGIC_NUMBER, 'of a hello is 5a45454b, not 5a45454c (byte 1 '",
    "0700000000, WRONG_MAGIC_NUMBER, of a probe",
    "08ffffffff" + ID + "01, WRONG_MAGIC_NUMBER, of a version_select",
    "0948545450" + ID + "0100, WRONG_MAGIC_NUMBER, of a drop_conn",
    "01, UNEXPECTED_HANDSHAKE_MESSAGE, the type is 1",
    "00, UNEXPECTED_HANDSHAKE_MESSAGE, the type is 0",
    "0d, UNEXPECTED_HANDSHAKE_MESSAGE, the type is 13",
    "ff, UNEXPECTED_HANDSHAKE_MESSAGE, the type is 255",
    "'', DESERIALIZATION_FAILED, 'the type needs 1 bytes, 0 are left (byte 0 of 0)'",
    "0a02012f, DESERIALIZATION_FAILED, 'the length of a topic needs 1 bytes, 0 are left (byte 4 '",
    "0a01052f, DESERIALIZATION_FAILED, 'a topic needs 5 bytes, 1 are left (byte 3 of 4)'",
    "0aff07, DESERIALIZATION_FAILED, 1023 topics exceeds the option maxElements",
    "0affffffff0f, DESERIALIZATION_FAILED, 4294967295 topics exceeds the option maxElements",
    "0a800200, DESERIALIZATION_FAILED, 256 topics in 1 bytes",
    "0affffffff10, DESERIALIZATION_FAILED, 'more than 32 bits (byte 1 of 6)'",
    "0affffffffffff01, DESERIALIZATION_FAILED, more than 32 bits",
    "0a01808004, DESERIALIZATION_FAILED, a topic of 65536 bytes",
    "0a01ffffffff0f, DESERIALIZATION_FAILED, a topic of 4294967295 bytes",
    "095a45454b" + ID + "01ffffffff0f, DESERIALIZATION_FAILED, the description needs",
  })
  void namesWhatIsWrong(String hex, ErrorCode code, String message) {
    refusal(hex).extracting(WireException::code).isEqualTo(code);
    refusal(hex).extracting(Throwable::getMessage).asString().contains(message);
  }

  @Test
  void acceptsNumbersThatAreLongerThanNeeded() throws Exception {
    assertThat(decode("0a" + "8180808000" + "8100" + "2f"))
        .isEqualTo(new HandshakeFrame.OriginatorSyn(List.of(Topic.of("/"))));
  }

  @Test
  void appendsBehindWhatIsThere() {
    ByteBuf out = Unpooled.buffer().writeInt(0x01020304);
    codec.encode(new HandshakeFrame.Probe(), out);
    codec.encode(new HandshakeFrame.OriginatorAck(), out);
    assertThat(Hex.of(out)).isEqualTo("01020304" + "00000005075a45454b" + "000000010c");
  }

  @Test
  void writesTheSameBytesToHeapAndDirectBuffers() {
    HandshakeFrame frame =
        new HandshakeFrame.ResponderSynAck(
            List.of(Topic.of("/a"), Topic.of("x".repeat(300)), Topic.of("")));
    ByteBuf direct = Unpooled.directBuffer();
    try {
      codec.encode(frame, direct);
      assertThat(Hex.of(direct)).isEqualTo(encode(frame));
    } finally {
      direct.release();
    }
  }

  private HandshakeFrame decode(String hex) throws WireException {
    ByteBuf in = Hex.buffer(hex);
    HandshakeFrame frame = codec.decode(in, in.readableBytes());
    assertThat(in.readableBytes()).isZero();
    return frame;
  }

  private String encode(HandshakeFrame frame) {
    ByteBuf out = Unpooled.buffer();
    codec.encode(frame, out);
    return Hex.of(out);
  }

  private AbstractObjectAssert<?, WireException> refusal(String hex) {
    Supplier<ByteBuf> in = () -> Hex.buffer(hex);
    return assertThatThrownBy(() -> codec.decode(in.get(), in.get().readableBytes()))
        .asInstanceOf(type(WireException.class));
  }
}
