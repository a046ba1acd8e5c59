package org.jbroker.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jbroker.benchmarks.harness.Bench;
import org.jbroker.benchmarks.harness.BenchRunner;
import org.jbroker.benchmarks.harness.ProcessLauncher;
import org.jbroker.benchmarks.harness.Profile;
import org.jbroker.benchmarks.harness.Results;
import org.jbroker.benchmarks.harness.RoleLauncher;
import org.jbroker.benchmarks.harness.Sample;
import org.jbroker.benchmarks.harness.Scenario;
import org.jbroker.benchmarks.harness.ThreadLauncher;
import org.jbroker.benchmarks.transport.Transports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every benchmark runs with every contestant, as briefly as possible, and everything is delivered.
 * Times mean nothing here and are not looked at. Roles are threads; one test uses processes.
 */
class SmokeTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir private Path directory;

  static Stream<Scenario> scenarios() {
    return Scenarios.all().stream();
  }

  private Bench bench(RoleLauncher launcher) {
    return new Bench(Profile.SMOKE, launcher, directory, false);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void everyContestantDeliversEverything(Scenario scenario) throws Exception {
    Results results =
        new BenchRunner(bench(new ThreadLauncher(TIMEOUT)), List.of(), System.err).run(scenario);

    assertThat(results.failures()).isEmpty();
    List<String> expected =
        scenario.contestants().stream()
            .filter(contestant -> scenario.unavailable(contestant).isEmpty())
            .toList();
    assertThat(results.contestants()).containsExactlyElementsOf(expected);
    for (String contestant : expected) {
      results.median(contestant, Sample.LOST).ifPresent(lost -> assertThat(lost).isZero());
    }
    assertThat(scenario.goals(results))
        .isNotEmpty()
        .allMatch(goal -> goal.ours().isPresent(), "our figure is there");
  }

  @Test
  void aStreamBetweenProcessesDeliversEverything() throws Exception {
    ProcessLauncher launcher = new ProcessLauncher(TIMEOUT, List.of("-Xmx256m"));

    Sample sample = Streams.run(Transports.OURS, "", bench(launcher));

    assertThat(sample.misdelivered()).isZero();
    assertThat(sample.metrics()).containsKeys(Streams.RATE, "receiver B/msg", "sender B/msg");
  }
}
