package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jbroker.data.Address;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Timespan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digests of keys: those that Zeek printed, and more that follow its rules. */
class KeyDigestTest {

  /** The name of the enum in the program that printed the vectors. */
  private static final String ENUM_TYPE = "Col";

  /** Bytes of a description, made in the plainest way. */
  private static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes type(int type) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(type).array());
      return this;
    }

    Bytes real(double value) {
      out.writeBytes(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
      return this;
    }

    Bytes text(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      out.write(0);
      return this;
    }

    int digest() {
      long digest = 2_166_136_261L;
      for (byte b : out.toByteArray()) {
        digest = ((digest ^ b & 0xFF) * 16_777_619L) & 0xFFFF_FFFFL;
      }
      return (int) digest;
    }
  }

  @Test
  void isWhatZeekPrinted() {
    int checked = 0;
    for (Map<?, ?> row : ZeekVectors.digests()) {
      String type = row.get("type").toString();
      if (row.containsKey("note")) {
        continue;
      }
      int digest =
          switch (type) {
            case "enum" -> KeyDigest.of(ENUM_TYPE, EnumValue.of(row.get("value").toString()));
            case "string" -> KeyDigest.of(ZeekVectors.bytes(row.get("hex").toString()));
            default -> KeyDigest.of(ZeekVectors.data(type, row.get("value").toString()));
          };
      assertThat(digest).as(row.toString()).isEqualTo(ZeekVectors.int32(row, "fnv1a32"));
      checked++;
    }
    assertThat(checked).isEqualTo(48);
  }

  @Test
  void ofATextIsThatOfItsBytes() {
    assertThat(KeyDigest.of("h\u00e9")).isEqualTo(KeyDigest.of(Data.string("h\u00e9")));
  }

  @Test
  void intervalsAreDescribedUnitByUnit() {
    assertThat(KeyDigest.of(Timespan.ofNanos(0)))
        .isEqualTo(new Bytes().type(6).text("0 secs").digest());
    assertThat(KeyDigest.of(Timespan.ofNanos(93_784_000_000_000L)))
        .isEqualTo(
            new Bytes()
                .type(6)
                .real(1)
                .text("day")
                .real(2)
                .text("hr")
                .text("s")
                .real(3)
                .text("min")
                .text("s")
                .real(4)
                .text("sec")
                .text("s")
                .digest());
    assertThat(KeyDigest.of(Timespan.ofNanos(-60_000_000_000L)))
        .isEqualTo(new Bytes().type(6).real(-1).text("min").digest());
    assertThat(KeyDigest.of(Timespan.ofNanos(2_000_000)))
        .isEqualTo(new Bytes().type(6).real(2).text("msec").text("s").digest());
    assertThat(KeyDigest.of(Timespan.ofNanos(500)))
        .isEqualTo(new Bytes().type(6).real(500 / 1e9 / 1e-6).text("usec").text("s").digest());
  }

  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "fe80::, fe80::",
    "1::2:0:0:3, 1::2:0:0:3",
    "1:0:0:2::3, 1:0:0:2::3",
    "1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
    "abcd:ef01:2345:6789:abcd:ef01:2345:6789, abcd:ef01:2345:6789:abcd:ef01:2345:6789",
    "::ffff:10.0.0.1, 10.0.0.1",
    "::102:304, ::1.2.3.4",
    "::ffff:0:102:304, ::ffff:0:1.2.3.4",
    "0:0:0:0:0:5:102:304, ::5:102:304",
  })
  void addressesAreDescribedAsZeekPrintsThem(String address, String text) {
    assertThat(KeyDigest.of(Address.parse(address)))
        .isEqualTo(new Bytes().type(11).text(text).digest());
  }

  @Test
  void subnetsAreDescribedWithTheirLength() {
    for (String text : new String[] {"10.0.0.0/8", "1.2.3.4/32", "0.0.0.0/0", "fe80::/128"}) {
      assertThat(KeyDigest.of(Data.subnet(text)))
          .isEqualTo(new Bytes().type(12).text(text).digest());
    }
  }

  @Test
  void refusesKindsWhoseDigestsNeedNames() {
    for (Data key : new Data[] {Data.none(), Data.vector(1), Data.set(1), Data.table(1, 2)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyDigest.of(key))
          .withMessageContaining("names of types and fields");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyDigest.of(EnumValue.of("RED")))
        .withMessageContaining("RED")
        .withMessageContaining("hrwTopic(type, value)");
  }

  @Test
  void weightsAreThoseThatZeekPrinted() {
    for (Map<?, ?> row : ZeekVectors.weights()) {
      assertThat(
              HrwSites.weight(
                  ZeekVectors.int32(row, "key_digest"), ZeekVectors.int32(row, "site_id")))
          .as(row.toString())
          .isEqualTo(ZeekVectors.int32(row, "weight"));
    }
    assertThat(ZeekVectors.weights()).hasSize(70);
  }
}
