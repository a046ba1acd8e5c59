package org.jbroker.benchmarks.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jbroker.Endpoint;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.ResourceUse;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;
import org.jbroker.benchmarks.transport.BrokerOptions;
import org.jbroker.data.Count;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;

/**
 * A master with many entries meets a new clone. In one contestant nothing else happens; in the
 * other a thread of the master's process reads and writes all the time (99 reads to a write), and
 * how much it gets done while the clone joins is compared with before. On a machine with two cores
 * the clone, both event loops and that thread share them: the rate is also given for each second of
 * that thread's processor time, where only waiting and extra work count.
 *
 * <p>Other clones of the same process come and go before, to warm both sides up: else the compilers
 * take more processor time than the handover.
 */
final class HandoverScenario implements Scenario {

  private static final String IDLE = "idle-master";
  private static final String BUSY = "busy-master";
  private static final String SECONDS = "s to join";
  private static final String KEPT = "rate kept";
  private static final String KEPT_CPU = "rate kept by CPU time";

  @Override
  public String name() {
    return "handover";
  }

  @Override
  public String description() {
    return "all entries (1 M, or as the profile says) from a memory master to a new clone over"
        + " loopback, two processes, and what else the master gets done meanwhile";
  }

  @Override
  public List<String> contestants() {
    return List.of(IDLE, BUSY);
  }

  @Override
  public Sample run(String contestant, Bench bench) throws InterruptedException {
    Map<String, String> arguments =
        bench
            .profile()
            .times("entries", bench.profile().entries(), "busy", contestant.equals(BUSY) ? 1 : 0);
    try (RoleHandle master = bench.launcher().launch(Master.class, arguments, "-Xmx3g");
        RoleHandle clone =
            bench
                .launcher()
                .launch(
                    Clone.class,
                    bench.profile().times("address", master.await("address")),
                    "-Xmx3g")) {
      clone.await("ready");
      master.say("start", "");
      master.await("started");
      clone.say("join", "");
      double seconds = clone.awaitNumber("seconds");
      master.say("joined", "");
      Sample sample =
          new Sample()
              .put(SECONDS, seconds)
              .put(Sample.LOST, bench.profile().entries() - clone.awaitNumber("size"));
      if (contestant.equals(BUSY)) {
        sample.put("op/s before", master.awaitNumber("before"));
        sample.put(KEPT, master.awaitNumber("kept"));
        sample.put(KEPT_CPU, master.awaitNumber("kept by CPU"));
      }
      return sample;
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    return List.of(
        Goal.atMost("handing 1 M entries to a new clone", "s", results.median(IDLE, SECONDS), 5),
        Goal.atLeast(
            "the master's other work meanwhile, of its rate before",
            "",
            results.median(BUSY, KEPT),
            "itself before",
            OptionalDouble.of(1),
            0.8),
        Goal.atLeast(
            "the same for each second of its processor time",
            "",
            results.median(BUSY, KEPT_CPU),
            "itself before",
            OptionalDouble.of(1),
            0.8));
  }

  /** A memory master with many entries. */
  public static final class Master implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      long entries = context.number("entries");
      try (Endpoint endpoint = Endpoint.open(BrokerOptions.of(64).build())) {
        Store store = endpoint.attachMaster(CloneRoles.STORE, Backend.memory());
        for (long i = 0; i < entries; i++) {
          store.put(Count.of(i), Count.of(i));
        }
        context.tell("address", endpoint.listen("127.0.0.1", 0));
        context.hear("start");
        if (context.number("busy") == 1) {
          try (OtherWork work = new OtherWork(store, entries)) {
            work.during(context.nanos("warmup"));
            OtherWork.Rates before = work.during(context.nanos("measure"));
            context.tell("started", "");
            OtherWork.Rates meanwhile = work.during(() -> context.hear("joined"));
            context.tell("before", before.perSecond());
            context.tell("kept", meanwhile.perSecond() / before.perSecond());
            context.tell("kept by CPU", meanwhile.perCpuSecond() / before.perCpuSecond());
          }
        } else {
          context.tell("started", "");
        }
        context.hear("end");
      }
    }
  }

  /** Joins to warm up, and again when it is told to. */
  public static final class Clone implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      try (Endpoint endpoint = Endpoint.open(BrokerOptions.of(64).build())) {
        if (!endpoint.peer("127.0.0.1", (int) context.number("address"), Duration.ZERO)) {
          throw new BenchmarkException("cannot peer");
        }
        do {
          Store store = endpoint.attachClone(CloneRoles.STORE);
          CloneRoles.awaitIdle(store);
          store.close();
        } while (ResourceUse.processCpuNanos() < context.nanos("warmup"));
        System.gc(); // What the first copies leave behind is not this one's.
        context.tell("ready", "");
        context.hear("join");
        long startNanos = System.nanoTime();
        Store store = endpoint.attachClone(CloneRoles.STORE);
        CloneRoles.awaitIdle(store);
        context.tell("seconds", (System.nanoTime() - startNanos) / 1e9);
        context.tell("size", store.size());
        context.hear("end");
      }
    }
  }
}
