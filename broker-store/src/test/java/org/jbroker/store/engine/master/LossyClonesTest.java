package org.jbroker.store.engine.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.testkit.LossyLink;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A master and clones over links that lose, double, delay and reorder: in the end all hold the
 * same, and each command of a clone was applied once.
 */
class LossyClonesTest {

  private static final Duration TICK = Duration.ofMillis(100);
  private static final int KEYS = 20;

  private record Attached(
      SimulatedClone node, LossyLink<StoreCommand> down, LossyLink<StoreCommand> up) {}

  private SeededRandom random;
  private final MasterFixture fixture = new MasterFixture();
  private final Map<EntityId, Attached> clones = new LinkedHashMap<>();
  private boolean slowBackend;

  @AfterEach
  void close() {
    fixture.close();
  }

  static Stream<Arguments> lossesAndSeeds() {
    return DoubleStream.of(0, 0.1, 0.33, 0.66)
        .boxed()
        .flatMap(loss -> LongStream.rangeClosed(1, 10).mapToObj(seed -> Arguments.of(loss, seed)));
  }

  private SimulatedClone attach(LossyLink.Rates rates) {
    LossyLink<StoreCommand> up = new LossyLink<>(random, rates);
    SimulatedClone clone =
        new SimulatedClone(
            new EntityId(new EndpointId(7, clones.size() + 1), 1), MasterFixture.MASTER, up::send);
    clones.put(clone.id(), new Attached(clone, new LossyLink<>(random, rates), up));
    return clone;
  }

  private void tick() {
    fixture.advance(TICK);
    fixture.master.tick();
    if (slowBackend) {
      fixture.backend.commit(random.nextInt(fixture.backend.pendingWrites() + 1));
    }
    if (random.chance(0.2)) {
      fixture.runBackground();
    }
    for (StoreCommand command : fixture.takeSent()) {
      for (Attached attached : clones.values()) {
        boolean mine =
            command.receiver().isNil() || command.receiver().equals(attached.node().id());
        if (mine) {
          attached.down().send(command);
        }
      }
    }
    for (Attached attached : clones.values()) {
      attached.down().tick().forEach(attached.node()::receive);
      attached.node().tick();
      attached.up().tick().forEach(fixture.master::dispatch);
    }
  }

  private Data key() {
    return Data.integer(random.nextInt(KEYS));
  }

  private OptionalLong expiry() {
    return random.chance(0.2)
        ? OptionalLong.of(Duration.ofMillis(random.nextInt(2_000) + 1).toNanos())
        : OptionalLong.empty();
  }

  private void writeLocally() {
    int choice = random.nextInt(20);
    if (choice == 0) {
      fixture.store.clear();
    } else if (choice < 4) {
      fixture.store.erase(key());
    } else {
      fixture.master.put(key(), Data.integer(random.nextInt()), expiry(), MasterFixture.MASTER);
    }
  }

  private void writeRemotely(SimulatedClone clone) {
    switch (random.nextInt(8)) {
      case 0 -> clone.write(new Erase(key(), clone.id()));
      case 1 -> clone.write(new Subtract(key(), Data.integer(1), expiry(), clone.id()));
      case 2 -> {
        if (random.chance(0.1)) {
          clone.write(new Clear(clone.id()));
        }
      }
      default -> clone.write(new Put(key(), Data.integer(random.nextInt()), expiry(), clone.id()));
    }
  }

  private void settle() {
    CompletableFuture<Boolean> idle = fixture.store.awaitIdleAsync(Duration.ofMinutes(1));
    int ticks = 0;
    while (!idle.isDone() || !clones.values().stream().allMatch(c -> c.node().idle())) {
      assertThat(ticks++).as("ticks until idle, %s", random).isLessThan(2_000);
      tick();
    }
    // Entries may end while this waits; nothing is written any more after the last one did.
    assertThat(idle).isCompletedWithValue(true);
    while (fixture.master.nextDeadlineNanos() != Long.MAX_VALUE) {
      tick();
    }
    for (int i = 0; i < 2_000 && !allEqual(); i++) {
      tick();
    }
  }

  private boolean allEqual() {
    Map<Data, Data> expected = fixture.store.snapshot();
    return clones.values().stream().allMatch(c -> c.node().copy().equals(expected));
  }

  private void assertAllEqual() {
    clones
        .values()
        .forEach(
            c ->
                assertThat(c.node().copy())
                    .as("%s, %s", random, c.down())
                    .isEqualTo(fixture.store.snapshot()));
  }

  @ParameterizedTest
  @MethodSource("lossesAndSeeds")
  void allHoldTheSameInTheEnd(double loss, long seed) {
    random = SeededRandom.of(seed);
    LossyLink.Rates rates = new LossyLink.Rates(loss, loss / 2, loss / 2, 3);
    slowBackend = true;
    fixture.backend.hold();
    fixture.deferBackground();
    attach(rates);
    for (int i = 0; i < 300; i++) {
      if (i == 50 || i == 150) {
        attach(rates);
      }
      for (int n = random.nextInt(10); n > 0; n--) {
        writeLocally();
      }
      clones.values().forEach(c -> writeRemotely(c.node()));
      tick();
    }

    settle();

    assertAllEqual();
    assertThat(fixture.master.stats().protocolErrors()).isZero();
    assertThat(fixture.master.stats().lostCommands()).isZero();
  }

  @ParameterizedTest
  @MethodSource("lossesAndSeeds")
  void eachIncrementOfAWriterCountsOnce(double loss, long seed) {
    random = SeededRandom.of(seed);
    LossyLink.Rates rates = new LossyLink.Rates(loss, loss / 2, loss / 2, 3);
    slowBackend = true;
    fixture.backend.hold();
    List<SimulatedClone> writers = List.of(attach(rates), attach(rates), attach(rates));
    for (int i = 0; i < 200; i++) {
      for (SimulatedClone writer : writers) {
        writer.write(
            new Add(
                Data.string("sum"),
                Data.count(1),
                DataType.COUNT,
                OptionalLong.empty(),
                writer.id()));
      }
      if (i % 20 == 10) {
        // What the backend loses the writers send again.
        fixture.backend.fail("disk full");
      }
      tick();
    }
    fixture.backend.commitAll();
    settle();

    assertThat(fixture.store.get("sum")).contains(Data.count(600));
    assertAllEqual();
  }

  @ParameterizedTest
  @MethodSource("lossesAndSeeds")
  void putUniqueIsDecidedOnceAndAnsweredBehindItsPut(double loss, long seed) {
    random = SeededRandom.of(seed);
    LossyLink.Rates rates = new LossyLink.Rates(loss, loss / 2, loss / 2, 3);
    List<SimulatedClone> askers = List.of(attach(rates), attach(rates), attach(rates));
    // Who asks before it has joined may miss the answer: it is in the stream, before its snapshot.
    settle();
    int keys = 50;
    for (int key = 0; key < keys; key++) {
      for (SimulatedClone asker : askers) {
        asker.write(
            new PutUnique(
                Data.integer(key),
                Data.integer(key),
                OptionalLong.empty(),
                asker.id(),
                key,
                asker.id()));
      }
      tick();
    }
    settle();

    List<PutUniqueResult> all = new ArrayList<>();
    for (SimulatedClone asker : askers) {
      assertThat(asker.results()).extracting(PutUniqueResult::requestId).hasSize(keys).isSorted();
      all.addAll(asker.results());
    }
    assertThat(all).filteredOn(PutUniqueResult::inserted).hasSize(keys);
    assertAllEqual();
  }
}
