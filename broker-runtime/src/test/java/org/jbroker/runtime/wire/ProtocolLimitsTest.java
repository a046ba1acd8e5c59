package org.jbroker.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jbroker.EndpointOptions;
import org.junit.jupiter.api.Test;

class ProtocolLimitsTest {

  @Test
  void takesWhatUsersChoose() {
    EndpointOptions options = EndpointOptions.builder().maxFrameBytes(2048).maxElements(17).build();
    assertThat(ProtocolLimits.of(options))
        .isEqualTo(new ProtocolLimits(2048, 17, 2048, 1024, 64 << 10));
    assertThat(ProtocolLimits.of(EndpointOptions.defaults()))
        .isEqualTo(new ProtocolLimits(64 << 20, 1 << 20, 64 << 10, 1024, 64 << 10));
  }

  @Test
  void leavesRoomForThePrefixOfTheLongestFrame() {
    ProtocolLimits limits = ProtocolLimits.of(Integer.MAX_VALUE, 1);
    assertThat(limits.maxFrameBytes())
        .isLessThanOrEqualTo(Integer.MAX_VALUE - FrameCutter.PREFIX_BYTES);
  }

  @Test
  void refusesLimitsThatNothingMeets() {
    assertThatThrownBy(() -> ProtocolLimits.of(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProtocolLimits.of(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
