package org.jbroker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The command line. */
class BenchMainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return BenchMain.run(stream(out), stream(err), args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void listsTheBenchmarks() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("throughput: ").contains("idle: ");
  }

  @Test
  void refusesAnUnknownBenchmarkAndNamesTheOthers() {
    assertThat(run("--only", "speed")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--only").contains("throughput");
  }

  @Test
  void refusesAnUnknownProfile() {
    assertThat(run("--profile", "long")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--profile");
  }
}
