package org.jbroker.runtime.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {

  // Any clock, also one that is about to overflow.
  private static final long START = Long.MAX_VALUE - 1000;

  private final Patience patience = new Patience();
  private long now = START;

  /** Waits as long as it may, for nothing; returns for how long, in milliseconds. */
  private long waitInVain() {
    long nanos = patience.waitNanos(now);
    now += nanos;
    if (nanos > 0) {
      patience.noRoom(now);
    }
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private void passes(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void waitsEachTimeForAPeerThatMakesRoom() {
    for (int i = 0; i < 100; i++) {
      assertThat(patience.waitNanos(now)).isEqualTo(Patience.FIRST_WAIT_NANOS);
      passes(199);
      patience.roomCame();
    }
  }

  @Test
  void restsTwiceAsLongEachTimeUpToHalfAMinute() {
    assertThat(waitInVain()).isEqualTo(200);
    for (long rest = 100; rest < 100_000; rest *= 2) {
      long expected = Math.min(rest, 30_000);
      passes(expected - 1);
      assertThat(waitInVain()).as("resting").isZero();
      passes(1);
      assertThat(waitInVain()).isEqualTo(50);
    }
  }

  @Test
  void isPatientAgainOnceThereWasRoomInTime() {
    waitInVain();
    passes(100);
    waitInVain();
    passes(200);
    assertThat(patience.waitNanos(now)).isEqualTo(Patience.NEXT_WAIT_NANOS);
    patience.roomCame();
    assertThat(waitInVain()).isEqualTo(200);
    passes(100);
    assertThat(waitInVain()).as("the rests begin anew").isEqualTo(50);
  }

  @Test
  void threadsThatWaitedAtATimeCountOnce() {
    waitInVain();
    patience.noRoom(now);
    patience.noRoom(now);
    passes(100);
    assertThat(waitInVain()).isEqualTo(50);
  }

  @Test
  void costsAWriterLittle() {
    long lost = 0;
    while (now - START < TimeUnit.MINUTES.toNanos(1)) {
      lost += waitInVain();
      passes(1);
    }
    assertThat(lost).isBetween(200L, 700L);
  }
}
