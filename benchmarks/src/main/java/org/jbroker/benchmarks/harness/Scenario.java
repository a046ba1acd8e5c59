package org.jbroker.benchmarks.harness;

import java.util.List;
import java.util.Optional;
import org.jbroker.benchmarks.report.Goal;

/** One benchmark: what its contestants do in a round, and which goals that answers. */
public interface Scenario {

  /** What it is called on the command line. */
  String name();

  /** What it measures, in one sentence. */
  String description();

  /** Who takes part. */
  List<String> contestants();

  /** Why a contestant cannot take part here; empty if it can. */
  default Optional<String> unavailable(String contestant) {
    return Optional.empty();
  }

  /** How many rounds this needs at most, whatever the profile says. */
  default int maxRounds() {
    return Integer.MAX_VALUE;
  }

  /**
   * Lets one contestant do its work once.
   *
   * @throws Exception whatever goes wrong, lost messages included
   */
  Sample run(String contestant, Bench bench) throws Exception;

  /** The rows of the table of goals. */
  List<Goal> goals(Results results);
}
