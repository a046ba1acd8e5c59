package org.jbroker.benchmarks.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;

/**
 * A scenario of one class of JMH benchmarks. Metrics are {@code METHOD/s} and {@code METHOD B}.
 *
 * @param name of the scenario
 * @param description of the scenario
 * @param benchmark the class
 * @param parameter the name of its parameter that contestants are values of
 * @param contestants the values; a suffix {@code xN} means N threads
 * @param valueOf turns a contestant into the parameter's value in a profile
 * @param goalsOf the rows of the table
 */
record MicroScenario(
    String name,
    String description,
    Class<?> benchmark,
    String parameter,
    List<String> contestants,
    ValueOf valueOf,
    Function<Results, List<Goal>> goalsOf)
    implements Scenario {

  /** Turns a contestant's name, without the threads, into a value. */
  @FunctionalInterface
  interface ValueOf {

    /** The contestant's name is the value. */
    ValueOf SAME = (contestant, bench) -> contestant;

    String value(String contestant, Bench bench);
  }

  private static final String THREADS = " x";

  /** The contestant with so many threads. */
  static String withThreads(String contestant, int threads) {
    return contestant + THREADS + threads;
  }

  @Override
  public Sample run(String contestant, Bench bench) throws InterruptedException {
    int at = contestant.indexOf(THREADS);
    String base = at < 0 ? contestant : contestant.substring(0, at);
    String threads = at < 0 ? "1" : contestant.substring(at + THREADS.length());
    Map<String, String> arguments =
        new LinkedHashMap<>(
            bench
                .profile()
                .times(
                    "class",
                    benchmark.getName(),
                    "parameter",
                    parameter,
                    "contestant",
                    valueOf.value(base, bench),
                    "threads",
                    threads,
                    "forks",
                    bench.forks() ? 1 : 0));
    Sample sample = new Sample();
    try (RoleHandle role = bench.launcher().launch(MicroRole.class, arguments)) {
      for (String result : role.await("results").split(",")) {
        String[] parts = result.split(":");
        sample.put(parts[0] + "/s", Double.parseDouble(parts[1]));
        sample.put(parts[0] + " B", Double.parseDouble(parts[2]));
      }
    }
    return sample;
  }

  @Override
  public List<Goal> goals(Results results) {
    return goalsOf.apply(results);
  }
}
