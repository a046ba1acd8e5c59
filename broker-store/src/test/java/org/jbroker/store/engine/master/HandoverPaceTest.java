package org.jbroker.store.engine.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long the reading for a handover rests; time is a number here. */
class HandoverPaceTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int PIECE = 2_000;

  private long now = 17;
  private final HandoverPace pace = new HandoverPace(2, now);

  /** Reads pieces that take no time, and rests as it is told. */
  private void readAndRest(int pieces) {
    for (int i = 0; i < pieces; i++) {
      pace.read(PIECE, now);
      now += pace.restNanos(now);
    }
  }

  @Test
  void aMillionEntriesTakeFourSecondsOfTwoProcessors() {
    readAndRest(1_000_000 / PIECE);
    assertThat(now).isBetween(SECOND * 39 / 10, SECOND * 4);
  }

  @Test
  void moreProcessorsAllowForMore() {
    HandoverPace faster = new HandoverPace(16, now);
    faster.read(1_000_000, now);
    assertThat(faster.restNanos(now)).isLessThan(SECOND / 2);
  }

  @Test
  void smallContentsDoNotWait() {
    assertThat(pace.restNanos(now)).isZero();
    readAndRest(5);
    assertThat(now).isEqualTo(17);
  }

  @Test
  void aShortDelayIsMadeUpForAndALongOneIsNot() {
    readAndRest(100);
    now += SECOND / 50;
    pace.read(PIECE, now);
    assertThat(pace.restNanos(now)).isZero();
    readAndRest(10);
    assertThat(pace.restNanos(now)).isZero();

    now += 60 * SECOND;
    long resumed = now;
    readAndRest(1_000_000 / PIECE);
    assertThat(now - resumed).isBetween(SECOND * 39 / 10, SECOND * 4);
  }
}
