package org.jbroker.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateMeterTest {

  private final AtomicLong clock = new AtomicLong(-12_345);
  private final RateMeter rate = new RateMeter(clock::get);

  private void pass(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void averagesOverTheLastSecond() {
    assertThat(rate.perSecond()).isZero();
    for (int i = 0; i < 50; i++) {
      rate.add(10);
      pass(50);
    }
    assertThat(rate.perSecond()).isCloseTo(200, within(25.0));
    pass(500);
    assertThat(rate.perSecond()).isCloseTo(100, within(25.0));
    pass(500);
    assertThat(rate.perSecond()).isZero();
    pass(1_000_000);
    rate.add(90);
    pass(50);
    assertThat(rate.perSecond()).isCloseTo(95, within(10.0));
  }

  @Test
  void countsABurstAndWhatFollowsItSlowly() {
    for (int i = 0; i < 1_000; i++) {
      rate.add(1);
    }
    assertThat(rate.perSecond()).isCloseTo(10_000, within(1.0));
    pass(1_100);
    assertThat(rate.perSecond()).isZero();
    for (int i = 0; i < 10; i++) {
      rate.add(1);
      pass(100);
    }
    assertThat(rate.perSecond()).isCloseTo(10, within(1.5));
  }

  @Test
  void looksAtTheClockRarelyWhileItIsBusy() {
    AtomicLong looks = new AtomicLong();
    RateMeter busy = new RateMeter(looks::getAndIncrement);
    for (int i = 0; i < 64_000; i++) {
      busy.add(1);
    }
    assertThat(looks.get()).isBetween(1_000L, 1_020L);
  }

  @Test
  void aYoungPublisherIsMeasuredOverItsAge() {
    rate.add(100);
    pass(200);
    assertThat(rate.perSecond()).isCloseTo(500, within(1.0));
  }
}
