package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.master.DataSize;
import org.jbroker.store.engine.master.MasterFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A clone that loses its master, the real one, before it got a single acknowledgement. */
class ReattachTest {

  private static final EndpointId HERE = EndpointId.random();
  private static final Data KEY = Data.string("n");

  private final MasterFixture fixture = new MasterFixture();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong nowNanos = new AtomicLong();
  private final CloneCore clone =
      new CloneCore(
          CloneSettings.of("store", CloneOptions.DEFAULT),
          () -> new EntityId(HERE, lastId.incrementAndGet()),
          nowNanos::get,
          DataSize::of,
          new ToMaster(),
          new Silent());

  @AfterEach
  void close() {
    clone.close();
    fixture.close();
  }

  private void increment() {
    clone.write(new Writes(clone.id()).increment(KEY, Count.of(1)));
  }

  private void deliverToClone() {
    fixture.takeSent().forEach(clone::dispatch);
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      nowNanos.addAndGet(100_000_000);
      fixture.master.tick();
      clone.tick();
      deliverToClone();
    }
  }

  @Test
  void nothingIsAppliedTwiceThoughNothingWasEverAcknowledged() {
    clone.start();
    deliverToClone();
    assertThat(clone.state()).isEqualTo(CloneState.SYNCED);
    fixture.takeSent();
    increment();
    increment();
    assertThat(fixture.store.get(KEY)).contains(Count.of(2));

    fixture.takeSent(); // No acknowledgement reaches the clone.
    fixture.master.unreachable(HERE);
    clone.unreachable(MasterFixture.MASTER.endpoint());
    increment();
    ticks(20);

    assertThat(clone.isIdle()).isTrue();
    assertThat(fixture.store.get(KEY)).contains(Count.of(3));
  }

  /** Commands reach the master at once. */
  private final class ToMaster implements CommandPort {
    @Override
    public void broadcast(StoreCommand command) {
      fixture.master.dispatch(command);
    }

    @Override
    public void send(EndpointId master, StoreCommand command) {
      fixture.master.dispatch(command);
    }
  }

  private static final class Silent implements CloneListener {
    @Override
    public boolean wantsEvents() {
      return true;
    }

    @Override
    public void onEvent(StoreEvent event) {
      // Looked at elsewhere.
    }

    @Override
    public void onProblem(BrokerError problem) {
      throw new AssertionError(problem);
    }

    @Override
    public void onState(CloneState state, String reason) {
      // Looked at elsewhere.
    }
  }
}
