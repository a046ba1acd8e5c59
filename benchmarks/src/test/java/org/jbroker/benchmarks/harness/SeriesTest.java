package org.jbroker.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians and readable numbers. */
class SeriesTest {

  @Test
  void medianIsTheValueInTheMiddle() {
    Series odd = new Series("s", List.of(9.0, 1.0, 2.0));
    assertThat(odd.median()).isEqualTo(2);
    assertThat(odd.min()).isEqualTo(1);
    assertThat(odd.max()).isEqualTo(9);
  }

  @Test
  void medianOfAnEvenNumberIsBetweenBoth() {
    assertThat(new Series("s", List.of(4.0, 1.0, 2.0, 100.0)).median()).isEqualTo(3);
  }

  @Test
  void thereIsNoMedianOfNothing() {
    assertThatThrownBy(() -> new Series("s", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersAreShort() {
    assertThat(Numbers.compact(0)).isEqualTo("0");
    assertThat(Numbers.compact(0.5)).isEqualTo("0.50");
    assertThat(Numbers.compact(12.34)).isEqualTo("12.3");
    assertThat(Numbers.compact(1234)).isEqualTo("1234");
    assertThat(Numbers.compact(-45_678)).isEqualTo("-45.7 k");
    assertThat(Numbers.compact(1_234_567)).isEqualTo("1.23 M");
    assertThat(Numbers.compact(Double.NaN)).isEqualTo("-");
  }
}
