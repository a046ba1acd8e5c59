package org.jbroker.benchmarks.scenario;

import java.util.List;
import java.util.Map;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;

/** A memory master and a clone over loopback, both idle and equal at the end. */
final class CloneScenario implements Scenario {

  private static final String PUT = "put";
  private static final String PUT_UNIQUE = "put-unique";
  private static final String RATE = "op/s";
  private static final double NANOS_PER_SECOND = 1e9;

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
    long count = bench.profile().operations();
    try (RoleHandle master = bench.launcher().launch(CloneRoles.Master.class, Map.of())) {
      String address = master.await("address");
      double nanos =
          contestant.equals(PUT)
              ? put(master, address, count, bench)
              : putUnique(master, address, count, bench);
      return new Sample().put(RATE, count * NANOS_PER_SECOND / nanos);
    }
  }

  private static double put(RoleHandle master, String address, long count, Bench bench)
      throws InterruptedException {
    try (RoleHandle clone =
        bench.launcher().launch(CloneRoles.Follower.class, Map.of("address", address))) {
      clone.await("ready");
      double nanos = 0;
      for (int phase = 1; phase <= 2; phase++) {
        master.say("put", count);
        nanos = master.awaitNumber("nanos");
        clone.say("look", "");
        nanos += clone.awaitNumber("nanos");
        requireEqual(master, clone);
      }
      return nanos;
    }
  }

  private static double putUnique(RoleHandle master, String address, long count, Bench bench)
      throws InterruptedException {
    try (RoleHandle clone =
        bench
            .launcher()
            .launch(
                CloneRoles.UniqueWriter.class,
                Map.of("address", address, "count", Long.toString(count)))) {
      double nanos = clone.awaitNumber("nanos");
      master.say("put", 0);
      master.await("nanos");
      requireEqual(master, clone);
      return nanos;
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
