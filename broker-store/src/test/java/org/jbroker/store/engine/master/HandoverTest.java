package org.jbroker.store.engine.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.Entries;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Leave;
import org.jbroker.store.engine.command.StoreCommand.Part;
import org.jbroker.store.engine.command.StoreCommand.PartsReceived;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a master sends to clones that take the contents in parts. */
class HandoverTest {

  private static final EntityId CLONE = MasterFixture.CLONE;

  private final MasterFixture fixture = new MasterFixture();
  private final Store store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
  }

  private void join(EntityId clone) {
    fixture.dispatch(StoreCommand.TAKES_PARTS, clone, new Control(Nack.JOIN));
  }

  private void received(EntityId clone, long number) {
    fixture.dispatch(clone, new PartsReceived(number, 0));
  }

  private void fill(int entries) {
    for (int i = 0; i < entries; i++) {
      store.put(i, "value " + i);
    }
  }

  private static List<Part> parts(List<StoreCommand> sent, EntityId to) {
    return sent.stream()
        .filter(command -> command.receiver().equals(to))
        .map(StoreCommand::content)
        .filter(Part.class::isInstance)
        .map(Part.class::cast)
        .filter(part -> part.number() > 0)
        .toList();
  }

  private List<Part> takeParts() {
    return parts(fixture.takeSent(), CLONE);
  }

  /** Plays a clone that takes everything at once. */
  private List<Part> takeAllParts(EntityId clone) {
    List<Part> all = new ArrayList<>();
    while (all.isEmpty() || !all.get(all.size() - 1).last()) {
      List<Part> next = parts(fixture.takeSent(), clone);
      assertThat(next).isNotEmpty();
      all.addAll(next);
      received(clone, all.size());
    }
    fixture.dispatch(clone, new Control(new CumulativeAck(all.get(0).handshake().offset())));
    return all;
  }

  @Test
  void anEmptyStoreIsOneEmptyPart() {
    join(CLONE);
    assertThat(fixture.takeContents())
        .containsExactly(Part.PROMISE, new Part(new AckClone(1, 5), 1, true, 1, Entries.NONE));
  }

  @Test
  void theContentsComeOnceInPartsOfLimitedSize() {
    fill(100);
    join(CLONE);
    List<Part> parts = takeAllParts(CLONE);

    assertThat(parts).hasSizeGreaterThan(20);
    assertThat(parts)
        .extracting(Part::number)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, parts.size()).boxed().toList());
    assertThat(parts).allSatisfy(part -> assertThat(part.entries().size()).isLessThan(6));
    Map<Data, Data> contents = new HashMap<>();
    parts.forEach(
        part -> part.entries().forEach((k, v) -> assertThat(contents.put(k, v)).isNull()));
    assertThat(contents).isEqualTo(store.snapshot());
    assertThat(store.awaitIdleAsync(Duration.ofSeconds(1))).isCompletedWithValue(true);
  }

  @Test
  void anEntryLargerThanAPartIsAPartOfItsOwn() {
    store.put("large", "x".repeat((int) MasterFixture.PART_BYTES));
    store.put("small", 1);
    join(CLONE);
    assertThat(takeAllParts(CLONE)).extracting(part -> part.entries().size()).containsOnly(1, 0);
  }

  @Test
  void onlySomePartsAreUnderWay() {
    fill(400);
    join(CLONE);
    List<Part> first = takeParts();
    assertThat(first).hasSize(32);
    received(CLONE, 1);
    assertThat(takeParts()).hasSize(1);
    assertThat(store.awaitIdleAsync(Duration.ofSeconds(1))).isNotDone();
  }

  @Test
  void theLastPartNamesTheLastEventThatTheContentsMayShow() {
    fixture.deferBackground();
    store.put("a", 1);
    join(CLONE);
    store.put("a", 2);
    store.put("b", 3);
    fixture.takeSent();
    fixture.runBackground();
    assertThat(takeParts())
        .containsExactly(
            new Part(
                new AckClone(1, 5),
                1,
                false,
                0,
                Entries.of(
                    new TreeMap<>(
                        Map.of(
                            Data.string("a"), Data.integer(2),
                            Data.string("b"), Data.integer(3))))),
            new Part(new AckClone(1, 5), 2, true, 3, Entries.NONE));
  }

  @Test
  void eventsWaitForTheNextPartWhileNoCloneHasTheContents() {
    fill(400);
    join(CLONE);
    fixture.takeSent();
    store.put("a", 1);
    store.put("b", 2);
    assertThat(fixture.sent).isEmpty();

    received(CLONE, 1);
    assertThat(fixture.takeSent())
        .extracting(StoreCommand::sequence, StoreCommand::receiver)
        .startsWith(tuple(2L, EntityId.NIL), tuple(3L, EntityId.NIL), tuple(0L, CLONE));

    store.put("c", 3);
    fixture.master.tick();
    assertThat(fixture.takeSent()).extracting(StoreCommand::sequence).contains(4L);

    for (int i = 0; i < EventBroadcast.MAX_WAITING; i++) {
      store.put("d", i);
    }
    assertThat(fixture.takeSent()).hasSize(EventBroadcast.MAX_WAITING);
  }

  @Test
  void whoWaitsForIdlenessLetsEventsGo() {
    fill(400);
    join(CLONE);
    fixture.takeSent();
    store.put("a", 1);
    store.awaitIdleAsync(Duration.ofSeconds(1));
    assertThat(fixture.takeContents())
        .satisfiesExactly(
            put -> assertThat(put).isInstanceOf(Put.class),
            keepalive -> assertThat(keepalive).isEqualTo(new Control(new Keepalive(2))));
  }

  @Test
  void eventsGoAtOnceWhenACloneHasTheContents() {
    fill(100);
    join(CLONE);
    takeAllParts(CLONE);
    join(new EntityId(EndpointId.random(), 1)); // Whose parts are still under way.
    fixture.takeSent();
    store.put("a", 1);
    assertThat(fixture.takeContents()).hasOnlyElementsOfType(Put.class).hasSize(1);
  }

  @Test
  void eventsThatWaitGoWhenTheContentsAreThere() {
    store.put("x", 1);
    join(CLONE);
    fixture.takeSent();
    store.put("a", 1);
    assertThat(fixture.sent).isEmpty();
    received(CLONE, 2);
    assertThat(fixture.takeContents()).hasOnlyElementsOfType(Put.class).hasSize(1);
  }

  @Test
  void whatIsLostIsSentAgainAndNothingElse() {
    fill(30);
    join(CLONE);
    List<Part> sent = takeParts();
    fixture.dispatch(CLONE, new PartsReceived(1, 0b10)); // 1 and 4.
    fixture.takeSent();
    List<Long> repeated = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      fixture.master.tick();
      takeParts().forEach(part -> repeated.add(part.number()));
    }
    assertThat(sent).hasSizeGreaterThan(5);
    assertThat(repeated).contains(2L, 3L, 5L).doesNotContain(1L, 4L).doesNotHaveDuplicates();
  }

  @Test
  void askingAgainIsAnsweredByAPromiseAlone() {
    fill(30);
    join(CLONE);
    fixture.takeSent();
    join(CLONE);
    fixture.dispatch(CLONE, new Control(Nack.JOIN));
    assertThat(fixture.takeContents()).containsExactly(Part.PROMISE);
  }

  @Test
  void manyClonesWaitForTheirTurnAndAreTold() {
    fill(30);
    List<EntityId> clones = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      EntityId clone = new EntityId(new EndpointId(1, i + 1), 1);
      clones.add(clone);
      join(clone);
    }
    List<StoreCommand> sent = fixture.takeSent();
    EntityId waits = clones.get(19);
    assertThat(clones).filteredOn(clone -> !parts(sent, clone).isEmpty()).hasSize(16);
    assertThat(sent)
        .filteredOn(command -> command.receiver().equals(waits))
        .extracting(StoreCommand::content)
        .containsExactly(Part.PROMISE);

    for (int i = 0; i < 4; i++) {
      fixture.dispatch(clones.get(i), new Leave());
    }
    assertThat(parts(fixture.takeSent(), waits)).isNotEmpty();
    assertThat(fixture.master.stats().clones()).hasSize(16).contains(waits);
  }

  @Test
  void whoAsksForEverythingAtOnceByALaterNameGetsIt() {
    store.put("a", 1);
    join(CLONE);
    fixture.takeSent();
    EntityId later = new EntityId(CLONE.endpoint(), CLONE.object() + 1);
    fixture.dispatch(later, new Control(Nack.JOIN));
    assertThat(fixture.takeContents())
        .containsExactly(new Joined(new AckClone(1, 5), Map.of(Data.string("a"), Data.integer(1))));
    assertThat(fixture.master.stats().clones()).containsExactly(later);
  }

  @Test
  void aCloneThatLeavesIsNotWaitedFor() {
    fill(100);
    join(CLONE);
    fixture.dispatch(CLONE, new Leave());
    assertThat(fixture.master.stats().clones()).isEmpty();
    assertThat(store.awaitIdleAsync(Duration.ofSeconds(1))).isCompletedWithValue(true);
  }

  @Test
  void aScanThatFailsIsReportedAndTheCloneMayAskAgain() {
    store.put("a", 1);
    fixture.backend.refuseScans("no disk");
    join(CLONE);
    assertThat(fixture.reports).hasSize(1);
    assertThat(fixture.master.stats().clones()).isEmpty();
    fixture.backend.refuseScans(null);
    fixture.takeSent();
    join(CLONE);
    assertThat(takeAllParts(CLONE)).hasSize(2);
  }

  @Test
  void aCloneThatTakesNoPartsIsGivenUpInTheEnd() {
    fill(30);
    join(CLONE);
    for (int i = 0; i < 2_100; i++) {
      fixture.master.tick();
      fixture.dispatch(CLONE, new Control(new CumulativeAck(1))); // But follows the events.
    }
    assertThat(fixture.master.stats().clones()).isEmpty();
    long sent = takeParts().size();
    assertThat(sent).as("parts sent in 200 s").isBetween(100L, 1_000L);
  }

  @Test
  void numbersThatMakeNoSenseAreIgnored() {
    fill(400);
    join(CLONE);
    fixture.takeSent();
    for (long number : new long[] {-1, 1_000, Long.MAX_VALUE, Long.MIN_VALUE}) {
      fixture.dispatch(CLONE, new PartsReceived(number, -1));
    }
    fixture.dispatch(new EntityId(EndpointId.random(), 3), new PartsReceived(1, 0));
    fixture.dispatch(new EntityId(EndpointId.random(), 3), new Leave());
    assertThat(fixture.master.stats().clones()).containsExactly(CLONE);
    received(CLONE, 1);
    assertThat(takeParts()).isNotEmpty();
  }
}
