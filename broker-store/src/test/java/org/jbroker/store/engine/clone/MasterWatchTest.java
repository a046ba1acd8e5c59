package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.clone.MasterWatch.Verdict.CONFLICT;
import static org.jbroker.store.engine.clone.MasterWatch.Verdict.REPLACED;
import static org.jbroker.store.engine.clone.MasterWatch.Verdict.UNDECIDED;

import org.jbroker.EndpointId;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.ChannelTimes;
import org.junit.jupiter.api.Test;

class MasterWatchTest {

  private static final EntityId MASTER = entity(1, 7);
  private static final EntityId RIVAL = entity(2, 7);

  private final MasterWatch watch = new MasterWatch(MASTER, ChannelTimes.DEFAULT, 0);

  private static EntityId entity(long endpoint, long object) {
    return new EntityId(new EndpointId(0, endpoint), object);
  }

  @Test
  void aLaterObjectOfTheSameEndpointReplaces() {
    assertThat(watch.heardRival(entity(1, 8), 1)).isEqualTo(REPLACED);
    assertThat(watch.heardRival(entity(1, -1), 1)).isEqualTo(REPLACED);
  }

  @Test
  void anEarlierObjectOfTheSameEndpointIsAnEcho() {
    assertThat(watch.heardRival(entity(1, 6), 1)).isEqualTo(UNDECIDED);
  }

  @Test
  void whoSpeaksWhileOursIsSilentReplacesIt() {
    watch.heardMaster(10);
    for (int tick = 11; tick < 60; tick += 5) {
      assertThat(watch.heardRival(RIVAL, tick)).isEqualTo(UNDECIDED);
    }
    assertThat(watch.heardRival(RIVAL, 60)).isEqualTo(REPLACED);
  }

  @Test
  void twoThatBothSpeakAreAConflictOnce() {
    for (int tick = 0; tick < 20; tick += 5) {
      watch.heardMaster(tick);
      assertThat(watch.heardRival(RIVAL, tick)).isEqualTo(UNDECIDED);
    }
    watch.heardMaster(20);
    assertThat(watch.heardRival(RIVAL, 20)).isEqualTo(CONFLICT);
    watch.heardMaster(25);
    assertThat(watch.heardRival(RIVAL, 25)).isEqualTo(UNDECIDED);
    assertThat(watch.heardRival(entity(3, 7), 25)).isEqualTo(UNDECIDED);
  }

  @Test
  void anAnswerToOurRequestIsAConflictAtOnce() {
    assertThat(watch.rivalAnswered(RIVAL)).isEqualTo(CONFLICT);
    assertThat(watch.rivalAnswered(RIVAL)).isEqualTo(UNDECIDED);
  }

  @Test
  void inventedNamesAreNotKeptWithoutBound() {
    for (int i = 10; i < 1000; i++) {
      watch.heardMaster(i);
      assertThat(watch.heardRival(entity(i, 7), i)).isEqualTo(UNDECIDED);
      watch.rivalAnswered(entity(i, 7));
    }
    assertThat(watch.rivalAnswered(RIVAL)).isEqualTo(UNDECIDED);
  }
}
