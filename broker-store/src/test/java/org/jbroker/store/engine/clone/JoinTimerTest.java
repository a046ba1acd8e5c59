package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import org.jbroker.EndpointId;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.ChannelTimes;
import org.junit.jupiter.api.Test;

class JoinTimerTest {

  private static final EntityId A = new EntityId(new EndpointId(0, 1), 1);
  private static final EntityId B = new EntityId(new EndpointId(0, 2), 1);
  private static final long MILLI = 1_000_000;

  private final JoinTimer timer = new JoinTimer(ChannelTimes.DEFAULT, 1000 * MILLI);

  @Test
  void gapsDoubleUpToTheInterval() {
    timer.begin(0);
    assertThat(timer.isDue(199 * MILLI)).isFalse();
    assertThat(timer.isDue(200 * MILLI)).isTrue();
    assertThat(timer.isDue(599 * MILLI)).isFalse();
    assertThat(timer.isDue(600 * MILLI)).isTrue();
    assertThat(timer.isDue(1400 * MILLI)).isTrue();
    assertThat(timer.isDue(2399 * MILLI)).isFalse();
    assertThat(timer.isDue(2400 * MILLI)).isTrue();
  }

  @Test
  void patienceEndsOnceInASearchAfterTenSeconds() {
    timer.begin(5);
    assertThat(timer.losesPatience(10_000 * MILLI + 4)).isFalse();
    assertThat(timer.losesPatience(10_000 * MILLI + 5)).isTrue();
    assertThat(timer.losesPatience(90_000 * MILLI)).isFalse();
    timer.begin(100_000 * MILLI);
    assertThat(timer.losesPatience(109_999 * MILLI)).isFalse();
    assertThat(timer.losesPatience(110_000 * MILLI)).isTrue();
  }

  @Test
  void aShortIntervalIsKept() {
    JoinTimer quick = new JoinTimer(ChannelTimes.DEFAULT, 50 * MILLI);
    quick.begin(0);
    assertThat(quick.isDue(50 * MILLI)).isTrue();
    assertThat(quick.isDue(100 * MILLI)).isTrue();
  }

  @Test
  void aMasterThatIsHeardFirstIsAskedAtOnceButNotWithinTheSmallestGap() {
    timer.begin(0);
    assertThat(timer.hears(A, 100 * MILLI)).isFalse();
    assertThat(timer.isDue(200 * MILLI)).isTrue();
    assertThat(timer.isDue(600 * MILLI)).isTrue();
    assertThat(timer.hears(A, 900 * MILLI)).isFalse();
    assertThat(timer.hears(B, 900 * MILLI)).isTrue();
    assertThat(timer.isDue(1299 * MILLI)).isFalse();
    assertThat(timer.isDue(1300 * MILLI)).isTrue();
  }
}
