package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.command.Entries;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Part;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.junit.jupiter.api.Test;

/** Parts and events, in all orders in which they may come. */
class IntakeTest {

  private static final EntityId WHO = new EntityId(EndpointId.random(), 1);
  private static final AckClone HANDSHAKE = new AckClone(20, 5);

  private final Intake intake = new Intake(HANDSHAKE);

  private static Part part(long number, Object... keysAndValues) {
    return new Part(HANDSHAKE, number, false, 0, Entries.of(entries(keysAndValues)));
  }

  private static Part last(long number, long end, Object... keysAndValues) {
    return new Part(HANDSHAKE, number, true, end, Entries.of(entries(keysAndValues)));
  }

  private static Map<Data, Data> entries(Object... keysAndValues) {
    Map<Data, Data> entries = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put(Data.of(keysAndValues[i]), Data.of(keysAndValues[i + 1]));
    }
    return entries;
  }

  private static Action put(Object key, Object value) {
    return new Put(Data.of(key), Data.of(value), OptionalLong.empty(), WHO);
  }

  @Test
  void isCompleteWithAllPartsAndAllEventsUpToTheEnd() {
    intake.take(part(1, "a", 1));
    intake.take(last(2, 23, "b", 2));
    assertThat(intake.hasAllParts()).isTrue();
    assertThat(intake.isComplete(21)).isFalse();
    assertThat(intake.isComplete(23)).isFalse();
    assertThat(intake.isComplete(24)).isTrue();
    assertThat(intake.contents()).isEqualTo(entries("a", 1, "b", 2));
  }

  @Test
  void takesEachPartOnceInAnyOrderAndTellsWhichItHas() {
    assertThat(intake.take(last(4, 20))).isTrue();
    assertThat(intake.take(part(2, "b", 2))).isTrue();
    assertThat(intake.take(part(2, "b", 3))).isFalse();
    assertThat(intake.received()).isZero();
    assertThat(intake.receivedAhead()).isEqualTo(0b101); // 2 and 4.

    assertThat(intake.take(part(1, "a", 1))).isTrue();
    assertThat(intake.received()).isEqualTo(2);
    assertThat(intake.receivedAhead()).isEqualTo(0b1); // 4.
    assertThat(intake.hasAllParts()).isFalse();

    assertThat(intake.take(part(3))).isTrue();
    assertThat(intake.received()).isEqualTo(4);
    assertThat(intake.receivedAhead()).isZero();
    assertThat(intake.isComplete(21)).isTrue();
    assertThat(intake.contents()).isEqualTo(entries("a", 1, "b", 2));
  }

  @Test
  void eventsCountWhateverAPartSays() {
    assertThat(intake.apply(put("early", "event"))).isTrue();
    assertThat(intake.apply(new Erase(Data.of("erased early"), WHO))).isTrue();
    intake.take(part(1, "early", "part", "erased early", 1, "late", "part", "expired late", 1));
    intake.apply(put("late", "event"));
    intake.apply(new Expire(Data.of("expired late"), WHO));
    intake.take(last(2, 24, "untouched", 1));
    assertThat(intake.contents())
        .isEqualTo(entries("early", "event", "late", "event", "untouched", 1));
  }

  @Test
  void ofTwoStatesThatPartsShowTheEventBetweenThemDecides() {
    intake.take(part(1, "back again", "old", "gone", "old"));
    intake.apply(new Erase(Data.of("back again"), WHO));
    intake.apply(put("back again", "new"));
    intake.apply(put("gone", "newer"));
    intake.apply(new Erase(Data.of("gone"), WHO));
    intake.take(last(2, 24, "back again", "old", "gone", "newer"));
    assertThat(intake.contents()).isEqualTo(entries("back again", "new"));
  }

  @Test
  void afterAClearOnlyEventsCount() {
    intake.take(part(1, "a", 1));
    intake.apply(put("b", 1));
    intake.apply(new Clear(WHO));
    intake.take(part(2, "c", "before or after it"));
    intake.apply(put("d", 2));
    intake.apply(put("e", 2));
    intake.apply(new Erase(Data.of("e"), WHO));
    intake.take(last(3, 25, "e", "before its end"));
    assertThat(intake.contents()).isEqualTo(entries("d", 2));
  }

  @Test
  void leavesWhatIsNoChangeOfAnEntryToOthers() {
    assertThat(intake.apply(new PutUniqueResult(true, WHO, 1, WHO))).isFalse();
  }

  @Test
  void ignoresPartsOfAnotherHandoverAndThoseThatNoMasterWouldSendYet() {
    assertThat(intake.take(new Part(new AckClone(21, 5), 1, true, 0, Entries.NONE))).isFalse();
    assertThat(intake.take(part(0))).isFalse();
    assertThat(intake.take(part(1_000_000))).isFalse();
    assertThat(intake.take(part(Long.MIN_VALUE))).isFalse();
    assertThat(intake.take(part(-1))).isFalse();
    assertThat(intake.received()).isZero();
  }
}
