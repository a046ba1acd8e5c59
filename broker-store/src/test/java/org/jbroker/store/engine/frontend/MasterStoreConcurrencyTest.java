package org.jbroker.store.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jbroker.data.Data;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.master.MasterFixture;
import org.jbroker.store.engine.master.TestBackend;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several writers at once, with a backend whose commits come from a thread of their own. */
@NoLeaks
class MasterStoreConcurrencyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int WRITERS = 4;
  private static final int WRITES = 2_000;

  private final ExecutorService pool = Executors.newFixedThreadPool(WRITERS + 2);
  private final MasterFixture fixture = new MasterFixture(new TestBackend(), pool);
  private final Store store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
    pool.shutdown();
  }

  private void together(Callable<Void> writer) throws Exception {
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      running.add(pool.submit(writer));
    }
    for (Future<Void> each : running) {
      each.get();
    }
  }

  @Test
  void incrementsOfAllWritersSumUpAndLeaveInOrder() throws Exception {
    fixture.join(MasterFixture.CLONE);
    fixture.dispatch(MasterFixture.CLONE, new Control(new CumulativeAck(1)));
    fixture.takeSent();
    fixture.backend.hold();
    AtomicBoolean done = new AtomicBoolean();
    Future<?> committer =
        pool.submit(
            () -> {
              while (!done.get() || fixture.backend.pendingWrites() > 0) {
                fixture.backend.commit(Math.min(7, fixture.backend.pendingWrites()));
                Thread.onSpinWait();
              }
            });
    together(
        () -> {
          for (int i = 0; i < WRITES; i++) {
            store.increment("sum", 1);
          }
          store.flush();
          return null;
        });
    done.set(true);
    committer.get();

    long total = (long) WRITERS * WRITES;
    assertThat(store.get("sum", Long.class)).contains(total);
    Await.until(PATIENCE, "all events", () -> fixture.events.size() == total);
    long expected = 1;
    for (StoreEvent event : fixture.events) {
      assertThat(event.after()).contains(Data.integer(expected++));
    }
    List<StoreCommand> sent = fixture.takeSent();
    assertThat(sent).hasSize((int) total);
    assertThat(sent).extracting(StoreCommand::sequence).isSorted();
  }

  @Test
  void onlyOneOfManyInsertsUniquely() throws Exception {
    List<CompletableFuture<Boolean>> answers = Collections.synchronizedList(new ArrayList<>());
    together(
        () -> {
          for (int i = 0; i < 500; i++) {
            answers.add(store.putUniqueAsync(i, i));
          }
          return null;
        });

    assertThat(answers.stream().filter(CompletableFuture::join).count()).isEqualTo(500);
  }

  @Test
  void replayingTheEventsGivesTheContents() throws Exception {
    together(
        () -> {
          for (int i = 0; i < WRITES; i++) {
            int key = i % 13;
            if (i % 5 == 0) {
              store.erase(key);
            } else if (i % 501 == 1) {
              store.clear();
            } else {
              store.increment(key, 1);
            }
          }
          return null;
        });
    Map<Data, Data> expected = store.snapshot();
    store.put("last", 0);
    Await.until(
        PATIENCE,
        "the last event",
        () -> fixture.events.get(fixture.events.size() - 1).key().equals(Data.string("last")));

    Map<Data, Data> replayed = new HashMap<>();
    for (StoreEvent event : fixture.events) {
      assertThat(replayed.get(event.key())).isEqualTo(event.before().orElse(null));
      event
          .after()
          .ifPresentOrElse(
              value -> replayed.put(event.key(), value), () -> replayed.remove(event.key()));
    }
    replayed.remove(Data.string("last"));
    assertThat(replayed).isEqualTo(expected);
  }

  @Test
  void closingWhileOthersWriteLosesNothingThatWasFlushed() throws Exception {
    List<Integer> flushed = Collections.synchronizedList(new ArrayList<>());
    Future<?> writer =
        pool.submit(
            () -> {
              for (int i = 0; ; i++) {
                store.put(i, i);
                store.flush();
                flushed.add(i);
              }
            });
    Await.until(PATIENCE, "some writes", () -> flushed.size() > 100);

    store.close();

    assertThat(writer).failsWithin(PATIENCE).withThrowableThat().withMessageContaining("closed");
    assertThat(fixture.backend.durableEntries())
        .containsKeys(flushed.stream().map(Data::of).toArray(Data[]::new));
  }
}
