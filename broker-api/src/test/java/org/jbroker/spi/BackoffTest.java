package org.jbroker.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @Test
  void doublesUpToTheCapAndShortensEachPauseByUpToAHalf() {
    for (long seed = 0; seed < 200; seed++) {
      Backoff backoff = new Backoff(Duration.ofSeconds(10), new SplittableRandom(seed));
      long base = FIRST_NANOS;
      for (int attempt = 0; attempt < 40; attempt++) {
        assertThat(backoff.nextNanos()).isBetween(base - base / 2, base);
        base = Math.min(base * 2, TimeUnit.SECONDS.toNanos(10));
      }
    }
  }

  @Test
  void neverWaitsLongerThanAShortInterval() {
    Backoff backoff = new Backoff(Duration.ofMillis(20), new SplittableRandom(1));
    for (int attempt = 0; attempt < 100; attempt++) {
      assertThat(backoff.nextNanos())
          .isBetween(TimeUnit.MILLISECONDS.toNanos(10), TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Test
  void beginsAnewAfterASuccess() {
    Backoff backoff = new Backoff(Duration.ofSeconds(10), new SplittableRandom(1));
    for (int attempt = 0; attempt < 20; attempt++) {
      backoff.nextNanos();
    }
    backoff.reset();
    assertThat(backoff.nextNanos()).isLessThanOrEqualTo(FIRST_NANOS);
  }

  @Test
  void sameSeedSamePausesOtherSeedsOthers() {
    Set<Long> pauses = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      long one = new Backoff(Duration.ofSeconds(1), new SplittableRandom(seed)).nextNanos();
      long two = new Backoff(Duration.ofSeconds(1), new SplittableRandom(seed)).nextNanos();
      assertThat(one).isEqualTo(two);
      pauses.add(one);
    }
    assertThat(pauses).hasSizeGreaterThan(90);
  }

  @Test
  void anIntervalBeyondNanosecondsIsOneThatIsNeverReached() {
    Backoff backoff = new Backoff(Duration.ofSeconds(Long.MAX_VALUE), new SplittableRandom(1));
    for (int attempt = 0; attempt < 100; attempt++) {
      assertThat(backoff.nextNanos()).isBetween(1L, Duration.ofDays(365).toNanos());
    }
  }

  @Test
  void zeroIsZero() {
    assertThat(new Backoff(Duration.ZERO, new SplittableRandom(1)).nextNanos()).isZero();
  }
}
