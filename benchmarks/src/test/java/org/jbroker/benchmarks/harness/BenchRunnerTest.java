package org.jbroker.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jbroker.benchmarks.report.Goal;
import org.junit.jupiter.api.Test;

/** Rounds: who comes when, and what becomes of failures. */
class BenchRunnerTest {

  private static final Profile THREE_ROUNDS =
      new Profile("test", 3, 0, 0, 1, 1, 1, 1, 1, 1, Duration.ofSeconds(1));

  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  private Results run(Scripted scenario) throws InterruptedException {
    Bench bench =
        new Bench(THREE_ROUNDS, new ThreadLauncher(Duration.ofSeconds(1)), Path.of("."), false);
    return new BenchRunner(
            bench, List.of(), new PrintStream(progress, true, StandardCharsets.UTF_8))
        .run(scenario);
  }

  /** Measures how often it was called; contestant {@code loses} loses, {@code throws} throws. */
  private static final class Scripted implements Scenario {

    private final List<String> contestants;
    private final List<String> turns = new ArrayList<>();

    Scripted(String... contestants) {
      this.contestants = List.of(contestants);
    }

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public String description() {
      return "a test";
    }

    @Override
    public List<String> contestants() {
      return contestants;
    }

    @Override
    public Optional<String> unavailable(String contestant) {
      return contestant.equals("absent") ? Optional.of("not here") : Optional.empty();
    }

    @Override
    public Sample run(String contestant, Bench bench) {
      turns.add(contestant);
      if (contestant.equals("throws")) {
        throw new BenchmarkException("broken");
      }
      return new Sample()
          .put("turns", turns.size())
          .put(Sample.LOST, contestant.equals("loses") ? 1 : 0);
    }

    @Override
    public List<Goal> goals(Results results) {
      return List.of();
    }
  }

  @Test
  void contestantsTakeTurnsInAnotherOrderEachRound() throws Exception {
    Scripted scenario = new Scripted("a", "b", "c");

    Results results = run(scenario);

    assertThat(scenario.turns).containsExactly("a", "b", "c", "c", "a", "b", "b", "c", "a");
    assertThat(results.median("a", "turns")).hasValue(5);
    assertThat(results.failures()).isEmpty();
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("scripted 3/3 a: 9.00 turns");
  }

  @Test
  void lostMessagesFailTheRun() throws Exception {
    assertThat(run(new Scripted("loses")).failures()).hasSize(3).allMatch(f -> f.contains("lost"));
  }

  @Test
  void aFailedTurnDoesNotEndTheRun() throws Exception {
    Results results = run(new Scripted("throws", "a"));

    assertThat(results.failures()).hasSize(3).allMatch(f -> f.contains("throws: "));
    assertThat(results.series("a").get(0).values()).hasSize(3);
    assertThat(results.median("throws", "turns")).isEmpty();
  }

  @Test
  void whoCannotTakePartIsSkippedWithAWord() throws Exception {
    Scripted scenario = new Scripted("absent", "a");

    Results results = run(scenario);

    assertThat(results.skipped()).containsEntry("absent", "not here");
    assertThat(scenario.turns).doesNotContain("absent");
    assertThat(progress.toString(StandardCharsets.UTF_8)).contains("without absent: not here");
  }
}
