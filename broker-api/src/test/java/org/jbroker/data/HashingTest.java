package org.jbroker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Values that collide under hash functions that are known to everybody. */
class HashingTest {

  private static final int KEYS = 1 << 14;

  /** So many of {@value #KEYS} random codes of 32 bits are expected to differ, and a few more. */
  private static final int DISTINCT = KEYS - 64;

  private static int distinctCodes(List<Data> values) {
    Set<Integer> codes = new HashSet<>();
    values.forEach(value -> codes.add(value.hashCode()));
    return codes.size();
  }

  private static List<Data> keys(LongFunction<Data> make) {
    List<Data> keys = new ArrayList<>(KEYS);
    for (long i = 0; i < KEYS; i++) {
      keys.add(make.apply(i));
    }
    return keys;
  }

  /** "Aa" and "BB" have the same polynomial hash, and so have all their sequences. */
  private static byte[] sameUnderAPolynomial(long number) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 14; bit++) {
      text.append((number >>> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void stringsThatCollideInJavaDoNotHere() {
    List<Data> strings = keys(i -> Data.string(sameUnderAPolynomial(i)));
    assertThat(strings.stream().map(s -> ((Str) s).text().hashCode()).distinct()).hasSize(1);
    assertThat(distinctCodes(strings)).isGreaterThan(DISTINCT);
  }

  @Test
  void numbersWhoseHalvesAreEqualDoNotCollide() {
    assertThat(distinctCodes(keys(i -> Data.integer(i << 32 | i)))).isGreaterThan(DISTINCT);
    assertThat(distinctCodes(keys(i -> Data.count(i << 32 | i)))).isGreaterThan(DISTINCT);
    assertThat(distinctCodes(keys(i -> Data.timestamp(i << 32 | i)))).isGreaterThan(DISTINCT);
    assertThat(distinctCodes(keys(i -> Data.timespan(i << 32 | i)))).isGreaterThan(DISTINCT);
    assertThat(distinctCodes(keys(i -> Data.real(Double.longBitsToDouble(i << 32 | i)))))
        .isGreaterThan(DISTINCT);
  }

  @Test
  void containersOfSuchValuesDoNotCollide() {
    assertThat(distinctCodes(keys(i -> Data.vector(i << 32 | i, i << 32 | i))))
        .isGreaterThan(DISTINCT);
    assertThat(distinctCodes(keys(i -> Data.vector(Data.string(sameUnderAPolynomial(i))))))
        .isGreaterThan(DISTINCT);
  }

  @Test
  void everyByteAndTheLengthCount() {
    List<Data> strings = new ArrayList<>();
    for (int length = 0; length < 40; length++) {
      strings.add(Data.string(new byte[length]));
      for (int i = 0; i < length; i++) {
        byte[] bytes = new byte[length];
        bytes[i] = 1;
        strings.add(Data.string(bytes));
      }
    }
    assertThat(distinctCodes(strings)).isGreaterThanOrEqualTo(strings.size() - 1);
  }
}
