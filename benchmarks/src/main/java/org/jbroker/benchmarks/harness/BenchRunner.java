package org.jbroker.benchmarks.harness;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a scenario: all contestants in each round, in another order each time, so that what the
 * machine does beside hits all of them alike.
 */
public final class BenchRunner {

  private final Bench bench;
  private final Set<String> only;
  private final PrintStream progress;

  /**
   * A runner.
   *
   * @param only the contestants that take part; empty for all
   * @param progress gets a line for each contestant's turn
   */
  public BenchRunner(Bench bench, Collection<String> only, PrintStream progress) {
    this.bench = bench;
    this.only = Set.copyOf(only);
    this.progress = progress;
  }

  /**
   * Runs all rounds. A round that fails is noted in the results, and the next one begins.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public Results run(Scenario scenario) throws InterruptedException {
    Results results = new Results();
    List<String> contestants = new ArrayList<>();
    for (String contestant : scenario.contestants()) {
      if (!only.isEmpty() && !only.contains(contestant)) {
        continue;
      }
      Optional<String> reason = scenario.unavailable(contestant);
      reason.ifPresentOrElse(
          text -> {
            results.skip(contestant, text);
            progress.println(scenario.name() + ": without " + contestant + ": " + text);
          },
          () -> contestants.add(contestant));
    }
    int rounds = Math.min(bench.profile().rounds(), scenario.maxRounds());
    for (int round = 1; round <= rounds; round++) {
      for (String contestant : contestants) {
        turn(scenario, contestant, round + "/" + rounds, results);
      }
      Collections.rotate(contestants, 1);
    }
    return results;
  }

  private void turn(Scenario scenario, String contestant, String round, Results results)
      throws InterruptedException {
    String turn = scenario.name() + " " + round + " " + contestant;
    try {
      Sample sample = scenario.run(contestant, bench);
      if (sample.misdelivered() > 0) {
        results.fail(contestant, "messages were lost or out of order: " + sample.metrics());
      }
      results.add(contestant, sample);
      progress.println(turn + ": " + brief(sample));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      results.fail(contestant, e.toString());
      progress.println(turn + ": FAILED: " + e);
    }
  }

  private static String brief(Sample sample) {
    StringBuilder text = new StringBuilder();
    sample
        .metrics()
        .forEach(
            (metric, value) -> {
              text.append(text.isEmpty() ? "" : ", ");
              text.append(Numbers.compact(value)).append(' ').append(metric);
            });
    return text.toString();
  }
}
