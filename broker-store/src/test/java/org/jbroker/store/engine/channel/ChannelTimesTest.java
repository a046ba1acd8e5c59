package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ChannelTimesTest {

  @Test
  void takesASilentPeerForDeadAfterFiftySecondsByDefault() {
    assertThat(ChannelTimes.DEFAULT.connectionTimeoutTicks() * ChannelTimes.TICK_MILLIS)
        .isEqualTo(50_000);
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelTimes(0, 5, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelTimes(2, 0, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelTimes(2, 0x1_0000, 100));
    assertThatIllegalArgumentException().isThrownBy(() -> new ChannelTimes(2, 5, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new AckClone(1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new AttachWriter(1, 0x1_0000));
    assertThatIllegalArgumentException().isThrownBy(() -> ChannelLimits.DEFAULT.withUnacked(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> ChannelLimits.DEFAULT.withReorder(1, 0));
  }
}
