package org.jbroker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeededRandomTest {

  @Test
  void repeatsWithTheSameSeed() {
    SeededRandom first = SeededRandom.of(42);
    SeededRandom second = SeededRandom.of(first.seed());
    assertThat(first.bytes(64)).isEqualTo(second.bytes(64));
  }

  @Test
  void takesTheSeedOfThePropertyAndSaysHowToRepeat() {
    String before = System.getProperty(SeededRandom.PROPERTY);
    System.setProperty(SeededRandom.PROPERTY, "77");
    try {
      assertThat(SeededRandom.of(42).seed()).isEqualTo(77);
      assertThat(SeededRandom.of(42)).hasToString("seed 77; repeat with -Dbroker.seed=77");
    } finally {
      if (before == null) {
        System.clearProperty(SeededRandom.PROPERTY);
      } else {
        System.setProperty(SeededRandom.PROPERTY, before);
      }
    }
  }
}
