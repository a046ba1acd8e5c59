package org.jbroker.store.engine.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing is told to anybody before it is durable, and nothing that was lost ever. */
class DurabilityTest {

  private final MasterFixture fixture = new MasterFixture();
  private final TestBackend backend = fixture.backend;
  private final Store store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
  }

  private static Put put(Object key, Object value) {
    return new Put(Data.of(key), Data.of(value), OptionalLong.empty(), MasterFixture.CLONE);
  }

  private static PutUnique unique(Object key, Object value, long requestId) {
    return new PutUnique(
        Data.of(key),
        Data.of(value),
        OptionalLong.empty(),
        MasterFixture.CLONE,
        requestId,
        MasterFixture.CLONE);
  }

  private void joined() {
    fixture.join(MasterFixture.CLONE);
    fixture.dispatch(MasterFixture.CLONE, new Control(new CumulativeAck(1)));
    fixture.takeSent();
  }

  private void attached() {
    fixture.dispatch(MasterFixture.CLONE, new Control(new AttachWriter(1, 5)));
    assertThat(fixture.takeContents()).containsExactly(new Control(new CumulativeAck(1)));
  }

  private static boolean isNack(StoreCommand.Content content) {
    return content instanceof Control control && control.message() instanceof Nack;
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      fixture.master.tick();
    }
  }

  @Test
  void writesAreVisibleAtOnceButToldWhenDurable() {
    joined();
    backend.hold();

    store.put("a", 1);
    store.put("b", 2);
    CompletableFuture<Void> flush = store.flushAsync();
    CompletableFuture<Boolean> unique = store.putUniqueAsync("c", 3);

    assertThat(store.get("b")).contains(Data.integer(2));
    assertThat(fixture.sent).isEmpty();
    assertThat(fixture.events).isEmpty();

    backend.commit(1);
    assertThat(fixture.takeSent()).extracting(StoreCommand::sequence).containsExactly(2L);
    assertThat(fixture.events).hasSize(1);
    assertThat(flush).isNotDone();

    backend.commit(1);
    assertThat(flush).isCompleted();
    assertThat(unique).isNotDone();

    backend.commit(1);
    assertThat(unique).isCompletedWithValue(true);
    assertThat(fixture.takeSent()).extracting(StoreCommand::sequence).containsExactly(3L, 4L);
    assertThat(fixture.events).extracting(StoreEvent::key).map(Data::toString).hasSize(3);
  }

  @Test
  void aRefusedPutUniqueWaitsForTheEntryThatRefusedIt() {
    backend.hold();
    store.put("k", 1);

    CompletableFuture<Boolean> unique = store.putUniqueAsync("k", 2);

    assertThat(unique).isNotDone();
    backend.commitAll();
    assertThat(unique).isCompletedWithValue(false);
  }

  @Test
  void keepalivesAndHandshakesDoNotRunAhead() {
    store.put("old", 0);
    joined();
    backend.hold();
    store.put("new", 1);

    ticks(5);
    assertThat(fixture.takeContents()).contains(new Control(new Keepalive(1)));

    fixture.join(new EntityId(MasterFixture.CLONE.endpoint(), 2));
    Joined joined = (Joined) fixture.takeContents().get(0);
    assertThat(joined.handshake()).isEqualTo(new AckClone(1, 5));
    assertThat(joined.snapshot()).isEqualTo(Map.of(Data.string("old"), Data.integer(0)));
  }

  @Test
  void commandsOfWritersAreAcknowledgedWhenDurable() {
    joined();
    attached();
    backend.hold();

    fixture.dispatch(2, MasterFixture.CLONE, put("k", 1));
    fixture.dispatch(3, MasterFixture.CLONE, unique("k", 2, 7));
    fixture.dispatch(4, MasterFixture.CLONE, unique("u", 3, 8));
    ticks(5);

    assertThat(fixture.takeContents())
        .noneMatch(c -> c instanceof Put || c instanceof PutUniqueResult)
        .doesNotContain(new Control(new CumulativeAck(4)));

    backend.commitAll();
    assertThat(fixture.takeContents())
        .containsExactly(
            put("k", 1),
            new PutUniqueResult(false, MasterFixture.CLONE, 7, MasterFixture.MASTER),
            put("u", 3),
            new PutUniqueResult(true, MasterFixture.CLONE, 8, MasterFixture.MASTER),
            new Control(new CumulativeAck(4)));
  }

  @Test
  void lostWritesAreToldToTheirCallersAndNobodyElse() {
    joined();
    store.put("k", 1, Duration.ofSeconds(10));
    fixture.takeSent();
    int events = fixture.events.size();
    backend.hold();
    store.put("k", 2);
    CompletableFuture<Void> flush = store.flushAsync();
    CompletableFuture<Boolean> unique = store.putUniqueAsync("u", 1);
    store.clear();

    backend.fail("disk full");

    assertThat(flush).isCompletedExceptionally();
    assertThatThrownBy(unique::join)
        .hasCauseInstanceOf(BrokerException.class)
        .hasMessageContaining("disk full");
    assertThat(store.get("k")).contains(Data.integer(1));
    assertThat(store.exists("u")).isFalse();
    assertThat(fixture.sent).isEmpty();
    assertThat(fixture.events).hasSize(events);
    assertThat(fixture.reports).hasSize(1);
    assertThat(fixture.reports.get(0).code()).isEqualTo(ErrorCode.BACKEND_FAILURE);

    // The clear after the first flush was lost, too: the next one says it, once.
    assertThatThrownBy(() -> store.flush()).isInstanceOf(BrokerException.class);
    store.flush();

    // The expiry is the one before the writes that were lost.
    fixture.advance(Duration.ofSeconds(10));
    backend.commitAll();
    assertThat(store.exists("k")).isFalse();
  }

  @Test
  void aFailureIsReportedOnceUntilSomethingSucceeds() {
    backend.hold();
    for (int i = 0; i < 3; i++) {
      store.put("k", i);
      backend.fail("disk full");
    }
    assertThat(fixture.reports).hasSize(1);

    store.put("k", 9);
    backend.commitAll();
    store.put("k", 10);
    backend.fail("disk full again");
    assertThat(fixture.reports).hasSize(2);
  }

  @Test
  void lostCommandsOfWritersAreAskedForAgainAndAppliedOnce() {
    joined();
    attached();
    fixture.dispatch(2, MasterFixture.CLONE, put("a", 1));
    backend.hold();
    fixture.dispatch(3, MasterFixture.CLONE, put("b", 2));
    fixture.dispatch(4, MasterFixture.CLONE, put("c", 3));
    fixture.takeSent();

    backend.fail("disk full");
    assertThat(fixture.takeContents()).containsExactly(new Control(new CumulativeAck(2)));

    fixture.dispatch(MasterFixture.CLONE, new Control(new Keepalive(4)));
    ticks(2);
    assertThat(fixture.takeContents()).contains(new Control(new Nack(List.of(3L, 4L))));

    fixture.dispatch(4, MasterFixture.CLONE, put("c", 3));
    fixture.dispatch(3, MasterFixture.CLONE, put("b", 2));
    fixture.dispatch(3, MasterFixture.CLONE, put("b", 2));
    backend.commitAll();
    assertThat(store.snapshot()).hasSize(3);
    assertThat(fixture.takeContents()).filteredOn(Put.class::isInstance).hasSize(2);
  }

  @Test
  void aRequestForMissingCommandsWaitsAsAnAcknowledgementDoes() {
    attached();
    backend.hold();
    fixture.dispatch(2, MasterFixture.CLONE, put("a", 1));
    fixture.dispatch(4, MasterFixture.CLONE, put("c", 3));
    ticks(6);
    assertThat(fixture.takeContents()).noneMatch(DurabilityTest::isNack);

    backend.commitAll();
    ticks(2);
    assertThat(fixture.takeContents()).contains(new Control(new Nack(List.of(3L))));
  }

  @Test
  void aBackendThatRefusesAWriteIsAskedAgainForWritersAndToldToCallers() {
    attached();
    backend.refuse("read-only");

    assertThatThrownBy(() -> store.put("k", 1))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BACKEND_FAILURE));
    fixture.dispatch(2, MasterFixture.CLONE, put("k", 2));
    fixture.dispatch(3, MasterFixture.CLONE, put("k", 3));
    assertThat(store.exists("k")).isFalse();
    assertThat(fixture.reports).hasSize(1);

    backend.refuse(null);
    ticks(2);
    assertThat(fixture.takeContents()).contains(new Control(new Nack(List.of(2L))));
    fixture.dispatch(2, MasterFixture.CLONE, put("k", 2));
    assertThat(store.get("k")).contains(Data.integer(3));
  }

  @Test
  void writersWaitWhileTheBackendIsFull() {
    backend.hold();
    for (int i = 0; i < TestBackend.CAPACITY; i++) {
      store.put("k", i);
    }

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store.put("k", "late"))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_TIMEOUT));
    assertThat(Thread.interrupted()).isTrue();
    // What is answered later does not wait now.
    CompletableFuture<Boolean> unique = store.putUniqueAsync("u", 1);

    backend.commitAll();
    store.put("k", "now");
    assertThat(unique).isCompletedWithValue(true);
  }

  @Test
  void closeMakesEverythingDurableAndTellsIt() {
    joined();
    backend.hold();
    store.put("k", 1);
    CompletableFuture<Void> flush = store.flushAsync();

    store.close();

    assertThat(flush).isCompleted();
    assertThat(fixture.events).hasSize(1);
    assertThat(fixture.takeContents()).hasSize(1);
    assertThat(backend.durableEntries()).hasSize(1);
  }
}
