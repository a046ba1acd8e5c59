package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jbroker.EndpointId;
import org.junit.jupiter.api.Test;

/** Whether a member whose name is asked for is alive. */
class LifeSignsTest {

  private static final EndpointId ID = new EndpointId(1, 1);

  private final LifeSigns signs = new LifeSigns();

  @Test
  void hearsWhatComesAfterTheFirstHalfSecond() {
    signs.watch(Set.of(ID), 0);

    assertThat(signs.heard(ID, 10, 0)).isFalse();
    assertThat(signs.heard(ID, 20, LifeSigns.SETTLE_NANOS - 1)).isFalse();
    assertThat(signs.heard(ID, 30, LifeSigns.SETTLE_NANOS)).isFalse();
    assertThat(signs.heard(ID, 30, 2 * LifeSigns.SETTLE_NANOS)).isFalse();
    assertThat(signs.heard(ID, 31, 2 * LifeSigns.SETTLE_NANOS)).isTrue();
  }

  @Test
  void beginsAnewWithEachDispute() {
    signs.watch(Set.of(ID), 0);
    signs.heard(ID, 30, LifeSigns.SETTLE_NANOS);
    signs.watch(Set.of(), 1);
    signs.watch(Set.of(ID), LifeSigns.SETTLE_NANOS);

    assertThat(signs.heard(ID, 40, LifeSigns.SETTLE_NANOS + 1)).isFalse();
  }

  @Test
  void hearsNothingOfWhomItDoesNotWatch() {
    assertThat(signs.heard(ID, 40, LifeSigns.SETTLE_NANOS)).isFalse();
  }
}
