package org.jbroker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

  @Test
  void returnsTheFirstAcceptableValue() {
    AtomicInteger asked = new AtomicInteger();
    int value = Await.value(Duration.ofSeconds(5), "three", asked::incrementAndGet, v -> v >= 3);
    assertThat(value).isEqualTo(3);
    assertThat(asked).hasValue(3);
  }

  @Test
  void namesConditionAndLastValueWhenLate() {
    assertThatThrownBy(() -> Await.value(Duration.ofMillis(5), "the count", () -> 7, v -> v > 7))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the count")
        .hasMessageContaining("last seen: 7");
  }

  @Test
  void asksOnceMoreEvenWithoutTime() {
    Await.until(Duration.ZERO, () -> true);
    assertThatThrownBy(() -> Await.until(Duration.ZERO, () -> false))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void failsAndKeepsTheFlagWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Await.until(Duration.ofSeconds(5), "never", () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void watchesThatAConditionHolds() {
    Await.holds(Duration.ofMillis(3), "true", () -> true);
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () -> Await.holds(Duration.ofSeconds(5), "few", () -> asked.incrementAndGet() < 3))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("few");
  }
}
