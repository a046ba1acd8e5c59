package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;

import org.jbroker.runtime.peering.Liveness.Verdict;
import org.junit.jupiter.api.Test;

class LivenessTest {

  private final Liveness liveness = new Liveness();

  @Test
  void isLostAfterThreeSilentIntervalsAndNotBefore() {
    for (int tick = 0; tick < 3; tick++) {
      assertThat(liveness.tick()).isEqualTo(Verdict.SEND_HEARTBEAT);
    }
    assertThat(liveness.tick()).isEqualTo(Verdict.LOST);
  }

  @Test
  void anyByteThatIsReadBeginsTheCountAnew() {
    for (int round = 0; round < 10; round++) {
      for (int tick = 0; tick < 3; tick++) {
        assertThat(liveness.tick()).isNotEqualTo(Verdict.LOST);
      }
      liveness.onRead();
    }
  }

  @Test
  void whoWritesAndReadsNeedsNoHeartbeat() {
    for (int tick = 0; tick < 10; tick++) {
      liveness.onWrite();
      liveness.onRead();
      assertThat(liveness.tick()).isEqualTo(Verdict.QUIET);
    }
  }

  @Test
  void whoReadsOnlySendsASignOfLifeEachInterval() {
    for (int tick = 0; tick < 10; tick++) {
      liveness.onRead();
      assertThat(liveness.tick()).isEqualTo(Verdict.SEND_HEARTBEAT);
    }
  }

  @Test
  void whoWritesOnlyAsksForASignOfLifeFromTheSecondIntervalOn() {
    liveness.onWrite();
    assertThat(liveness.tick()).isEqualTo(Verdict.QUIET);
    liveness.onWrite();
    assertThat(liveness.tick()).isEqualTo(Verdict.SEND_HEARTBEAT);
    liveness.onWrite();
    assertThat(liveness.tick()).isEqualTo(Verdict.SEND_HEARTBEAT);
    liveness.onWrite();
    assertThat(liveness.tick()).isEqualTo(Verdict.LOST);
  }
}
