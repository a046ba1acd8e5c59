package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jbroker.data.Data;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.testkit.LossyLink;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master and clones over links that lose, double, reorder and delay: all end up equal. */
class CloneSimulationTest {

  private static final int SEEDS_EACH = 25;
  private static final OptionalLong NONE = OptionalLong.empty();
  private static final CloneSettings SETTINGS =
      CloneSettings.of("yoda", CloneOptions.DEFAULT.withMutationBufferInterval(Duration.ofDays(1)))
          .withSendWindow(16);

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.33, 0.66})
  void allEndUpEqualAndOwnWritesAreAppliedOnceInOrder(double badness) {
    for (int seed = 0; seed < SEEDS_EACH; seed++) {
      new Run(SeededRandom.of(1000 + seed), badness, false).play();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.33, 0.66})
  void theSameAcrossPartitionsFromAMasterThatLivesOn(double badness) {
    for (int seed = 0; seed < SEEDS_EACH; seed++) {
      new Run(SeededRandom.of(2000 + seed), badness, true).play();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.33})
  void theSameIfPartitionsLastLongerThanAnybodyWaits(double badness) {
    for (int seed = 0; seed < SEEDS_EACH; seed++) {
      Run run = new Run(SeededRandom.of(2500 + seed), badness, true);
      run.maxLeapTicks = 700;
      run.play();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.33, 0.66})
  void whateverBecomesOfMastersNoAcceptedWriteVanishes(double badness) {
    for (int seed = 0; seed < SEEDS_EACH; seed++) {
      playWithManyMasters(SeededRandom.of(3000 + seed), badness);
    }
  }

  /** Masters come and go, restart and move; one at a time, each without the contents before it. */
  private static void playWithManyMasters(SeededRandom random, double badness) {
    World world = new World(random, rates(badness));
    World.Clone clone = world.addClone(10, SETTINGS);
    List<ModelMaster> masters = new ArrayList<>();
    List<Action> accepted = new ArrayList<>();
    for (int step = 0; step < 600; step++) {
      if (random.nextInt(60) == 0 && !masters.isEmpty()) {
        ModelMaster last = masters.get(masters.size() - 1);
        world.removeMaster(last);
        if (random.nextBoolean()) {
          clone.core.unreachable(last.id.endpoint());
        }
      }
      if (random.nextInt(60) == 0) {
        if (!masters.isEmpty()) {
          world.removeMaster(masters.get(masters.size() - 1));
        }
        masters.add(world.addMaster(1 + random.nextInt(3), 7 + masters.size()));
      }
      for (int i = random.nextInt(3); i > 0; i--) {
        Data number = Data.count(accepted.size());
        Action action = new CloneCommands(clone.core.id()).push(Data.string("list"), number, NONE);
        assertThat(clone.core.write(action)).isCompleted();
        accepted.add(action);
      }
      world.tick();
    }
    world.heal();
    masters.forEach(world::removeMaster);
    ModelMaster end = world.addMaster(4, 1);
    masters.add(end);
    CompletableFuture<Void> flushed = clone.core.flush();
    world.until(
        900,
        () -> clone.core.master().equals(Optional.of(end.id)) && end.idle() && clone.core.isIdle());

    assertThat(flushed).as("%s", random).isCompleted();
    assertThat(clone.contents()).as("%s", random).isEqualTo(end.contents);
    List<Action> seen = new ArrayList<>();
    for (ModelMaster master : masters) {
      List<Action> applied = master.applied.getOrDefault(clone.core.id(), List.of());
      // In order, once, without a gap: a part of what was accepted.
      int from = applied.isEmpty() ? 0 : accepted.indexOf(applied.get(0));
      assertThat(applied).as("%s", random).isEqualTo(accepted.subList(from, from + applied.size()));
      assertThat(from).as("%s", random).isLessThanOrEqualTo(seen.size());
      seen.addAll(accepted.subList(seen.size(), Math.max(seen.size(), from + applied.size())));
    }
    assertThat(seen).as("%s", random).isEqualTo(accepted);
    assertThat(clone.problems).as("%s", random).isEmpty();
  }

  private static LossyLink.Rates rates(double badness) {
    return new LossyLink.Rates(badness, badness / 2, badness / 2, (int) (badness * 12));
  }

  private static final class Run {
    private final SeededRandom random;
    private final boolean partitions;
    private int maxLeapTicks = 1;
    private final World world;
    private final ModelMaster master;
    private final List<World.Clone> clones = new ArrayList<>();
    private final Map<EntityId, List<Action>> accepted = new HashMap<>();
    private final List<CompletableFuture<Boolean>> uniques = new ArrayList<>();
    private final List<CompletableFuture<Void>> flushes = new ArrayList<>();

    Run(SeededRandom random, double badness, boolean partitions) {
      this.partitions = partitions;
      this.random = random;
      this.world =
          new World(
              random, new LossyLink.Rates(badness, badness / 2, badness / 2, (int) (badness * 12)));
      this.master = world.addMaster(1, 7);
      for (int endpoint = 10; endpoint < 13; endpoint++) {
        clones.add(world.addClone(endpoint, SETTINGS));
      }
    }

    void play() {
      for (int step = 0; step < 150; step++) {
        for (World.Clone clone : clones) {
          int burst = random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(3);
          for (int i = 0; i < burst; i++) {
            write(clone);
          }
          if (partitions && random.nextInt(40) == 0) {
            world.cut(clone, 1, random.nextBoolean());
          } else if (partitions && random.nextInt(10) == 0) {
            world.join(clone, 1);
          }
        }
        master.apply(commands(master.id).increment(key(), Data.count(1), NONE));
        world.ticks(random.nextInt(20) == 0 ? 1 + random.nextInt(maxLeapTicks) : 1);
      }
      clones.forEach(clone -> world.join(clone, 1));
      world.heal();
      // The end is reached soon: at most a resync interval, a time-out of the channel, the rest.
      world.until(900, () -> master.idle() && clones.stream().allMatch(c -> c.core.isIdle()));

      for (World.Clone clone : clones) {
        assertThat(clone.contents()).as("%s", random).isEqualTo(master.contents);
        assertThat(master.applied.get(clone.core.id()))
            .as("%s", random)
            .filteredOn(action -> !(action instanceof PutUnique))
            .isEqualTo(accepted.get(clone.core.id()));
        assertThat(clone.problems).isEmpty();
        assertThat(clone.core.protocolErrors()).isZero();
      }
      assertThat(flushes).allMatch(done -> done.isDone() && !done.isCompletedExceptionally());
      if (!partitions) {
        assertThat(uniques).allMatch(CompletableFuture::isDone);
      }
    }

    private void write(World.Clone clone) {
      if (!partitions && random.nextInt(10) == 0) {
        uniques.add(clone.putUnique(key(), Data.count(1)));
      }
      CloneCommands commands = commands(clone.core.id());
      Action action =
          switch (random.nextInt(6)) {
            case 0 -> commands.put(key(), Data.count(random.nextInt(9)), NONE);
            case 1 -> commands.increment(key(), Data.count(1), NONE);
            case 2 -> commands.decrement(key(), Data.count(1), NONE);
            case 3 -> commands.erase(key());
            case 4 -> commands.push(Data.string("list"), Data.count(random.nextInt(9)), NONE);
            default -> random.nextInt(30) == 0 ? commands.clear() : commands.erase(key());
          };
      assertThat(clone.core.write(action)).isCompleted();
      accepted.computeIfAbsent(clone.core.id(), unused -> new ArrayList<>()).add(action);
      if (random.nextInt(20) == 0) {
        flushes.add(clone.core.flush());
      }
    }

    private Data key() {
      return Data.string("k" + random.nextInt(12));
    }

    private static CloneCommands commands(EntityId publisher) {
      return new CloneCommands(publisher);
    }
  }
}
