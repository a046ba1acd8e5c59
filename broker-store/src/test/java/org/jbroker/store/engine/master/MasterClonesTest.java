package org.jbroker.store.engine.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a master says to clones and writers, message by message. */
class MasterClonesTest {

  private static final EntityId CLONE = MasterFixture.CLONE;
  private static final OptionalLong NEVER = OptionalLong.empty();

  private final MasterFixture fixture = new MasterFixture();
  private final Store store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
  }

  private void join(EntityId clone, long ack) {
    fixture.join(clone);
    fixture.dispatch(clone, new Control(new CumulativeAck(ack)));
    fixture.takeSent();
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      fixture.master.tick();
    }
  }

  @Test
  void aCloneGetsTheContentsAndThenWhatChanges() {
    store.put("a", 1);
    fixture.join(CLONE);

    assertThat(fixture.takeSent())
        .containsExactly(
            new StoreCommand(
                1,
                MasterFixture.MASTER,
                CLONE,
                new Joined(new AckClone(1, 5), Map.of(Data.string("a"), Data.integer(1)))));

    fixture.dispatch(CLONE, new Control(new CumulativeAck(1)));
    store.put("b", 2);
    assertThat(fixture.takeSent())
        .containsExactly(
            new StoreCommand(
                2,
                MasterFixture.MASTER,
                EntityId.NIL,
                new Put(Data.string("b"), Data.integer(2), NEVER, MasterFixture.MASTER)));
  }

  @Test
  void aRepeatedHandshakeIsTheSame() {
    store.put("a", 1);
    fixture.join(CLONE);
    StoreCommand first = fixture.takeSent().get(0);
    store.put("a", 2);
    fixture.takeSent();

    ticks(2);
    fixture.join(CLONE);

    assertThat(fixture.takeSent()).contains(first);
  }

  @Test
  void writingGoesOnWhileTheContentsAreScanned() {
    store.put("a", 1);
    fixture.deferBackground();
    fixture.join(CLONE);
    EntityId other = new EntityId(EndpointId.random(), 1);
    fixture.join(other);
    store.put("a", 2);
    store.put("b", 3);
    assertThat(fixture.takeSent()).extracting(StoreCommand::sequence).containsExactly(2L, 3L);

    fixture.runBackground();

    assertThat(fixture.takeSent())
        .allSatisfy(
            command ->
                assertThat(command.content())
                    .isEqualTo(
                        new Joined(
                            new AckClone(1, 5),
                            Map.of(
                                Data.string("a"), Data.integer(2),
                                Data.string("b"), Data.integer(3)))))
        .extracting(StoreCommand::receiver)
        .containsExactlyInAnyOrder(CLONE, other);
  }

  @Test
  void aCloneThatAsksAgainAfterItsScanFailedGetsAnother() {
    store.put("a", 1);
    fixture.deferBackground();
    fixture.join(CLONE);
    fixture.backend.refuseScans("unreadable");
    fixture.runBackground();
    assertThat(fixture.sent).isEmpty();
    assertThat(fixture.reports).hasSize(1);

    fixture.backend.refuseScans(null);
    ticks(2);
    fixture.join(CLONE);
    fixture.runBackground();

    assertThat(fixture.takeContents()).hasSize(1).allMatch(Joined.class::isInstance);
  }

  @Test
  void nothingIsSentWhileNobodyListens() {
    store.put("a", 1);
    assertThat(fixture.sent).isEmpty();
  }

  @Test
  void aMissingEventIsSentAgainToTheOneThatAsks() {
    join(CLONE, 1);
    store.put("a", 1);
    fixture.takeSent();

    fixture.dispatch(CLONE, new Control(new Nack(List.of(2L))));

    StoreCommand again = fixture.takeSent().get(0);
    assertThat(again.receiver()).isEqualTo(CLONE);
    assertThat(again.sequence()).isEqualTo(2);
  }

  @Test
  void anUnreachableCloneIsDroppedAtOnce() {
    join(CLONE, 1);
    EntityId other = new EntityId(EndpointId.random(), 1);
    join(other, 1);
    store.put("a", 1);
    fixture.dispatch(other, new Control(new CumulativeAck(2)));
    CompletableFuture<Boolean> idle = store.awaitIdleAsync(Duration.ofMinutes(1));
    assertThat(idle).isNotDone();

    fixture.master.unreachable(CLONE.endpoint());

    assertThat(idle).isCompletedWithValue(true);
    assertThat(fixture.master.stats().clones()).containsExactly(other);
    fixture.takeSent();
    fixture.dispatch(CLONE, new Control(new Nack(List.of(2L))));
    assertThat(fixture.takeContents()).containsExactly(new Control(new RetransmitFailed(2)));
  }

  @Test
  void awaitIdleWaitsForJoiningClonesAndForAcknowledgements() throws InterruptedException {
    assertThat(store.awaitIdle(Duration.ZERO)).isTrue();
    fixture.join(CLONE);
    assertThat(store.awaitIdle(Duration.ZERO)).isFalse();
    fixture.dispatch(CLONE, new Control(new CumulativeAck(1)));
    assertThat(store.awaitIdle(Duration.ZERO)).isTrue();
    store.put("a", 1);
    assertThat(store.awaitIdle(Duration.ofMillis(1))).isFalse();
    assertThat(store.awaitIdleAsync(Duration.ofMillis(1)).join()).isFalse();
    fixture.dispatch(CLONE, new Control(new CumulativeAck(2)));
    assertThat(store.awaitIdle(Duration.ZERO)).isTrue();

    fixture.dispatch(CLONE, new Control(new AttachWriter(1, 5)));
    fixture.dispatch(CLONE, new Control(new Keepalive(2)));
    CompletableFuture<Boolean> idle = store.awaitIdleAsync(Duration.ofMinutes(1));
    assertThat(idle).isNotDone();
    store.close();
    assertThat(idle).isCompletedExceptionally();
  }

  @Test
  void awaitIdleAsksForAcknowledgementsOnceAllIsDurable() {
    join(CLONE, 1);
    fixture.backend.hold();
    store.put("a", 1);
    CompletableFuture<Boolean> idle = store.awaitIdleAsync(Duration.ofMinutes(1));
    assertThat(fixture.takeContents()).isEmpty();
    fixture.backend.commitAll();
    assertThat(fixture.takeContents()).hasSize(2).last().isEqualTo(new Control(new Keepalive(2)));
    fixture.dispatch(CLONE, new Control(new CumulativeAck(2)));
    assertThat(idle).isCompletedWithValue(true);
    store.awaitIdleAsync(Duration.ofMinutes(1)).join();
    assertThat(fixture.takeContents()).as("nothing to ask for").isEmpty();
  }

  @Test
  void commandsThatDoNotFitAreCountedAndChangeNothing() {
    store.put("k", "text", Duration.ofSeconds(5));
    fixture.dispatch(CLONE, new Control(new AttachWriter(1, 5)));
    int events = fixture.events.size();

    fixture.dispatch(
        2, CLONE, new Add(Data.string("k"), Data.count(1), DataType.COUNT, NEVER, CLONE));
    fixture.dispatch(3, CLONE, new Expire(Data.string("k"), CLONE));

    assertThat(fixture.master.stats().refusedCommands()).isEqualTo(2);
    assertThat(store.get("k")).contains(Data.string("text"));
    assertThat(fixture.events).hasSize(events);
    fixture.advance(Duration.ofSeconds(5));
    assertThat(store.exists("k")).isFalse();
  }

  @Test
  void whatAddMakesIsReplayedAsAPutOfItsWriter() {
    join(CLONE, 1);
    fixture.dispatch(CLONE, new Control(new AttachWriter(1, 5)));
    fixture.takeSent();

    fixture.dispatch(
        2, CLONE, new Add(Data.string("k"), Data.count(3), DataType.COUNT, NEVER, CLONE));

    assertThat(fixture.takeContents())
        .containsExactly(new Put(Data.string("k"), Data.count(3), NEVER, CLONE));
    assertThat(fixture.events)
        .containsExactly(new StoreEvent.Inserted("store", Data.string("k"), Data.count(3), CLONE));
  }

  @Test
  void aWriterThatComesBackGoesOnWhereItWas() {
    fixture.dispatch(CLONE, new Control(new AttachWriter(1, 5)));
    Add add = new Add(Data.string("k"), Data.count(1), DataType.COUNT, NEVER, CLONE);
    fixture.dispatch(2, CLONE, add);
    fixture.dispatch(3, CLONE, add);
    fixture.master.unreachable(CLONE.endpoint());

    fixture.dispatch(2, CLONE, add);
    fixture.dispatch(3, CLONE, add);
    fixture.dispatch(4, CLONE, add);

    assertThat(store.get("k")).contains(Data.count(3));
  }

  @Test
  void aWriterThatAsksAgainFromWhatWasAcknowledgedGoesOnWhereItWas() {
    Add add = new Add(Data.string("k"), Data.count(1), DataType.COUNT, NEVER, CLONE);
    fixture.dispatch(CLONE, new Control(new AttachWriter(1, 5)));
    fixture.dispatch(2, CLONE, add);
    fixture.dispatch(3, CLONE, add);
    fixture.master.unreachable(CLONE.endpoint());

    // The acknowledgement of 3 was lost.
    fixture.dispatch(CLONE, new Control(new AttachWriter(2, 5)));
    fixture.dispatch(3, CLONE, add);
    fixture.dispatch(4, CLONE, add);

    assertThat(store.get("k")).contains(Data.count(3));
  }

  @Test
  void aNewStreamOfAKnownWriterBeginsAnew() {
    Add add = new Add(Data.string("k"), Data.count(1), DataType.COUNT, NEVER, CLONE);
    fixture.dispatch(CLONE, new Control(new AttachWriter(1, 5)));
    fixture.dispatch(2, CLONE, add);
    fixture.master.unreachable(CLONE.endpoint());

    fixture.dispatch(CLONE, new Control(new AttachWriter(1, 5)));
    fixture.dispatch(2, CLONE, add);

    assertThat(store.get("k")).contains(Data.count(2));
  }

  @Test
  void whatIsForSomebodyElseOrMakesNoSenseIsIgnored() {
    EntityId stranger = new EntityId(EndpointId.random(), 9);
    fixture.master.dispatch(new StoreCommand(0, CLONE, stranger, new Control(Nack.JOIN)));
    fixture.dispatch(2, stranger, new Expire(Data.string("k"), stranger));
    fixture.dispatch(stranger, new Control(new Keepalive(5)));
    fixture.dispatch(stranger, new Joined(new AckClone(1, 5), Map.of()));
    fixture.dispatch(stranger, new Control(new AttachWriter(-1, 5)));
    assertThat(fixture.sent).isEmpty();

    fixture.dispatch(stranger, new Control(new CumulativeAck(99)));
    assertThat(fixture.master.stats().protocolErrors()).isEqualTo(1);
    assertThat(fixture.master.stats().clones()).isEmpty();
  }
}
