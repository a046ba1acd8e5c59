package org.jbroker.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstBytesTest {

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "'', TOO_FEW",
    "16, TOO_FEW",
    "1603, TLS",
    "16030100c8010000c4, TLS",
    "15030300020228, TLS",
    "1604, OTHER",
    "13, OTHER",
    "18, OTHER",
    "00, TOO_FEW",
    "00000005075a4545, TOO_FEW",
    "00000005075a45454b, BROKER",
    "00000017065a45454b, BROKER",
    "00000017095a45454b, BROKER",
    "000000170a5a45454b, OTHER",
    "00000017065a45454c, OTHER",
    "474554202f, OTHER",
    "ff, OTHER"
  })
  void tellsWhatTheOtherSideSpeaks(String hex, FirstBytes expected) {
    ByteBuf in = bytes(hex);
    assertThat(FirstBytes.of(in)).isEqualTo(expected);
    assertThat(in.readerIndex()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "474554202f20485454502f312e31, 'text that begins with \"GET / HT\"'",
    "0a0d, 'text that begins with \"\"'",
    "0001ff, bytes that begin with 0001ff",
    "fffefdfcfbfaf9f8f7f6, bytes that begin with fffefdfcfbfaf9f8"
  })
  void showsAFewOfThemWithoutControlCharacters(String hex, String expected) {
    assertThat(FirstBytes.show(bytes(hex))).isEqualTo(expected);
  }
}
