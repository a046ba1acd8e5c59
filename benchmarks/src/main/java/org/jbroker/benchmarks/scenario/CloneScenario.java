package org.jbroker.benchmarks.scenario;

import java.util.List;
import java.util.Map;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;

/** A memory master and a clone over loopback, both idle and equal at the end. */
final class CloneScenario implements Scenario {

  private static final String PUT = "put";
  private static final String PUT_UNIQUE = "put-unique";
  private static final String RATE = "op/s";

  /** A write goes through more code than a message, on both sides; one warm-up is not enough. */
  private static final int WARMUPS = 3;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;

  @Override
  public String name() {
    return "clone";
  }

  @Override
  public String description() {
    return "a memory master and a clone over loopback, two processes: writes on the master until"
        + " both are idle and equal; putUnique through the clone with 8,192 under way";
  }

  @Override
  public List<String> contestants() {
    return List.of(PUT, PUT_UNIQUE);
  }

  @Override
  public Sample run(String contestant, Bench bench) throws InterruptedException {
    boolean put = contestant.equals(PUT);
    Class<? extends Role> clones = put ? CloneRoles.Follower.class : CloneRoles.UniqueWriter.class;
    try (RoleHandle master = bench.launcher().launch(CloneRoles.Master.class, Map.of());
        RoleHandle clone =
            bench.launcher().launch(clones, Map.of("address", master.await("address")))) {
      clone.await("ready");
      Phases phases = new Phases(master, clone, put, bench.profile().operations());
      phases.warmUp(WARMUPS * bench.profile().warmupSeconds() * NANOS_PER_SECOND);
      return phases.run();
    }
  }

  /** Writes and waits, again and again. */
  private static final class Phases {
    private final RoleHandle master;
    private final RoleHandle clone;
    private final boolean masterWrites;
    private final long count;
    private double masterCpuNanos;
    private double cloneCpuNanos;

    Phases(RoleHandle master, RoleHandle clone, boolean masterWrites, long count) {
      this.master = master;
      this.clone = clone;
      this.masterWrites = masterWrites;
      this.count = count;
    }

    /** Until each side had so much processor time: that is what the compiler needs. */
    void warmUp(double cpuNanos) throws InterruptedException {
      do {
        run();
      } while (Math.min(masterCpuNanos, cloneCpuNanos) < cpuNanos);
    }

    /** Ends when both are idle and equal. */
    Sample run() throws InterruptedException {
      RoleHandle first = masterWrites ? master : clone;
      RoleHandle second = masterWrites ? clone : master;
      first.say("write", count);
      double nanos = first.awaitNumber("nanos");
      second.say("write", 0);
      double idleNanos = second.awaitNumber("nanos");
      // Who asks with putUnique has heard of all of it before.
      nanos += masterWrites ? idleNanos : 0;
      double masterMicros = (master.awaitNumber("cpu") - masterCpuNanos) / NANOS_PER_MICRO;
      double cloneMicros = (clone.awaitNumber("cpu") - cloneCpuNanos) / NANOS_PER_MICRO;
      requireEqual(master, clone);
      masterCpuNanos = master.awaitNumber("next cpu");
      cloneCpuNanos = clone.awaitNumber("next cpu");
      return new Sample()
          .put(RATE, count * NANOS_PER_SECOND / nanos)
          .put("master CPU us/op", masterMicros / count)
          .put("clone CPU us/op", cloneMicros / count);
    }
  }

  private static void requireEqual(RoleHandle master, RoleHandle clone)
      throws InterruptedException {
    String ofMaster = master.await("size") + " entries, " + master.await("checksum");
    String ofClone = clone.await("size") + " entries, " + clone.await("checksum");
    if (!ofMaster.equals(ofClone)) {
      throw new BenchmarkException("master and clone differ: " + ofMaster + " / " + ofClone);
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    return List.of(
        Goal.atLeast(
            "store put, memory master, one clone over loopback",
            RATE,
            results.median(PUT, RATE),
            500_000),
        Goal.atLeast(
            "putUnique through a clone, pipelined",
            RATE,
            results.median(PUT_UNIQUE, RATE),
            200_000));
  }
}
