package org.jbroker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jbroker.benchmarks.harness.Profile;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.scenario.Scenarios;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/performance.md} against the code. */
class PerformancePageTest {

  private static String page() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("basedir", ".")).resolve("../docs/performance.md"));
  }

  @Test
  void namesEveryBenchmark() throws IOException {
    assertThat(page())
        .contains(Scenarios.all().stream().map(Scenario::name).map(n -> "`" + n + "`").toList());
  }

  @Test
  void tellsWhatAProfileDoes() throws IOException {
    assertThat(page()).contains(row(Profile.SHORT)).contains(row(Profile.FULL));
  }

  private static String row(Profile profile) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %d | %.0f s | %.0f s, or %,d operations |",
        profile.name(),
        profile.rounds(),
        profile.warmupSeconds(),
        profile.measureSeconds(),
        profile.operations());
  }
}
