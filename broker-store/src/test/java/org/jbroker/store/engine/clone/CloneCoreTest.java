package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.channel.ChannelLimits;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.junit.jupiter.api.Test;

/** A clone through the life of its masters, in steps of 100 ms of a clock that is set by hand. */
class CloneCoreTest {

  private static final OptionalLong NONE = OptionalLong.empty();
  private static final CloneOptions OPTIONS = CloneOptions.DEFAULT;
  private static final Data KEY = Data.string("key");

  private final World world = new World();

  private World.Clone addClone(CloneOptions options) {
    return world.addClone(10, CloneSettings.of("yoda", options));
  }

  private static Action push(World.Clone clone, long number) {
    return new Writes(clone.core.id()).push(Data.string("list"), Data.count(number));
  }

  private static Put put(Data key, long value, EntityId publisher) {
    return new Put(key, Data.count(value), NONE, publisher);
  }

  private static CompletableFuture<Void> write(World.Clone clone, long number) {
    return clone.core.write(push(clone, number));
  }

  private void assertFails(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void assertFails(ErrorCode code, CompletableFuture<?> future) {
    assertThat(future).isDone();
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void assertKept(CompletableFuture<Void> write) {
    assertThat(write).isCompleted();
  }

  private long joinRequests(World.Clone clone) {
    return clone.sent.stream()
        .filter(c -> c.content() instanceof Control control && control.message().equals(Nack.JOIN))
        .count();
  }

  private static Data list(int... numbers) {
    Object[] elements = new Object[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      elements[i] = Data.count(numbers[i]);
    }
    return Data.vector(elements);
  }

  // ---- Joining.

  @Test
  void joinsAMasterThatIsThere() {
    ModelMaster master = world.addMaster(1, 7);
    master.apply(put(KEY, 1, master.id));
    World.Clone clone = addClone(OPTIONS);
    CompletableFuture<Void> synced = clone.core.reads().synced();
    assertThat(synced).isNotDone();
    world.ticks(3);
    assertThat(synced).isCompleted();
    assertThat(clone.core.state()).isEqualTo(CloneState.SYNCED);
    assertThat(clone.core.master()).contains(master.id);
    assertThat(clone.core.reads().find(KEY)).contains(Data.count(1));
    assertThat(clone.events)
        .containsExactly(new StoreEvent.Inserted("yoda", KEY, Data.count(1), master.id));
  }

  @Test
  void joinsAMasterThatComesLaterAtItsFirstKeepalive() {
    World.Clone clone = addClone(OPTIONS);
    assertKept(write(clone, 1));
    world.ticks(600);
    assertFails(ErrorCode.STALE_DATA, () -> clone.core.reads().find(KEY));
    ModelMaster master = world.addMaster(1, 7);
    // Half a second for the keepalive, a tick for each of the messages.
    world.until(10, () -> clone.core.state() == CloneState.SYNCED);
    world.until(10, () -> clone.core.isIdle());
    assertThat(master.contents).containsEntry(Data.string("list"), list(1));
  }

  @Test
  void tellsOnceInEachSearchThatNoMasterIsFound() {
    World.Clone clone = addClone(OPTIONS);
    world.ticks(99);
    assertThat(clone.problems).isEmpty();
    world.ticks(500);
    assertThat(clone.problems)
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.code()).isEqualTo(ErrorCode.NO_SUCH_MASTER);
              assertThat(p.message()).contains("yoda").contains("10 s");
            });
    assertFails(ErrorCode.STALE_DATA, () -> clone.core.reads().find(KEY));

    world.addMaster(1, 7);
    world.until(10, () -> clone.core.state() == CloneState.SYNCED);
    world.cut(clone, 1, true);
    world.ticks(50);
    world.join(clone, 1);
    world.until(45, () -> clone.core.state() == CloneState.SYNCED);
    world.ticks(200);
    assertThat(clone.problems).as("a loss that was mended soon").hasSize(1);
    world.cut(clone, 1, true);
    world.ticks(500);
    assertThat(clone.problems).as("a loss that lasts").hasSize(2);
  }

  @Test
  void asksAtOnceThenAtGapsThatDoubleUpToTheResyncInterval() {
    World.Clone clone = addClone(OPTIONS.withResyncInterval(Duration.ofSeconds(1)));
    assertThat(joinRequests(clone)).isEqualTo(1);
    List<Integer> asked = new ArrayList<>();
    long before = 1;
    for (int tick = 1; tick <= 40; tick++) {
      world.tick();
      if (joinRequests(clone) != before) {
        before = joinRequests(clone);
        asked.add(tick);
      }
    }
    assertThat(asked).containsExactly(2, 6, 14, 24, 34);
  }

  @Test
  void readsBeforeTheFirstCopyFailEvenIfNothingEverGetsStale() {
    World.Clone clone = addClone(OPTIONS.withStaleInterval(Duration.ofSeconds(-1)));
    assertFails(ErrorCode.STALE_DATA, () -> clone.core.reads().keys());
  }

  @Test
  void everyChangeOfTheMasterComesAsItsEvent() {
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.ticks(3);
    EntityId user = new EntityId(World.endpoint(99), 5);
    master.apply(put(KEY, 1, user));
    master.apply(put(KEY, 2, user));
    master.apply(new Erase(KEY, user));
    master.apply(put(KEY, 3, user));
    master.apply(new Expire(KEY, master.id));
    master.apply(put(KEY, 4, user));
    master.apply(new Clear(user));
    world.ticks(3);
    assertThat(clone.events)
        .containsExactly(
            new StoreEvent.Inserted("yoda", KEY, Data.count(1), user),
            new StoreEvent.Updated("yoda", KEY, Data.count(1), Data.count(2), user),
            new StoreEvent.Erased("yoda", KEY, Data.count(2), user),
            new StoreEvent.Inserted("yoda", KEY, Data.count(3), user),
            new StoreEvent.Expired("yoda", KEY, Data.count(3), master.id),
            new StoreEvent.Inserted("yoda", KEY, Data.count(4), user),
            new StoreEvent.Erased("yoda", KEY, Data.count(4), user));
    assertThat(clone.contents()).isEmpty();
  }

  // ---- Losing the master.

  @Test
  void anotherMastersContentsComeAsExactlyTheDifference() {
    ModelMaster first = world.addMaster(1, 7);
    Data kept = Data.string("kept");
    Data changed = Data.string("changed");
    Data gone = Data.string("gone");
    Data fresh = Data.string("new");
    first.apply(put(kept, 1, first.id));
    first.apply(put(changed, 1, first.id));
    first.apply(put(gone, 1, first.id));
    World.Clone clone = addClone(OPTIONS);
    world.ticks(3);
    clone.events.clear();

    world.removeMaster(first);
    clone.core.unreachable(World.endpoint(1));
    ModelMaster second = world.addMaster(2, 3);
    second.apply(put(kept, 1, second.id));
    second.apply(put(changed, 2, second.id));
    second.apply(put(fresh, 1, second.id));
    assertThat(clone.core.reads().find(gone)).contains(Data.count(1));
    world.until(10, () -> clone.core.state() == CloneState.SYNCED);

    assertThat(clone.events)
        .containsExactlyInAnyOrder(
            new StoreEvent.Erased("yoda", gone, Data.count(1), second.id),
            new StoreEvent.Updated("yoda", changed, Data.count(1), Data.count(2), second.id),
            new StoreEvent.Inserted("yoda", fresh, Data.count(1), second.id));
    assertThat(clone.contents()).isEqualTo(second.contents);
    assertThat(clone.states)
        .containsExactly(CloneState.SYNCED, CloneState.RESYNCING, CloneState.SYNCED);
  }

  @Test
  void eachSearchHasANewReaderIdAndTheWriterIdStays() {
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.ticks(3);
    world.cut(clone, 1, true);
    world.join(clone, 1);
    write(clone, 1);
    world.until(20, () -> clone.core.isIdle());
    assertThat(
            clone.sent.stream()
                .filter(
                    c ->
                        c.content() instanceof Control control
                            && control.message().equals(Nack.JOIN))
                .map(StoreCommand::sender)
                .distinct())
        .hasSize(2)
        .doesNotContain(clone.core.id());
    assertThat(master.applied).containsOnlyKeys(clone.core.id());
  }

  @Test
  void aMasterThatRestartsOnItsEndpointIsAdoptedAtItsFirstKeepalive() {
    ModelMaster first = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    write(clone, 1);
    world.until(20, () -> clone.core.isIdle());
    world.removeMaster(first);
    ModelMaster second = world.addMaster(1, 8, first);
    world.until(15, () -> clone.core.master().equals(Optional.of(second.id)));
    write(clone, 2);
    world.until(20, () -> clone.core.isIdle());
    assertThat(second.contents).containsEntry(Data.string("list"), list(1, 2));
    assertThat(clone.problems).isEmpty();
  }

  @Test
  void aMasterThatMovesIsFoundWithoutNewsOfItsEndpoint() {
    ModelMaster first = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.ticks(10);
    world.removeMaster(first);
    ModelMaster second = world.addMaster(2, 3);
    world.until(70, () -> clone.core.master().equals(Optional.of(second.id)));
    assertThat(clone.problems).isEmpty();
  }

  @Test
  void aSilentMasterIsLostAfterTheConnectionTimeOut() {
    world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.ticks(10);
    world.cut(clone, 1, false);
    world.ticks(490);
    assertThat(clone.core.state()).isEqualTo(CloneState.SYNCED);
    world.ticks(20);
    assertThat(clone.core.state()).isEqualTo(CloneState.RESYNCING);
    world.join(clone, 1);
    world.until(10, () -> clone.core.state() == CloneState.SYNCED);
  }

  @Test
  void whatWasLostOnTheWayIsAskedFor() {
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.ticks(10);
    world.cutTowards(clone, 1);
    for (int i = 0; i < 100; i++) {
      master.apply(put(KEY, i, master.id));
    }
    world.ticks(50);
    world.join(clone, 1);
    world.until(30, () -> master.idle() && clone.core.isIdle());
    assertThat(clone.contents()).isEqualTo(master.contents);
    assertThat(clone.events).hasSize(100);
    assertThat(clone.states).containsExactly(CloneState.SYNCED);
  }

  @Test
  void aMasterThatDroppedTheCloneTakesItInAgain() {
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.ticks(10);
    world.cutFrom(clone, 1); // So it still hears the master, which takes it for dead.
    world.ticks(505);
    for (int i = 0; i < 100; i++) {
      master.apply(put(Data.count(i), i, master.id));
    }
    world.cutTowards(clone, 1);
    world.join(clone, 1);
    assertKept(write(clone, 1));
    world.until(100, () -> master.idle() && clone.core.isIdle());
    assertThat(clone.contents()).isEqualTo(master.contents);
  }

  // ---- Two masters.

  @Test
  void staysWithTheFirstOfTwoMastersAndReportsTheOtherOnce() {
    ModelMaster first = world.addMaster(1, 7);
    first.apply(put(KEY, 1, first.id));
    World.Clone clone = addClone(OPTIONS);
    world.ticks(10);
    ModelMaster second = world.addMaster(2, 9);
    second.apply(put(KEY, 2, second.id));
    write(clone, 1);
    world.ticks(200);
    assertThat(clone.core.master()).contains(first.id);
    assertThat(clone.core.reads().find(KEY)).contains(Data.count(1));
    assertThat(second.applied).isEmpty();
    assertThat(clone.problems)
        .singleElement()
        .satisfies(p -> assertThat(p.code()).isEqualTo(ErrorCode.MASTER_EXISTS));

    world.removeMaster(first);
    world.until(70, () -> clone.core.master().equals(Optional.of(second.id)));
    assertThat(clone.core.reads().find(KEY)).contains(Data.count(2));
  }

  @Test
  void twoAnswersToOneRequestAreReported() {
    ModelMaster first = world.addMaster(1, 7);
    ModelMaster second = world.addMaster(2, 9);
    World.Clone clone = addClone(OPTIONS);
    world.ticks(100);
    assertThat(clone.core.master()).contains(first.id);
    assertThat(second.applied).isEmpty();
    assertThat(clone.problems).hasSize(1);
  }

  // ---- Own writes without a master.

  @Test
  void writesAreReplayedOnceIfOnlyTheirAcknowledgementsWereLost() {
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.until(20, () -> clone.core.isIdle());
    write(clone, 1);
    write(clone, 2);
    world.cutTowards(clone, 1);
    world.ticks(3);
    assertThat(master.contents).containsEntry(Data.string("list"), list(1, 2));
    assertThat(clone.core.unacknowledged()).isEqualTo(2);
    world.cut(clone, 1, true);
    write(clone, 3);
    CompletableFuture<Void> flushed = clone.core.flush();
    world.ticks(50);
    assertThat(flushed).isNotDone();
    world.join(clone, 1);
    world.until(30, () -> clone.core.isIdle());
    assertThat(master.contents).containsEntry(Data.string("list"), list(1, 2, 3));
    assertThat(flushed).isCompleted();
  }

  @Test
  void flushAsksForTheAcknowledgementThatItWaitsFor() {
    world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.until(20, () -> clone.core.isIdle());
    for (int round = 0; round < 5; round++) {
      // Whatever the ticks of both sides have come to.
      world.tick();
      write(clone, round);
      CompletableFuture<Void> flushed = clone.core.flush();
      // A tick to the master, and one back.
      world.ticks(2);
      assertThat(flushed).isCompleted();
    }
  }

  @Test
  void flushAsksOnceAllIsSentIfMoreIsUnderWayThanMayBe() {
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    world.until(20, () -> clone.core.isIdle());
    clone.sent.clear();
    int writes = 3 * CloneSettings.of("yoda", OPTIONS).sendWindow();
    for (int i = 0; i < writes; i++) {
      write(clone, i);
    }
    CompletableFuture<Void> flushed = clone.core.flush();
    CompletableFuture<Void> idle = clone.core.idle();
    world.until(20, flushed::isDone);
    assertThat(idle).isCompleted();
    assertThat(master.applied.get(clone.core.id())).hasSize(writes);
    List<Keepalive> asked =
        clone.sent.stream()
            .map(StoreCommand::content)
            .filter(c -> c instanceof Control control && control.message() instanceof Keepalive)
            .map(c -> (Keepalive) ((Control) c).message())
            .toList();
    assertThat(asked).as("for nothing that was not sent").hasSize(1);
  }

  @Test
  void theSameAfterThePartitionLastedLongerThanTheMasterWaits() {
    assertThat(listAfterLongPartition(ModelMaster.Memory.NUMBERS)).isEqualTo(list(1, 2, 3));
  }

  @Test
  void theSameWithAMasterThatTakesAttachWriterForANewBeginning() {
    assertThat(listAfterLongPartition(ModelMaster.Memory.STREAM)).isEqualTo(list(1, 2, 3));
  }

  /** What only the master could prevent, by keeping the last number of each writer. */
  @Test
  void aMasterThatForgotWhatItHadOfTheWriterAppliesItAgain() {
    assertThat(listAfterLongPartition(ModelMaster.Memory.NONE)).isEqualTo(list(1, 2, 1, 2, 3));
  }

  private Data listAfterLongPartition(ModelMaster.Memory memory) {
    ModelMaster master = world.addMaster(1, 7);
    master.memory = memory;
    World.Clone clone = addClone(OPTIONS);
    world.until(20, () -> clone.core.isIdle());
    write(clone, 1);
    write(clone, 2);
    world.cutTowards(clone, 1);
    world.ticks(3);
    assertThat(master.contents).containsEntry(Data.string("list"), list(1, 2));
    world.cut(clone, 1, true);
    write(clone, 3);
    world.ticks(600);
    world.join(clone, 1);
    world.until(150, () -> clone.core.isIdle());
    return master.contents.get(Data.string("list"));
  }

  @Test
  void writesThatNoMasterAcknowledgedGoToTheNextOneInOrder() {
    ModelMaster first = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    write(clone, 1);
    world.until(20, () -> clone.core.isIdle());
    world.removeMaster(first);
    write(clone, 2);
    clone.core.unreachable(World.endpoint(1));
    write(clone, 3);
    world.ticks(20);
    ModelMaster second = world.addMaster(2, 3);
    world.until(30, () -> clone.core.isIdle());
    assertThat(second.contents).containsEntry(Data.string("list"), list(2, 3));
  }

  @Test
  void aMasterThatComesBackAfterAnotherOneSkipsWhatWentToThatOne() {
    ModelMaster first = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    write(clone, 1);
    world.until(20, () -> clone.core.isIdle());
    world.cut(clone, 1, true);
    ModelMaster second = world.addMaster(2, 3);
    write(clone, 2);
    world.until(30, () -> clone.core.isIdle());
    world.join(clone, 1);
    world.cut(clone, 2, true);
    write(clone, 3);
    world.until(60, () -> clone.core.isIdle());
    assertThat(clone.core.master()).contains(first.id);
    assertThat(first.contents).containsEntry(Data.string("list"), list(1, 3));
    assertThat(second.contents).containsEntry(Data.string("list"), list(2));
    assertThat(clone.contents()).isEqualTo(first.contents);
  }

  @Test
  void writesAreLostAndToldExactlyWhenTheIntervalIsOver() {
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS.withMutationBufferInterval(Duration.ofSeconds(30)));
    world.until(20, () -> clone.core.isIdle());
    world.cut(clone, 1, true);
    assertKept(write(clone, 1));
    CompletableFuture<Void> flushed = clone.core.flush();
    CompletableFuture<Boolean> unique = clone.putUnique(KEY, Data.count(1));
    world.nowNanos += Duration.ofSeconds(30).toNanos() - 1;
    assertKept(write(clone, 2));
    assertThat(flushed).isNotDone();
    world.nowNanos += 1;
    assertFails(ErrorCode.STALE_DATA, write(clone, 3));
    assertFails(ErrorCode.STALE_DATA, flushed);
    assertFails(ErrorCode.STALE_DATA, unique);
    assertThat(clone.problems)
        .singleElement()
        .satisfies(p -> assertThat(p.code()).isEqualTo(ErrorCode.STALE_DATA));

    world.join(clone, 1);
    world.until(200, () -> clone.core.state() == CloneState.SYNCED);
    assertKept(write(clone, 4));
    world.until(30, () -> clone.core.isIdle());
    assertThat(master.contents).containsOnly(Map.entry(Data.string("list"), list(4)));
    assertThat(clone.core.flush()).isCompleted();
  }

  @Test
  void aLossThatNoFlushHeardOfIsToldToTheNextOne() {
    World.Clone clone = addClone(OPTIONS.withMutationBufferInterval(Duration.ofSeconds(1)));
    write(clone, 1);
    world.ticks(10);
    assertFails(ErrorCode.STALE_DATA, clone.core.flush());
    assertThat(clone.core.flush()).isCompleted();
  }

  @Test
  void withAnIntervalOfZeroNothingIsKept() {
    world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS.withMutationBufferInterval(Duration.ZERO));
    assertFails(ErrorCode.STALE_DATA, write(clone, 1));
    world.until(20, () -> clone.core.isIdle());
    assertKept(write(clone, 2));
    CompletableFuture<Void> flushed = clone.core.flush();
    world.cut(clone, 1, true);
    assertFails(ErrorCode.STALE_DATA, flushed);
  }

  @Test
  void withoutAMasterTheBufferTakesExactlyItsBytes() {
    World.Clone clone = addClone(OPTIONS.withMutationBufferBytes(299)); // Each counts 100.
    assertKept(write(clone, 1));
    assertKept(write(clone, 2));
    assertFails(ErrorCode.STALE_DATA, write(clone, 3));
    assertThat(clone.core.unacknowledged()).isEqualTo(2);
    ModelMaster master = world.addMaster(1, 7);
    world.until(30, () -> clone.core.isIdle());
    assertThat(master.contents).containsEntry(Data.string("list"), list(1, 2));
  }

  @Test
  void withAMasterThatIsSlowWritesWaitForRoom() {
    world.addMaster(1, 7);
    CloneSettings settings =
        CloneSettings.of("yoda", OPTIONS.withMutationBufferBytes(0))
            .withLimits(ChannelLimits.DEFAULT.withUnacked(1, 250));
    World.Clone clone = world.addClone(10, settings);
    world.until(20, () -> clone.core.isIdle());
    assertKept(write(clone, 1));
    assertKept(write(clone, 2));
    CompletableFuture<Void> third = write(clone, 3);
    CompletableFuture<Void> fourth = write(clone, 4);
    assertThat(third).isNotDone();
    assertThat(clone.core.isIdle()).isFalse();
    // As much may wait as may travel.
    assertFails(ErrorCode.STALE_DATA, write(clone, 5));
    world.until(20, () -> third.isDone() && fourth.isDone());
    assertKept(third);
    assertKept(fourth);
    world.until(20, () -> clone.core.isIdle());
    assertThat(clone.core.reads().find(Data.string("list"))).contains(list(1, 2, 3, 4));
  }

  @Test
  void writesThatWaitForRoomFailWhenTheMasterIsLost() {
    world.addMaster(1, 7);
    CloneSettings settings =
        CloneSettings.of("yoda", OPTIONS.withMutationBufferBytes(0))
            .withLimits(ChannelLimits.DEFAULT.withUnacked(1, 100));
    World.Clone clone = world.addClone(10, settings);
    world.until(20, () -> clone.core.isIdle());
    assertKept(write(clone, 1));
    CompletableFuture<Void> second = write(clone, 2);
    world.cut(clone, 1, true);
    assertFails(ErrorCode.STALE_DATA, second);
    assertThat(clone.core.unacknowledged()).isEqualTo(1);
  }

  // ---- Stale reads.

  @Test
  void readsFailExactlyWhenTheCopyIsStaleAndAgainSucceedWithAMaster() {
    ModelMaster master = world.addMaster(1, 7);
    master.apply(put(KEY, 1, master.id));
    World.Clone clone = addClone(OPTIONS.withStaleInterval(Duration.ofSeconds(20)));
    world.ticks(5);
    world.cut(clone, 1, true);
    world.nowNanos += Duration.ofSeconds(20).toNanos() - 1;
    assertThat(clone.core.reads().find(KEY)).contains(Data.count(1));
    world.nowNanos += 1;
    assertFails(ErrorCode.STALE_DATA, () -> clone.core.reads().find(KEY));
    world.join(clone, 1);
    world.until(20, () -> clone.core.state() == CloneState.SYNCED);
    assertThat(clone.core.reads().find(KEY)).contains(Data.count(1));
  }

  @Test
  void aNegativeStaleIntervalMeansNever() {
    world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS.withStaleInterval(Duration.ofSeconds(-1)));
    world.ticks(5);
    world.cut(clone, 1, true);
    world.nowNanos += Duration.ofDays(365).toNanos();
    assertThat(clone.core.reads().find(KEY)).isEmpty();
  }

  // ---- putUnique.

  @Test
  void putUniqueRequestsArePipelined() {
    ModelMaster master = world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(clone.putUnique(Data.count(i / 2), Data.count(i)));
    }
    world.until(20, () -> answers.get(99).isDone());
    for (int i = 0; i < 100; i++) {
      assertThat(answers.get(i)).isCompletedWithValue(i % 2 == 0);
    }
    assertThat(clone.contents()).isEqualTo(master.contents).hasSize(50);
  }

  @Test
  void putUniqueTimesOutWithoutAnswer() {
    ModelMaster master = world.addMaster(1, 7);
    master.answersPutUnique = false;
    World.Clone clone = addClone(OPTIONS);
    CompletableFuture<Boolean> answer = clone.putUnique(KEY, Data.count(1));
    world.ticks(99);
    assertThat(answer).isNotDone();
    world.ticks(1);
    assertFails(ErrorCode.REQUEST_TIMEOUT, answer);
  }

  @Test
  void aRequestIdThatIsUnderWayIsRefused() {
    World.Clone clone = addClone(OPTIONS);
    EntityId proxy = new EntityId(World.endpoint(10), 77);
    assertThat(clone.core.putUnique(proxy, 1, KEY, KEY, NONE)).isNotDone();
    assertFails(ErrorCode.REPEATED_REQUEST_ID, clone.core.putUnique(proxy, 1, KEY, KEY, NONE));
    assertThat(clone.core.putUnique(proxy, 2, KEY, KEY, NONE)).isNotDone();
  }

  // ---- Idle, closed.

  @Test
  void idleMeansAcknowledged() {
    world.addMaster(1, 7);
    World.Clone clone = addClone(OPTIONS);
    CompletableFuture<Void> idle = clone.core.idle();
    assertThat(idle).isNotDone();
    world.until(20, idle::isDone);
    write(clone, 1);
    CompletableFuture<Void> again = clone.core.idle();
    assertThat(again).isNotDone();
    world.until(20, again::isDone);
    assertThat(clone.core.unacknowledged()).isZero();
  }

  @Test
  void closingFailsAllThatWaits() {
    World.Clone clone = addClone(OPTIONS);
    write(clone, 1);
    List<CompletableFuture<?>> waiting =
        List.of(
            clone.core.flush(),
            clone.core.idle(),
            clone.core.reads().synced(),
            clone.putUnique(KEY, KEY));
    clone.core.close();
    clone.core.close();
    waiting.forEach(future -> assertFails(ErrorCode.SHUTTING_DOWN, future));
    assertFails(ErrorCode.SHUTTING_DOWN, write(clone, 2));
    assertFails(ErrorCode.SHUTTING_DOWN, clone.core.flush());
    assertFails(ErrorCode.SHUTTING_DOWN, clone.core.idle());
    assertFails(ErrorCode.SHUTTING_DOWN, clone.putUnique(KEY, KEY));
    assertFails(ErrorCode.SHUTTING_DOWN, () -> clone.core.reads().find(KEY));
    int sent = clone.sent.size();
    world.addMaster(1, 7);
    world.ticks(50);
    assertThat(clone.sent).hasSize(sent);
    assertThat(clone.states).containsExactly(CloneState.CLOSED);
  }
}
