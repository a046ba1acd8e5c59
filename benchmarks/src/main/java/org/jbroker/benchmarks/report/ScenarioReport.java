package org.jbroker.benchmarks.report;

import java.util.List;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Scenario;

/**
 * A scenario and what it measured.
 *
 * @param name of the scenario
 * @param description of the scenario
 * @param results what was measured
 * @param goals its rows of the table of goals
 */
public record ScenarioReport(String name, String description, Results results, List<Goal> goals) {

  /** Asks the scenario for its goals. */
  public static ScenarioReport of(Scenario scenario, Results results) {
    return new ScenarioReport(
        scenario.name(), scenario.description(), results, scenario.goals(results));
  }
}
