package org.jbroker.benchmarks.scenario;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.RoleHandle;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.report.Goal;

/** Writes that are in a SQLite file at the end, beside bare JDBC with the same settings. */
final class SqliteScenario implements Scenario {

  private static final String OURS = "ours";
  private static final String JDBC = "jdbc";
  private static final String RATE = "put/s";
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public String description() {
    return "writes to a SQLite master that nobody waits for, then flush; beside JDBC with 1,000 rows"
        + " a transaction, a write-ahead log and the same 'synchronous'";
  }

  @Override
  public List<String> contestants() {
    return List.of(OURS + "-normal", JDBC + "-normal", OURS + "-full", JDBC + "-full");
  }

  @Override
  public Sample run(String contestant, Bench bench) throws Exception {
    long count = bench.profile().operations();
    String[] parts = contestant.split("-");
    Path directory = Files.createTempDirectory(bench.directory(), "sqlite");
    Map<String, String> arguments =
        Map.of(
            "directory",
            directory.toString(),
            "synchronous",
            parts[1],
            "count",
            Long.toString(count));
    try (RoleHandle role =
        bench
            .launcher()
            .launch(
                parts[0].equals(OURS) ? SqliteRoles.Ours.class : SqliteRoles.Jdbc.class,
                arguments)) {
      return new Sample()
          .put(RATE, count * NANOS_PER_SECOND / role.awaitNumber("nanos"))
          .put(Sample.LOST, count - role.awaitNumber("rows"));
    }
  }

  @Override
  public List<Goal> goals(Results results) {
    List<Goal> goals = new ArrayList<>();
    for (String synchronous : List.of("normal", "full")) {
      goals.add(
          Goal.atLeast(
              "put on SQLite, then flush, synchronous " + synchronous,
              RATE,
              results.median(OURS + "-" + synchronous, RATE),
              "JDBC, 1,000 rows a transaction",
              results.median(JDBC + "-" + synchronous, RATE),
              0.8));
    }
    return goals;
  }
}
