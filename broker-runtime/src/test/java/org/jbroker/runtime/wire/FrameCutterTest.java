package org.jbroker.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jbroker.ErrorCode;
import org.jbroker.runtime.wire.FrameCutter.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCutterTest {

  private static final int MAX_FRAME_BYTES = 1 << 20;

  private final FrameCutter cutter = new FrameCutter(ProtocolLimits.of(MAX_FRAME_BYTES, 10));

  @ParameterizedTest
  @EnumSource(Phase.class)
  void findsAFrameThatComesByteByByte(Phase phase) throws Exception {
    byte[] frame = Hex.parse("00000005075a45454b");
    ByteBuf in = Unpooled.buffer();
    for (int i = 0; i < frame.length - 1; i++) {
      in.writeByte(frame[i]);
      assertThat(cutter.next(in, phase)).isEqualTo(FrameCutter.NEED_MORE);
      assertThat(in.readerIndex()).isZero();
    }
    in.writeByte(frame[frame.length - 1]);
    assertThat(cutter.next(in, phase)).isEqualTo(5);
    assertThat(in.readerIndex()).isEqualTo(4);
  }

  @Test
  void findsEveryFrameOfASession() throws Exception {
    ByteBuf in = Unpooled.buffer();
    for (Vectors.Captured frame : Vectors.captured()) {
      in.writeBytes(Hex.parse(frame.frame()));
    }
    for (Vectors.Captured frame : Vectors.captured()) {
      int length = cutter.next(in, Phase.ESTABLISHED);
      assertThat(length).isEqualTo(frame.lengthPrefix());
      assertThat(Hex.of(in.readSlice(length))).isEqualTo(frame.payload());
    }
    assertThat(cutter.next(in, Phase.ESTABLISHED)).isEqualTo(FrameCutter.NEED_MORE);
  }

  @Test
  void skipsZeroLengthsAfterTheHandshake() throws Exception {
    ByteBuf in = Hex.buffer("00000000" + "00000000" + "00000001" + "0c" + "00000000" + "0000");
    assertThat(cutter.next(in, Phase.ESTABLISHED)).isEqualTo(1);
    assertThat(in.readByte()).isEqualTo((byte) 12);
    assertThat(cutter.next(in, Phase.ESTABLISHED)).isEqualTo(FrameCutter.NEED_MORE);
    assertThat(in.readableBytes()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"GREETING", "FILTERS"})
  void refusesZeroLengthsDuringTheHandshake(Phase phase) {
    assertThatThrownBy(() -> cutter.next(Hex.buffer("00000000"), phase))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("length zero");
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"FILTERS", "ESTABLISHED"})
  void refusesLengthsBeyondTheLimitAsSoonAsTheyAreThere(Phase phase) throws Exception {
    assertThat(cutter.next(Hex.buffer("00100000"), phase)).isEqualTo(FrameCutter.NEED_MORE);
    assertThatThrownBy(() -> cutter.next(Hex.buffer("00100001"), phase))
        .isInstanceOf(WireException.class)
        .hasMessage("a frame of 1048577 bytes exceeds the option maxFrameBytes, which is 1048576");
    assertThatThrownBy(() -> cutter.next(Hex.buffer("ffffffff"), phase))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("4294967295 bytes");
    assertThatThrownBy(() -> cutter.next(Hex.buffer("80000000"), phase))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("2147483648 bytes");
  }

  @Test
  void filtersOfTheHandshakeAreShorterThanTheLongestFrame() throws Exception {
    FrameCutter generous = new FrameCutter(ProtocolLimits.of(64 << 20, 1 << 20));
    assertThat(generous.next(Hex.buffer("00400000"), Phase.FILTERS))
        .isEqualTo(FrameCutter.NEED_MORE);
    assertThatThrownBy(() -> generous.next(Hex.buffer("00400001"), Phase.FILTERS))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("4194305 bytes during the handshake");
    assertThat(generous.next(Hex.buffer("00400001"), Phase.ESTABLISHED))
        .isEqualTo(FrameCutter.NEED_MORE);
  }

  @Test
  void greetingsAreShort() throws Exception {
    assertThat(cutter.next(Hex.buffer("00010000"), Phase.GREETING))
        .isEqualTo(FrameCutter.NEED_MORE);
    assertThatThrownBy(() -> cutter.next(Hex.buffer("00010001"), Phase.GREETING))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("65537 bytes")
        .hasMessageContaining("maxFrameBytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTP/1.1\r\n", "POST /x", "PRI * HTTP/2.0", "HTTP/1.1 400 Bad Request"})
  void recognisesHttp(String text) {
    assertThatThrownBy(() -> cutter.next(ascii(text), Phase.GREETING))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith("looks like HTTP")
        .extracting(e -> ((WireException) e).code())
        .isEqualTo(ErrorCode.WRONG_MAGIC_NUMBER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1603010200010001", "16030300", "15030300020228"})
  void recognisesTls(String hex) {
    assertThatThrownBy(() -> cutter.next(Hex.buffer(hex), Phase.GREETING))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith("looks like TLS: this side speaks plain TCP");
  }

  @Test
  void quotesOtherText() {
    assertThatThrownBy(() -> cutter.next(ascii("SSH-2.0-OpenSSH"), Phase.GREETING))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("\"SSH-\"");
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }
}
