package org.jbroker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.process.OutputLine;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Runs the program of {@code src/it/consumer}, which is the README's first snippet compiled against
 * the installed artifacts, once per way to find them.
 */
class ConsumerIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String MAIN = "com.example.Main";

  private final Path consumer = Path.of(System.getProperty("consumer.directory"));

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  @Test
  void readmeSnippetRunsOnTheClassPath() {
    Path target = consumer.resolve("on-class-path/target");
    runAgainstPong(
        "-cp", target.resolve("classes") + File.pathSeparator + target.resolve("lib/*"), MAIN);
  }

  @Test
  void readmeSnippetRunsOnTheModulePath() {
    Path target = consumer.resolve("on-module-path/target");
    runAgainstPong(
        "-p",
        target.resolve("classes") + File.pathSeparator + target.resolve("lib"),
        "-m",
        "com.example.consumer/" + MAIN);
  }

  private void runAgainstPong(String... options) {
    try (TestProcess pong = dump.add(TestProcess.java(Pong.class, "0").start())) {
      String[] command = new String[options.length + 2];
      command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      System.arraycopy(options, 0, command, 1, options.length);
      command[command.length - 1] = ExamplesTest.port(pong);
      try (TestProcess program = dump.add(TestProcess.command(command).start())) {
        assertThat(program.requireEnd(TIMEOUT)).isZero();
        assertThat(program.lines())
            .extracting(OutputLine::text)
            .anySatisfy(line -> assertThat(line).contains("pong"));
      }
    }
  }
}
