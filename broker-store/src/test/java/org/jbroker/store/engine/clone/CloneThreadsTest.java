package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.command.StoreCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads at one clone, with a master on a thread of its own. */
@Timeout(120)
class CloneThreadsTest {

  private static final int THREADS = 4;
  private static final int WRITES = 2_500;
  private static final EndpointId HERE = new EndpointId(0, 10);
  private static final StoreCommand END =
      new StoreCommand(0, EntityId.NIL, EntityId.NIL, new StoreCommand.Clear(EntityId.NIL));

  private final BlockingQueue<StoreCommand> toMaster = new LinkedBlockingQueue<>();
  private final AtomicLong objects = new AtomicLong();
  private final Map<Data, Data> mirror = new HashMap<>();
  private final CloneCore core =
      new CloneCore(
          CloneSettings.of("yoda", CloneOptions.DEFAULT).withSendWindow(64),
          () -> new EntityId(HERE, objects.incrementAndGet()),
          System::nanoTime,
          action -> 100,
          new CommandPort() {
            @Override
            public void broadcast(StoreCommand command) {
              toMaster.add(command);
            }

            @Override
            public void send(EndpointId master, StoreCommand command) {
              toMaster.add(command);
            }
          },
          new CloneListener() {
            @Override
            public boolean wantsEvents() {
              return true;
            }

            @Override
            public void onEvent(StoreEvent event) {
              // One thread at a time, each after the other: or the map breaks, and the test.
              event
                  .after()
                  .ifPresentOrElse(
                      value -> mirror.put(event.key(), value), () -> mirror.remove(event.key()));
            }

            @Override
            public void onProblem(BrokerError problem) {
              throw new AssertionError(problem);
            }

            @Override
            public void onState(CloneState state, String reason) {}
          });

  @Test
  void keepsEachThreadsOrderAndLosesNothing() throws Exception {
    ModelMaster master = new ModelMaster(new EntityId(new EndpointId(0, 1), 7), core::dispatch);
    Thread mastersThread =
        new Thread(
            () -> {
              try {
                for (StoreCommand next = poll(); !END.equals(next); next = poll()) {
                  if (next == null) {
                    master.tick();
                    core.tick();
                  } else {
                    master.dispatch(next);
                  }
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    mastersThread.start();
    core.start();
    core.reads().synced().get(60, TimeUnit.SECONDS);

    List<CompletableFuture<Void>> accepted = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      Data list = Data.count(t);
      Thread thread =
          new Thread(
              () -> {
                Writes writes = new Writes(core.id());
                for (int i = 0; i < WRITES; i++) {
                  CompletableFuture<Void> write = core.write(writes.push(list, Data.count(i)));
                  synchronized (accepted) {
                    accepted.add(write);
                  }
                  core.reads().find(list);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(accepted).hasSize(THREADS * WRITES).allMatch(w -> !w.isCompletedExceptionally());
    core.flush().get(60, TimeUnit.SECONDS);
    core.idle().get(60, TimeUnit.SECONDS);
    toMaster.add(END);
    mastersThread.join();

    Vector.Builder expected = Vector.builder();
    for (int i = 0; i < WRITES; i++) {
      expected.add(Data.count(i));
    }
    Vector each = expected.build();
    for (int t = 0; t < THREADS; t++) {
      assertThat(master.contents.get(Data.count(t))).isEqualTo(each);
    }
    core.close();
  }

  /** The next command, or null when a while passed: a tick. */
  private StoreCommand poll() throws InterruptedException {
    return toMaster.poll(2, TimeUnit.MILLISECONDS);
  }
}
