package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.testkit.LossyLink;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/**
 * A master and clones on links that lose, double, delay and reorder up to 66 % of all messages,
 * while clones join, crash and die; thousands of small worlds, each from its own seed.
 *
 * <p>In every world: a clone sees exactly the stream from its snapshot on, in order, each event
 * once; memory stays in its bounds; a dead clone is dropped in time; and when writing stops, the
 * living clones become equal to the master within {@value #CONVERGENCE_TICKS} ticks, on links that
 * stay bad. A failure names the seed; {@code -Dbroker.seed} runs that world alone.
 */
class ChannelSimulationTest {

  private static final int WORLDS = 10_000;
  private static final int WRITERS = 5_000;
  private static final int CONVERGENCE_TICKS = 800;
  // Forty heartbeats: a living clone is hardly ever taken for dead, and a world is soon over.
  private static final ChannelTimes TIMES = new ChannelTimes(2, 5, 40);

  private static List<SeededRandom> seeds(int count) {
    if (System.getProperty(SeededRandom.PROPERTY) != null) {
      return List.of(SeededRandom.of(0));
    }
    List<SeededRandom> seeds = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      // Spread out: the first numbers of neighbouring small seeds are nearly the same.
      seeds.add(SeededRandom.of(i * 0x9E37_79B9_7F4A_7C15L));
    }
    return seeds;
  }

  private static LossyLink.Rates rates(SeededRandom random) {
    return new LossyLink.Rates(
        random.nextDouble() * 0.66,
        random.nextDouble() * 0.66,
        random.nextDouble() * 0.66,
        random.nextInt(8));
  }

  private static ChannelLimits limits(SeededRandom random) {
    return ChannelLimits.DEFAULT
        .withUnacked(random.chance(0.3) ? 20 + random.nextInt(100) : 100_000, 1 << 20)
        .withReorder(random.chance(0.3) ? 16 + random.nextInt(20) : 65_536, 1 << 20)
        .withRetransmission(random.chance(0.3) ? 16 + random.nextInt(20) : 4096, 1 << 20)
        .withEventsPerAck(random.chance(0.5) ? 1 + random.nextInt(10) : 1024);
  }

  @Test
  void everyLivingCloneBecomesEqualToTheMaster() {
    int[] seen = new int[3];
    for (SeededRandom random : seeds(WORLDS)) {
      SimulatedMaster master = new SimulatedMaster(TIMES, limits(random));
      try {
        runWorld(random, master);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(random + "; " + master, e);
      }
      seen[0] += master.drops(DropReason.TIMED_OUT);
      seen[1] += master.drops(DropReason.TOO_FAR_BEHIND);
      seen[2] += master.clones.stream().mapToInt(clone -> clone.rejoins).sum();
    }
    if (System.getProperty(SeededRandom.PROPERTY) == null) {
      assertThat(seen).as("time-outs, bounds and new beginnings occur").doesNotContain(0);
    }
  }

  private static void runWorld(SeededRandom random, SimulatedMaster master) {
    LossyLink.Rates rates = rates(random);
    int nextHandle = 0;
    int writesPerTick = 1 + random.nextInt(3);
    SimulatedClone dead = null;
    int deadTicks = 0;
    // In-flight messages of a dead clone are signs of life until they arrived.
    int maxDeadTicks = (int) TIMES.connectionTimeoutTicks() + rates.maxExtraTicks() + 2;
    int writingTicks = 30 + random.nextInt(60);
    for (int tick = 0; tick < writingTicks + CONVERGENCE_TICKS; tick++) {
      boolean writing = tick < writingTicks;
      if (writing) {
        for (int i = random.nextInt(writesPerTick + 1); i > 0; i--) {
          master.write();
        }
        if (master.clones.size() < 4 && random.chance(0.08)) {
          nextHandle += 1000;
          master.clones.add(new SimulatedClone(random, rates, TIMES, limits(random), nextHandle));
        } else if (!master.clones.isEmpty() && random.chance(0.01)) {
          master.clones.get(random.nextInt(master.clones.size())).crash();
        } else if (dead == null && master.clones.size() > 1 && random.chance(0.03)) {
          dead = master.clones.remove(random.nextInt(master.clones.size()));
        } else if (!master.clones.isEmpty() && random.chance(0.01)) {
          SimulatedClone leaving = master.clones.remove(0);
          master.producer.removeConsumer(leaving.handle());
        }
      }
      master.producer.tick();
      for (SimulatedClone clone : master.clones) {
        clone.tick(master.producer);
      }
      if (dead != null) {
        dead.tickDead(master.producer);
        deadTicks++;
        if (deadTicks > maxDeadTicks) {
          assertThat(master.producer.consumers()).doesNotContain(dead.handle());
        }
      }
      if (!writing && master.hasConverged()) {
        assertThat(master.producer.unackedEntries()).isZero();
        assertThat(master.producer.unackedBytes()).isZero();
        return;
      }
    }
    throw new AssertionError("not equal after " + CONVERGENCE_TICKS + " ticks");
  }

  @Test
  void everyCommandOfAWriterReachesTheMasterOnceAndInOrder() {
    for (SeededRandom random : seeds(WRITERS)) {
      SimulatedWriter world = new SimulatedWriter(random, rates(random), limits(random));
      try {
        world.run(60, CONVERGENCE_TICKS);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(random + "; " + world, e);
      }
    }
  }
}
