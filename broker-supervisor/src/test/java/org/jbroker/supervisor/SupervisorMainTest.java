package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.supervisor.TestClient.PATIENCE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jbroker.supervisor.service.MainArguments;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The supervisor as a program. */
@NoLeaks(ignoreThreads = "globalEventExecutor-.*")
class SupervisorMainTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --topic-prefix a                                    | --directory is missing
          --directory                                         | --directory needs a value
          --directory=                                        | --directory is missing
          --directory a --directory b                         | --directory is given twice
          --dir a                                             | there is no option --dir
          a                                                   | there is no option a
          --directory a --topic-prefix=                       | a topic prefix has 1 to 256 bytes
          --directory a --listen 127.0.0.1:0                  | --listen needs --tls-cert
          --directory a --listen 127.0.0.1                    | --listen is not HOST:PORT: 127.0.0.1
          --directory a --listen :1                           | --listen is not HOST:PORT
          --directory a --listen h:65536                      | --listen is not HOST:PORT
          --directory a --tls-ca c                            | --tls-... is for --listen
          --directory a --listen h:1 --tls-cert c --tls-key k | --listen needs
          """)
  void refusesWrongUsageAndNamesTheOption(String line, String problem) {
    assertThatThrownBy(() -> MainArguments.parse(line.split(" ")).options())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void readsItsOptions() {
    SupervisorOptions options =
        MainArguments.parse(
                "--directory=/d",
                "--topic-prefix",
                "zeek/supervisor",
                "--listen",
                "[::1]:99",
                "--tls-cert=c",
                "--tls-key=k",
                "--tls-ca-dir=a")
            .options();
    assertThat(options.directory()).isEqualTo(RuntimeDirectory.at(Path.of("/d")));
    assertThat(options.topics()).isEqualTo(SupervisorTopics.zeek());
    assertThat(options.listener().orElseThrow().address()).isEqualTo("::1");
    assertThat(options.listener().orElseThrow().port()).isEqualTo(99);
    assertThat(MainArguments.parse("--help").isHelp()).isTrue();
  }

  /** In one go, since each process takes a second: usage, a second one, signals, the C locale. */
  @Test
  void runsUntilItIsToldToEndAndLeavesItsWorkersToTheNext() throws Exception {
    RuntimeDirectory directory = RuntimeDirectory.at(folder.resolve("run"));
    String[] arguments = {"--directory", directory.path().toString()};
    String umlaut = "\u00fc";
    NodeConfig config =
        NodeConfig.builder(
                "w-" + umlaut, "/bin/sh", "-c", "echo \"$1\"; exec sleep 1000", "sh", umlaut)
            .build();
    long pid;
    try (TestProcess first =
            TestProcess.java(SupervisorMain.class, arguments).environment("LC_ALL", "C").start();
        TestProcess wrong = TestProcess.java(SupervisorMain.class, "--nonsense").start()) {
      first.awaitLine(SupervisorMain.READY::equals, LONG);
      assertThat(wrong.requireEnd(LONG)).isEqualTo(2);
      assertThat(wrong.dump()).contains("there is no option --nonsense").contains("usage:");
      try (TestProcess second = TestProcess.java(SupervisorMain.class, arguments).start();
          TestClient client = new TestClient(directory)) {
        assertThat(client.create(config)).isEmpty();
        Path out = directory.stdoutFile(config);
        Await.until(PATIENCE, "its argument is whole", () -> text(out).equals(umlaut + "\n"));
        pid = client.statusOf(config.name()).pid().getAsLong();
        assertThat(second.requireEnd(LONG)).isEqualTo(1);
        assertThat(second.dump()).contains("another supervisor (pid " + first.pid() + ")");
      }
      // Gracefully; kill -9 is ChaosTest's.
      Processes.signal("TERM", first.pid());
      assertThat(first.requireEnd(LONG)).isEqualTo(128 + 15);
      assertThat(Processes.isRunning(pid)).isTrue();
      assertThat(directory.socket()).doesNotExist();
      adoptAndEnd(directory, arguments, config.name(), pid);
    }
  }

  private static void adoptAndEnd(
      RuntimeDirectory directory, String[] arguments, String name, long pid) throws Exception {
    try (TestProcess next = TestProcess.java(SupervisorMain.class, arguments).start()) {
      next.awaitLine(SupervisorMain.READY::equals, LONG);
      try (TestClient client = new TestClient(directory)) {
        assertThat(client.statusOf(name).pid()).hasValue(pid);
        assertThat(client.shutDown(true)).isEmpty();
      }
      assertThat(next.requireEnd(LONG)).isZero();
      assertThat(Processes.isRunning(pid)).isFalse();
    }
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
