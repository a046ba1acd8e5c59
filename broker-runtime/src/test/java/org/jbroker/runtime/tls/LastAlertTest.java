package org.jbroker.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastAlertTest {

  @ParameterizedTest
  @CsvSource({
    "15030300020230, unknown_ca",
    "aaaaaaaaaa15030300020230, unknown_ca",
    "1503/03/0002/02/30, unknown_ca",
    "160303000401020304/1503030002022a, bad_certificate",
    "15030300020130, -", // a warning
    "150303000202ff, -", // of an unknown number
    "1503030002023000, -", // not at the end
    "17030300020230, -", // no alert
    "30, -"
  })
  void readsAFatalAlertAtTheEndHoweverItIsCut(String reads, String name) {
    LastAlert alert = new LastAlert();
    EmbeddedChannel channel = new EmbeddedChannel(alert);
    Arrays.stream(reads.split("/"))
        .forEach(hex -> channel.writeInbound(Unpooled.wrappedBuffer(hex(hex))));
    assertThat(alert.name().orElse("-")).isEqualTo(name);
    StringBuilder passed = new StringBuilder();
    for (ByteBuf in = channel.readInbound(); in != null; in = channel.readInbound()) {
      passed.append(ByteBufUtil.hexDump(in));
      in.release();
    }
    assertThat(passed.toString()).isEqualTo(reads.replace("/", ""));
  }

  private static byte[] hex(String hex) {
    return ByteBufUtil.decodeHexDump(hex);
  }
}
