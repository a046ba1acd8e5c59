package org.jbroker.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar by itself, as users get it. */
class JarIT {

  private static final Duration DEMO_LIMIT = Duration.ofSeconds(30);

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** As the processes of other tests, and those of the demo. */
  private static final List<String> QUICK_TO_START =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  private TestProcess jar(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(QUICK_TO_START);
    command.addAll(List.of("-jar", System.getProperty("broker.jar")));
    command.addAll(List.of(arguments));
    return dump.add(
        TestProcess.command(command.toArray(String[]::new)).directory(directory).start());
  }

  @Test
  void demoObservesAllThatItClaimsWithinThirtySecondsAndLeavesNoProcess(@TempDir Path directory) {
    try (TestProcess demo = jar(directory, "demo")) {
      assertThat(demo.requireEnd(DEMO_LIMIT)).isZero();
      List<String> output = Tool.output(demo);
      assertThat(output).last().asString().matches("(\\d+) of \\1 checks passed in .*");
      assertThat(output).noneMatch(line -> line.contains("\u001b"));
      for (String line : output) {
        if (line.matches(".* runs: process \\d+, .*")) {
          long pid = Long.parseLong(line.replaceFirst(".* process (\\d+),.*", "$1"));
          assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }
      }
    }
  }

  @Test
  void jarHasItsEngineWithAnonymousTlsAndItsVersion(@TempDir Path directory) {
    try (TestProcess version = jar(directory, "--version");
        TestProcess node =
            jar(directory, "node", "--topic=/t", "--listen=127.0.0.1:0", "--disable-ssl");
        TestProcess anonymous =
            jar(directory, "node", "--topic=/t", "--listen=127.0.0.1:0", "--tls-anonymous");
        TestProcess page = jar(directory, "node", "--websocket=127.0.0.1:0", "--page")) {
      assertThat(version.requireEnd(Tool.TIMEOUT)).isZero();
      assertThat(Tool.output(version)).singleElement().asString().matches("Broker for Java \\d.*");
      assertThat(Tool.address(node)).startsWith("127.0.0.1:");
      assertThat(Tool.address(anonymous)).startsWith("127.0.0.1:");
      page.awaitLine(Pattern.compile("^page at http://127.0.0.1:\\d+/$"), Tool.TIMEOUT);
    }
  }
}
