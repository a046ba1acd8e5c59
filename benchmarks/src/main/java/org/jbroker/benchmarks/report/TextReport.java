package org.jbroker.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jbroker.benchmarks.harness.Numbers;
import org.jbroker.benchmarks.harness.Series;

/** The results as aligned tables: what everybody did, then the goals. */
public final class TextReport {

  private TextReport() {}

  /** All scenarios. */
  public static String of(List<ScenarioReport> scenarios) {
    StringBuilder text = new StringBuilder();
    for (ScenarioReport scenario : scenarios) {
      text.append(scenario.name()).append(": ").append(scenario.description()).append("\n\n");
      text.append(measurements(scenario)).append('\n');
    }
    text.append("Goals\n\n").append(goals(scenarios));
    return text.toString();
  }

  private static String measurements(ScenarioReport scenario) {
    Table table = new Table("llrrr", "contestant", "measured", "median", "least", "most");
    for (String contestant : scenario.results().contestants()) {
      String first = contestant;
      for (Series series : scenario.results().series(contestant)) {
        table.row(
            first,
            series.metric(),
            Numbers.compact(series.median()),
            Numbers.compact(series.min()),
            Numbers.compact(series.max()));
        first = "";
      }
    }
    StringBuilder text = new StringBuilder(table.toString());
    scenario
        .results()
        .skipped()
        .forEach(
            (contestant, reason) ->
                text.append("without ")
                    .append(contestant)
                    .append(": ")
                    .append(reason)
                    .append('\n'));
    scenario
        .results()
        .failures()
        .forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
    return text.toString();
  }

  /** The goals of all scenarios, a row each. */
  static String goals(List<ScenarioReport> scenarios) {
    Table table =
        new Table("lrllrrl", "what", "ours", "", "measured against", "theirs", "ratio", "goal");
    for (ScenarioReport scenario : scenarios) {
      for (Goal goal : scenario.goals()) {
        table.row(
            goal.what(),
            text(goal.ours()),
            goal.unit(),
            goal.peer(),
            text(goal.theirs()),
            goal.ratio().isPresent() ? twoDigits(goal.ratio().getAsDouble()) : "-",
            (goal.atMost() ? "<= " : ">= ") + twoDigits(goal.factor()) + " " + goal.verdict());
      }
    }
    return table.toString();
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? Numbers.compact(value.getAsDouble()) : "-";
  }

  private static String twoDigits(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
