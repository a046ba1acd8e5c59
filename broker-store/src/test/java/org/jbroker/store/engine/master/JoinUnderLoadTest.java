package org.jbroker.store.engine.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jbroker.EndpointId;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clones that join while several threads write and another one scans. */
@NoLeaks
class JoinUnderLoadTest {

  private static final int ENTRIES = 20_000;
  private static final int WRITERS = 3;
  private static final int WRITES = 5_000;

  private final ExecutorService pool = Executors.newFixedThreadPool(WRITERS + 1);
  private final MasterFixture fixture = new MasterFixture();
  private final Store store = fixture.store;

  @AfterEach
  void close() {
    fixture.close();
    pool.shutdown();
  }

  @Test
  void aCloneThatJoinsDuringHeavyWritingEndsUpEqual() throws Exception {
    for (int i = 0; i < ENTRIES; i++) {
      store.put(i, i);
    }
    fixture.deferBackground();
    SimulatedClone clone =
        new SimulatedClone(
            new EntityId(EndpointId.random(), 1),
            MasterFixture.MASTER,
            command -> fixture.master.dispatch(command));
    List<Future<?>> running = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int first = w;
      running.add(
          pool.submit(
              () -> {
                for (int i = 0; i < WRITES; i++) {
                  int key = (first + i * 7) % ENTRIES;
                  if (i % 3 == 0) {
                    store.erase(key);
                  } else {
                    store.increment(key, 1);
                  }
                }
              }));
    }
    running.add(pool.submit(fixture::runBackground));
    for (Future<?> each : running) {
      each.get();
    }

    for (int i = 0; i < 100 && !(clone.idle() && store.awaitIdle(Duration.ZERO)); i++) {
      fixture.master.tick();
      clone.tick();
      fixture.takeSent().forEach(clone::receive);
    }

    assertThat(clone.copy()).isEqualTo(store.snapshot());
    assertThat(store.awaitIdle(Duration.ZERO)).isTrue();
  }
}
