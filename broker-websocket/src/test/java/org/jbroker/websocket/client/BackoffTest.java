package org.jbroker.websocket.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doublesUpToTheIntervalWithJitterAndBeginsAnew() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), SeededRandom.of(5));
    for (long base : new long[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backoff.nextNanos()).isBetween(base * 500_000, base * 1_000_000);
    }
    backoff.reset();
    assertThat(backoff.nextNanos()).isLessThanOrEqualTo(100_000_000);
  }
}
