package org.jbroker.benchmarks.scenario;

import java.util.List;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.ResourceUse;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.micro.KeyValue;
import org.jbroker.benchmarks.report.Goal;
import org.jbroker.data.Count;

/** Writes to something that holds entries in memory, by one thread, with nobody else interested. */
final class StorePutScenario implements Scenario {

  private static final String RATE = "put/s";
  private static final String OURS = "ours";

  @Override
  public String name() {
    return "store-put";
  }

  @Override
  public String description() {
    return "writes to a memory master without clones, small keys and values, idle at the end";
  }

  @Override
  public List<String> contestants() {
    return List.of(OURS, "concurrent-hash-map", "caffeine", "mvstore");
  }

  @Override
  public Sample run(String contestant, Bench bench) throws InterruptedException {
    try (RoleHandle role =
        bench.launcher().launch(Writer.class, bench.profile().times("contestant", contestant))) {
      return new Sample().put(RATE, role.awaitNumber("rate"));
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    return List.of(
        Goal.atLeast(
            "store put, memory master, no clone", RATE, results.median(OURS, RATE), 2_000_000));
  }

  /** Writes as long as it is told to. */
  public static final class Writer implements Role {

    private static final int WARMUPS = 4;
    private static final int BATCH = 1024;
    private static final int KEYS = 1 << 14;

    @Override
    public void run(RoleContext context) throws Exception {
      try (KeyValue store = KeyValue.named(context.argument("contestant"))) {
        for (int key = 0; key < KEYS; key++) {
          store.put(Count.of(key), Count.of(key));
        }
        for (long warmAtNanos = ResourceUse.processCpuNanos() + context.nanos("warmup");
            ResourceUse.processCpuNanos() < warmAtNanos; ) {
          write(store, context.nanos("warmup") / WARMUPS);
        }
        context.tell("rate", write(store, context.nanos("measure")));
        for (int key = 0; key < KEYS; key++) {
          long value = ((Count) store.get(Count.of(key))).bits();
          if (value % KEYS != key) {
            throw new BenchmarkException("key " + key + " has the value of another: " + value);
          }
        }
      }
    }

    private static double write(KeyValue store, long durationNanos) throws InterruptedException {
      long count = 0;
      long startNanos = System.nanoTime();
      while (System.nanoTime() - startNanos < durationNanos) {
        for (int i = 0; i < BATCH; i++) {
          store.put(Count.of(count % KEYS), Count.of(count));
          count++;
        }
      }
      store.awaitIdle();
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      if (store.size() != KEYS) {
        throw new BenchmarkException(store.size() + " entries after " + count + " writes");
      }
      return count / seconds;
    }
  }
}
