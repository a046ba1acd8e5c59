package org.jbroker.benchmarks.scenario;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs one class of JMH benchmarks with one contestant, and tells {@code METHOD:OPERATIONS PER
 * SECOND:BYTES PER OPERATION} of each, with commas between. JMH starts a JVM of its own, which ends
 * with this role's process.
 */
public final class MicroRole implements Role {

  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final double MAX_CROWDING = 4;
  private static final int WARMUPS = 3;
  private static final int MEASUREMENTS = 3;

  /**
   * How much longer a warm-up has to be because others use the processors, too: JMH goes by the
   * clock, and the compiler by the processor time that it gets.
   */
  private static double crowding() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    double share = system.getSystemLoadAverage() / system.getAvailableProcessors();
    return Math.max(1, Math.min(MAX_CROWDING, share));
  }

  @Override
  public void run(RoleContext context) throws Exception {
    System.setProperty("jmh.ignoreLock", "true");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + context.argument("class").replace(".", "\\.") + "\\.")
            .param(context.argument("parameter"), context.argument("contestant"))
            .mode(Mode.Throughput)
            .timeUnit(TimeUnit.SECONDS)
            .threads((int) context.number("threads"))
            .forks((int) context.number("forks"))
            .warmupIterations(WARMUPS)
            .warmupTime(
                TimeValue.nanoseconds((long) (context.nanos("warmup") * crowding() / WARMUPS)))
            .measurementIterations(MEASUREMENTS)
            .measurementTime(TimeValue.nanoseconds(context.nanos("measure") / MEASUREMENTS))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .jvmArgsAppend("-Xmx4g")
            .verbosity(VerboseMode.SILENT);
    Collection<RunResult> results = new Runner(options.build()).run();
    if (results.isEmpty()) {
      throw new BenchmarkException("no benchmark in " + context.argument("class"));
    }
    List<String> texts = new ArrayList<>();
    for (RunResult result : results) {
      Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
      texts.add(
          result.getPrimaryResult().getLabel()
              + ":"
              + result.getPrimaryResult().getScore()
              + ":"
              + (allocation == null ? Double.NaN : allocation.getScore()));
    }
    context.tell("results", String.join(",", texts));
  }
}
