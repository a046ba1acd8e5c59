package org.jbroker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar: both harnesses find their classes in it, and the report is written. */
@EnabledIfSystemProperty(named = "bench.jar", matches = ".+")
@NoLeaks
class BenchJarIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  @Test
  void measuresInProcessesAndWritesTheReport(@TempDir Path directory) throws Exception {
    Path json = directory.resolve("result.json");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    try (TestProcess bench =
        TestProcess.command(
                java,
                "-jar",
                System.getProperty("bench.jar"),
                "--profile",
                "smoke",
                "--only",
                "records,lookup",
                "--json",
                json.toString())
            .start()) {
      assertThat(bench.requireEnd(TIMEOUT)).as(bench.dump()).isZero();
      assertThat(bench.dump()).contains("conn-log records, decoded and read").contains("lookup/s");
    }
    assertThat(Files.readString(json)).contains("\"records\"").contains("\"lookup\"");
  }
}
