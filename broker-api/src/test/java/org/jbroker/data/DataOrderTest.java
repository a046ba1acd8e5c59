package org.jbroker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataOrderTest {

  private static final long SEED = 20261120;

  private static List<Data> sample(int size, int depth) {
    RandomData random = new RandomData(new Random(SEED));
    List<Data> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      values.add(random.next(depth));
    }
    return values;
  }

  @Test
  void ordersKindsByTheirTags() {
    List<Data> values =
        List.of(
            Data.none(),
            Data.bool(true),
            Data.count(-1),
            Data.integer(-1),
            Data.real(-1),
            Data.string(""),
            Data.address("::"),
            Data.subnet("::/0"),
            Data.port("0/?"),
            Data.timestamp(-1),
            Data.timespan(-1),
            Data.enumValue(""),
            Data.set(),
            Data.table(),
            Data.vector());
    assertThat(values).isSorted().hasSameSizeAs(DataType.values());
    for (int i = 0; i < values.size(); i++) {
      assertThat(values.get(i).type().tag()).isEqualTo(i);
      assertThat(values.get(i)).isInstanceOf(values.get(i).type().javaType());
    }
  }

  @Test
  void ordersValuesOfOneKind() {
    assertThat(List.<Data>of(Data.count(0), Data.count(1), Data.count(Long.MIN_VALUE))).isSorted();
    assertThat(
            List.<Data>of(
                Data.real(Double.NEGATIVE_INFINITY),
                Data.real(-1),
                Data.real(-0.0),
                Data.real(0.0),
                Data.real(1),
                Data.real(Double.POSITIVE_INFINITY),
                Data.real(Double.NaN)))
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(
            List.<Data>of(
                Data.string(""),
                Data.string("a"),
                Data.string("aa"),
                Data.string("b"),
                Data.string(new byte[] {(byte) 0xFF})))
        .isSorted();
    assertThat(
            List.<Data>of(
                Data.address("::1"),
                Data.address("0.0.0.1"),
                Data.address("255.0.0.1"),
                Data.address("1::"),
                Data.address("ff00::")))
        .isSorted();
    assertThat(List.<Data>of(Data.port("79/udp"), Data.port("80/tcp"), Data.port("80/udp")))
        .isSorted();
    assertThat(List.<Data>of(Data.subnet("10.0.0.0/8"), Data.subnet("10.0.0.0/16"))).isSorted();
    assertThat(List.<Data>of(Data.vector(), Data.vector(0, 9), Data.vector(1), Data.vector(1, 0)))
        .isSorted();
    assertThat(
            List.<Data>of(Data.table(), Data.table(1, 1), Data.table(1, 2), Data.table(1, 2, 2, 0)))
        .isSorted();
  }

  @Test
  void isATotalOrderThatAgreesWithEquals() {
    List<Data> values = sample(130, 2);
    for (Data a : values) {
      for (Data b : values) {
        int ab = Integer.signum(a.compareTo(b));
        assertThat(Integer.signum(b.compareTo(a))).isEqualTo(-ab);
        assertThat(ab == 0).as("%s and %s", a, b).isEqualTo(a.equals(b));
        if (ab == 0) {
          assertThat(a).hasSameHashCodeAs(b);
        }
        for (Data c : values) {
          if (ab <= 0 && b.compareTo(c) <= 0 && a.compareTo(c) > 0) {
            throw new AssertionError("not transitive: " + a + ", " + b + ", " + c);
          }
        }
      }
    }
  }

  @Test
  void treatsEveryNanAsOneValue() {
    Data nan = Data.real(Double.longBitsToDouble(0x7FF8_0000_0000_0001L));
    assertThat(nan).isEqualTo(Data.real(Double.NaN)).hasSameHashCodeAs(Data.real(Double.NaN));
    assertThat(Data.set(nan, Double.NaN, 1.0).size()).isEqualTo(2);
    assertThat((Data) Data.set(0.0, -0.0)).hasToString("{-0.000000, 0.000000}");
  }
}
