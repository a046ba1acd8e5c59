package org.jbroker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarsTest {

  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "::ffff:10.1.2.3, 10.1.2.3",
    "::10.1.2.3, ::a01:203",
    "::FFFF:a01:203, 10.1.2.3",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
    "2001:0:0:1:0:0:1:1, 2001::1:0:0:1:1",
    "1:0:2:0:3:0:4:0, 1:0:2:0:3:0:4:0",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    "64:ff9b::1.2.3.4, 64:ff9b::102:304",
    "fe80::1, fe80::1",
    "0:0:1::, 0:0:1::",
  })
  void readsAndPrintsAddresses(String text, String printed) {
    Address address = Address.parse(text);
    assertThat(address).hasToString(printed);
    assertThat(Address.parse(printed)).isEqualTo(address);
    assertThat(Address.of(address.toBytes())).isEqualTo(address);
    assertThat(Address.of(address.toMappedBytes())).isEqualTo(address);
    assertThat(Address.of(address.toInetAddress())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.-4",
        "01.2.3.4",
        "1.2.3.4 ",
        "1.2.3.",
        ":",
        ":::",
        "1",
        "::1::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "::g",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1:",
        ":1",
        "::1:",
        "fe80::1%eth0",
        "1.2.3.4::",
        "::1.2.3",
        "::1.2.3.4:5",
        "\u0661::",
        "[::1]"
      })
  void refusesWhatIsNoAddressAndAsksNoNameService(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Address.parse(text))
        .withMessageContaining(text);
  }

  @Test
  void readsAddressesInBothByteOrders() {
    byte[] v4 = {1, 2, 3, 4};
    assertThat(Address.of(v4, Address.Family.IPV4, ByteOrder.BIG_ENDIAN)).hasToString("1.2.3.4");
    assertThat(Address.of(v4, Address.Family.IPV4, ByteOrder.LITTLE_ENDIAN)).hasToString("4.3.2.1");
    byte[] v6 = new byte[16];
    v6[3] = 0x20;
    v6[2] = 0x01;
    v6[12] = 1;
    assertThat(Address.of(v6, Address.Family.IPV6, ByteOrder.LITTLE_ENDIAN)).hasToString("2001::1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Address.of(v4, Address.Family.IPV6, ByteOrder.BIG_ENDIAN));
    assertThatIllegalArgumentException().isThrownBy(() -> Address.of(new byte[5]));
  }

  @Test
  void masksCountingOn128Bits() {
    Address v6 = Address.parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    for (int bits = 0; bits <= 128; bits++) {
      BigInteger expected =
          BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE.shiftLeft(128 - bits));
      assertThat(new BigInteger(1, v6.mask(bits).toMappedBytes())).isEqualTo(expected);
    }
    assertThat(Address.parse("10.1.2.3").mask(104)).hasToString("10.0.0.0");
    assertThatIllegalArgumentException().isThrownBy(() -> v6.mask(129));
    assertThatIllegalArgumentException().isThrownBy(() -> v6.mask(-1));
  }

  @Test
  void keepsSubnetsCanonical() {
    Subnet subnet = Data.subnet("10.1.2.3/8");
    assertThat(subnet).isEqualTo(Data.subnet("10.0.0.0/8")).hasToString("10.0.0.0/8");
    assertThat(subnet.length()).isEqualTo(8);
    assertThat(subnet.prefixBits()).isEqualTo(104);
    assertThat(subnet.contains(Data.address("10.255.0.1"))).isTrue();
    assertThat(subnet.contains(Data.address("11.0.0.1"))).isFalse();
    assertThat(subnet.contains(Data.address("::a00:1"))).isFalse();
    assertThat(Data.subnet("::/0").contains(Data.address("1.2.3.4"))).isTrue();
    assertThat(Data.subnet("0.0.0.0/0").contains(Data.address("1::"))).isFalse();
    Subnet acrossTheV4Prefix = Subnet.ofPrefixBits(Data.address("10.0.0.1"), 90);
    assertThat(acrossTheV4Prefix.network().isV4()).isFalse();
    assertThat(acrossTheV4Prefix.length()).isEqualTo(90);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "::/129", "x/8", "::/-1", "::/+1"})
  void refusesWhatIsNoSubnet(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Data.subnet(text));
  }

  @Test
  void readsAndPrintsPorts() {
    assertThat(Data.port("80/tcp")).isEqualTo(Port.of(80, Port.Protocol.TCP)).hasToString("80/tcp");
    assertThat(Data.port("65535/?")).hasToString("65535/?").isEqualTo(Data.port("65535/unknown"));
    assertThat(Data.port("8/icmp").protocol()).isEqualTo(Port.Protocol.ICMP);
    assertThat(Data.port("53")).hasToString("53/tcp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/tcp", "65536/tcp", "-1/tcp", "80/TCP", "80/", "99999999999/tcp"})
  void refusesWhatIsNoPort(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Data.port(text));
  }

  @Test
  void countsWithoutSign() {
    Count largest = Data.count(-1);
    assertThat(largest).hasToString("18446744073709551615");
    assertThat(largest.toBigInteger()).isEqualTo(new BigInteger("18446744073709551615"));
    assertThat(Data.count(largest.toBigInteger())).isEqualTo(largest);
    assertThatIllegalArgumentException().isThrownBy(() -> Data.count(BigInteger.valueOf(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.count(BigInteger.ONE.shiftLeft(64)));
  }

  @Test
  void convertsTimesAtTheirExtremes() {
    for (long nanos : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, -1_000_000_000}) {
      Timestamp timestamp = Data.timestamp(nanos);
      assertThat(Data.timestamp(timestamp.toInstant())).isEqualTo(timestamp);
      Timespan timespan = Data.timespan(nanos);
      assertThat(Data.timespan(timespan.toDuration())).isEqualTo(timespan);
    }
    Instant last = Data.timestamp(Long.MAX_VALUE).toInstant();
    Instant first = Data.timestamp(Long.MIN_VALUE).toInstant();
    assertThatIllegalArgumentException().isThrownBy(() -> Data.timestamp(last.plusNanos(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.timestamp(first.minusNanos(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.timestamp(Instant.MAX));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.timespan(Duration.ofDays(365 * 300L)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Data.timespan(Duration.ofNanos(Long.MIN_VALUE).minusNanos(1)));
    assertThat(Data.now().toInstant()).isAfter(Instant.EPOCH);
  }

  @Test
  void printsRealsAsCDoes() {
    assertThat(Data.real(-0.0000001)).hasToString("-0.000000");
    assertThat(Data.real(0.5e-6)).hasToString("0.000000");
    assertThat(Data.real(0.0078125)).as("a tie").hasToString("0.007812");
    assertThat(Data.real(0.0234375)).as("a tie").hasToString("0.023438");
    assertThat(Data.real(1.0000005)).hasToString("1.000001");
    assertThat(Data.real(1e23)).hasToString("99999999999999991611392.000000");
    assertThat(Data.real(Double.MIN_VALUE)).hasToString("0.000000");
  }

  @Test
  void keepsBytesThatAreNoText() {
    Str s = Data.string(new byte[] {'a', (byte) 0xE2, (byte) 0x82, 'b', (byte) 0xFF});
    assertThat(s.isUtf8()).isFalse();
    assertThat(s.text()).isEqualTo("a\\xe2\\x82b\\xff");
    assertThat(s.toBytes()).containsExactly('a', 0xE2, 0x82, 'b', 0xFF);
    assertThat(Data.string("\uFFFD").isUtf8()).isTrue();
    assertThat(Data.string("\uFFFD").text()).isEqualTo("\uFFFD");
    assertThat(Data.string("\uD83D\uDE00").length()).isEqualTo(4);
    assertThatIllegalArgumentException().isThrownBy(() -> Data.string("a\uD83D"));
    assertThatIllegalArgumentException().isThrownBy(() -> Data.string("\uDE00\uD83D"));
    assertThat((Object) Data.string("x")).isNotEqualTo(Data.enumValue("x"));
  }

  @Test
  void givesAccessByKind() {
    Data d = Data.count(5);
    assertThat(d.getIf(Count.class)).contains(Count.of(5));
    assertThat(d.getIf(Int.class)).isEmpty();
    assertThat(d.get(Count.class).bits()).isEqualTo(5);
    assertThatExceptionOfType(TypeClashException.class)
        .isThrownBy(() -> d.get(Str.class))
        .withMessage("a value of type COUNT is no Str");
  }

  @Test
  void sharesSmallNumbers() {
    for (long v : new long[] {0, 255}) {
      assertThat(Data.count(v)).isSameAs(Data.count(v));
    }
    for (long v : new long[] {-128, 255}) {
      assertThat(Data.integer(v)).isSameAs(Data.integer(v));
    }
    assertThat(Data.integer(-129).value()).isEqualTo(-129);
    assertThat(Data.integer(256).value()).isEqualTo(256);
    assertThat(Data.integer(Long.MAX_VALUE).value()).isEqualTo(Long.MAX_VALUE);
    assertThat(Data.integer(Long.MIN_VALUE).value()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aTextIsExactlyThePartOfAnArrayThatItWasMadeFrom() {
    byte[] source = new byte[96];
    new Random(5).nextBytes(source);
    for (int length = 0; length <= 40; length++) {
      for (int offset : new int[] {0, 1, 7, source.length - length}) {
        byte[] expected = Arrays.copyOfRange(source, offset, offset + length);
        byte[] changing = source.clone();
        Str string = Str.of(changing, offset, length);
        EnumValue name = EnumValue.of(changing, offset, length);
        Arrays.fill(changing, (byte) 1);

        assertThat(string.toBytes()).isEqualTo(expected);
        assertThat(name.toBytes()).isEqualTo(expected);
      }
    }
    assertThatThrownBy(() -> Str.of(source, 90, 7)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> EnumValue.of(source, -1, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
