package org.jbroker.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goals, tables and JSON. */
class ReportTest {

  private static OptionalDouble of(double value) {
    return OptionalDouble.of(value);
  }

  @Test
  void aGoalComparesWithAMultipleOfThePeer() {
    assertThat(Goal.atLeast("w", "u", of(4), "p", of(2), 2).verdict()).isEqualTo(Goal.Verdict.MET);
    assertThat(Goal.atLeast("w", "u", of(3.9), "p", of(2), 2).verdict())
        .isEqualTo(Goal.Verdict.NOT_MET);
    assertThat(Goal.atMost("w", "u", of(2.2), "p", of(2), 1.1).verdict())
        .isEqualTo(Goal.Verdict.MET);
    assertThat(Goal.atMost("w", "u", of(200), 150).verdict()).isEqualTo(Goal.Verdict.NOT_MET);
  }

  @Test
  void aGoalWithoutAFigureIsNotMeasured() {
    Goal goal = Goal.atLeast("w", "u", OptionalDouble.empty(), "p", of(2), 2);

    assertThat(goal.verdict()).isEqualTo(Goal.Verdict.NOT_MEASURED);
    assertThat(goal.ratio()).isEmpty();
  }

  private static ScenarioReport report() {
    Results results = new Results();
    results.add("ours", new Sample().put("msg/s", 1_500_000).put("lost", 0));
    results.add("ours", new Sample().put("msg/s", 2_500_000).put("lost", 0));
    results.skip("nats", "not installed");
    results.fail("jeromq", "silence");
    return new ScenarioReport(
        "throughput",
        "a test",
        results,
        List.of(
            Goal.atLeast("rate", "msg/s", results.median("ours", "msg/s"), "it", of(1_000_000), 2),
            Goal.atLeast("more", "msg/s", OptionalDouble.empty(), 5)));
  }

  @Test
  void tablesAreAligned() {
    assertThat(TextReport.of(List.of(report())))
        .isEqualTo(
            """
            throughput: a test

            contestant  measured  median   least    most
            ----------  --------  ------  ------  ------
            ours        msg/s     2.00 M  1.50 M  2.50 M
                        lost           0       0       0
            without nats: not installed
            FAILED jeromq: silence

            Goals

            what    ours         measured against  theirs  ratio     goal
            ----  ------  -----  ----------------  ------  -----  -------
            """
                    .replaceAll("(?s)what .*", "")
                + TextReport.goals(List.of(report())));
    assertThat(TextReport.goals(List.of(report())).lines().toList())
        .containsExactly(
            "what    ours         measured against  theirs  ratio  goal",
            "----  ------  -----  ----------------  ------  -----  --------------------",
            "rate  2.00 M  msg/s  it                1.00 M   2.00  >= 2.00 met",
            "more       -  msg/s  fixed               5.00      -  >= 1.00 not measured");
  }

  @Test
  void jsonHoldsEveryValueAndNullForMissingOnes(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("result.json");

    JsonReport.write(file, Map.of("profile", "smoke"), Map.of("cores", "2"), List.of(report()));

    String json = Files.readString(file);
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        assertThat(parser.currentToken()).isNotNull();
      }
    }
    assertThat(json)
        .contains("\"profile\" : \"smoke\"")
        .contains("\"msg/s\" : [ 1500000.0, 2500000.0 ]")
        .contains("\"nats\" : \"not installed\"")
        .contains("\"jeromq: silence\"")
        .contains("\"ours\" : null")
        .contains("\"verdict\" : \"met\"");
  }
}
