package org.jbroker.store.engine.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When entries end, to the nanosecond of virtual time. */
class ExpiryTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestBackend backend = new TestBackend();
  private MasterFixture fixture = new MasterFixture(backend, Runnable::run);
  private Store store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void anEntryEndsExactlyWhenItsTimeIsOver() {
    store.put("k", 1, SECOND);
    assertThat(fixture.master.nextDeadlineNanos()).isEqualTo(fixture.nowNanos() + 1_000_000_000);

    fixture.advance(SECOND.minusNanos(1));
    assertThat(store.exists("k")).isTrue();

    fixture.advance(Duration.ofNanos(1));
    assertThat(store.exists("k")).isFalse();
    assertThat(fixture.master.nextDeadlineNanos()).isEqualTo(StoredEntry.NEVER);
    assertThat(fixture.events)
        .last()
        .isEqualTo(
            new StoreEvent.Expired(
                "store", Data.string("k"), Data.integer(1), MasterFixture.MASTER));
  }

  @Test
  void aTickIsEnough() {
    store.put("k", 1, SECOND);
    fixture.clock.advance(SECOND);

    fixture.master.tick();

    assertThat(store.exists("k")).isFalse();
  }

  @Test
  void entriesEndInTheOrderOfTheirDeadlines() {
    store.put("late", 1, SECOND.multipliedBy(3));
    store.put("early", 1, SECOND);
    store.put("middle", 1, SECOND.multipliedBy(2));

    fixture.advance(SECOND.multipliedBy(5));

    assertThat(fixture.events)
        .filteredOn(StoreEvent.Expired.class::isInstance)
        .extracting(StoreEvent::key)
        .isEqualTo(List.of(Data.string("early"), Data.string("middle"), Data.string("late")));
  }

  @Test
  void aLaterOperationDecidesAnew() {
    store.put("cleared", 1, SECOND);
    store.increment("cleared", 1);
    store.put("longer", 1, SECOND);
    store.increment("longer", 1, SECOND.multipliedBy(2));
    store.put("shorter", 1, SECOND.multipliedBy(2));
    store.put("shorter", 1, SECOND);
    store.put("erased", 1, SECOND);
    store.erase("erased");
    store.put("erased", 1);

    fixture.advance(SECOND);
    assertThat((Object) store.keys()).isEqualTo(Data.set("cleared", "longer", "erased"));
    fixture.advance(SECOND);
    assertThat((Object) store.keys()).isEqualTo(Data.set("cleared", "erased"));
  }

  @Test
  void whatLeavesTheValueLeavesItsEnd() {
    store.put("k", 1, SECOND);
    assertThat(store.putUnique("k", 2)).isFalse();
    store.putAsync("other", "x").join();
    assertThat(store.appendAsync("k", "x")).isCompletedExceptionally();

    fixture.advance(SECOND);

    assertThat((Object) store.keys()).isEqualTo(Data.set("other"));
  }

  @Test
  void clearForgetsAllEnds() {
    store.put("k", 1, SECOND);
    store.clear();

    assertThat(fixture.master.nextDeadlineNanos()).isEqualTo(StoredEntry.NEVER);
  }

  @Test
  void manyReplacedDeadlinesDoNotPileUp() {
    for (int i = 0; i < 10_000; i++) {
      store.put("k" + i % 10, i, SECOND.plusNanos(i));
    }
    fixture.advance(SECOND.plusNanos(9_990));
    assertThat(store.size()).isEqualTo(9);
    fixture.advance(SECOND);
    assertThat(store.size()).isZero();
  }

  @Test
  void moreEntriesThanOneTurnTakesEndTogether() {
    for (int i = 0; i < 5_000; i++) {
      store.put(i, i, SECOND);
    }
    fixture.advance(SECOND);
    assertThat(store.size()).isZero();
  }

  @Test
  void clonesAreToldThatItIsExpiredNotErased() {
    fixture.join(MasterFixture.CLONE);
    fixture.dispatch(MasterFixture.CLONE, new Control(new CumulativeAck(1)));
    store.put("k", 1, SECOND);
    store.put("e", 1);
    fixture.takeSent();

    fixture.advance(SECOND);
    store.erase("e");

    assertThat(fixture.takeContents())
        .containsExactly(
            new Expire(Data.string("k"), MasterFixture.MASTER),
            new Erase(Data.string("e"), MasterFixture.MASTER));
  }

  @Test
  void expiriesOfWritersBeginWhenTheMasterAppliesThem() {
    fixture.dispatch(MasterFixture.CLONE, new Control(new AttachWriter(1, 5)));
    fixture.dispatch(
        2,
        MasterFixture.CLONE,
        new Put(
            Data.string("k"),
            Data.integer(1),
            OptionalLong.of(SECOND.toNanos()),
            MasterFixture.CLONE));
    fixture.dispatch(
        3,
        MasterFixture.CLONE,
        new Put(Data.string("p"), Data.integer(1), OptionalLong.of(-5), MasterFixture.CLONE));

    fixture.advance(SECOND.minusNanos(1));
    assertThat((Object) store.keys()).isEqualTo(Data.set("k"));
    fixture.advance(Duration.ofNanos(1));
    assertThat(store.size()).isZero();
  }

  @Test
  void overdueEntriesEndWhenTheMasterStarts() {
    store.put("overdue", 1, SECOND);
    store.put("later", 1, SECOND.multipliedBy(10));
    store.put("never", 1);
    store.close();
    // The new fixture's clock begins at the same moment, so the deadline is moved instead.
    backend.durableEntries().put(Data.string("overdue"), new StoredEntry(Data.integer(1), 0));

    fixture = new MasterFixture(backend, Runnable::run);
    store = fixture.store;

    assertThat((Object) store.keys()).isEqualTo(Data.set("later", "never"));
    fixture.advance(SECOND.multipliedBy(10));
    assertThat((Object) store.keys()).isEqualTo(Data.set("never"));
  }

  @Test
  void aFailingBackendDelaysTheEndButDoesNotPreventIt() {
    store.put("k", 1, SECOND);
    backend.refuse("read-only");
    fixture.advance(SECOND);
    assertThat(store.exists("k")).isTrue();
    assertThat(fixture.reports).hasSize(1);

    backend.refuse(null);
    fixture.master.tick();
    assertThat(store.exists("k")).isFalse();
  }

  @Test
  void aLostExpiryIsDecidedAgain() {
    store.put("k", 1, SECOND);
    backend.hold();
    fixture.advance(SECOND);
    assertThat(store.exists("k")).isFalse();

    backend.fail("disk full");
    assertThat(store.exists("k")).isTrue();
    fixture.master.tick();
    backend.commitAll();

    assertThat(store.exists("k")).isFalse();
    assertThat(fixture.events).filteredOn(StoreEvent.Expired.class::isInstance).hasSize(1);
  }
}
