package org.jbroker.tools.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.process.TestProcess;
import org.jbroker.tools.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code broker ctl} as scripts and services use it, with real processes. */
class CtlProcessTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private RuntimeDirectory directory;

  @BeforeEach
  void nameDirectory() {
    directory = RuntimeDirectory.at(folder.resolve("r"));
  }

  /** Nothing may be left, whatever the test did. */
  @AfterEach
  void shutDown() throws InterruptedException {
    if (Files.exists(directory.path())) {
      try (SupervisorClient client = SupervisorClient.connect(directory)) {
        client.destroyAll();
        client.shutdown();
      }
    }
  }

  private TestProcess ctl(String... arguments) {
    List<String> all = new ArrayList<>(List.of("ctl", "--directory", directory.toString()));
    all.addAll(List.of(arguments));
    return dump.add(Tool.start(all.toArray(new String[0])));
  }

  /** In this process, which is quicker and no different for what is tested here. */
  private int run(String... arguments) {
    out.reset();
    List<String> all = new ArrayList<>(List.of("ctl", "--directory", directory.toString()));
    all.addAll(List.of(arguments));
    return Tool.run(out, new ByteArrayOutputStream(), all.toArray(new String[0]));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private NodeStatus status(String node) throws InterruptedException {
    try (SupervisorClient client = SupervisorClient.connect(directory)) {
      return client.status(node);
    }
  }

  private static boolean isRunning(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> process.info().command().isPresent())
        .isPresent();
  }

  @Test
  void scriptsGetExitStatusAndJsonAndEverythingOutlivesTheCommands() throws Exception {
    assertThat(run("status", "--json")).isEqualTo(1);
    assertThat(printed())
        .isEqualTo("{\"ok\":false,\"error\":\"no supervisor runs in " + directory + "\"}\n");
    try (TestProcess create =
        ctl("create", "a", "--wait", "--", "sh", "-c", "echo up; exec sleep 600")) {
      assertThat(create.requireEnd(TIMEOUT)).isZero();
      assertThat(Tool.output(create)).containsExactly("created a");
    }
    long worker = status("a").pid().orElseThrow();
    assertThat(run("status", "--json")).isZero();
    assertThat(printed())
        .contains("\"name\":\"a\"", "\"state\":\"running\"", "\"pid\":" + worker + ",")
        .endsWith("}\n");
    assertThat(run("logs", "a")).isZero();
    assertThat(printed()).isEqualTo("==> stdout.log <==\nup\n");
    assertThat(run("destroy", "b")).isEqualTo(1);
    assertThat(run("shutdown")).isZero();
    assertThat(isRunning(worker)).isFalse();
    assertThat(run("status")).isEqualTo(1);
  }

  @Test
  void mainOfAServiceStopsWorkersThenSupervisorThenItself() throws Exception {
    assumeTrue(isDelivered(1), "SIGHUP is ignored here, as under nohup, and so by children");
    long supervisor;
    long worker;
    try (TestProcess main = ctl("serve")) {
      supervisor = supervisorOf(main);
      try (SupervisorClient client = SupervisorClient.connect(directory)) {
        client.create(NodeConfig.of("a", "sleep", "600"));
        worker = client.awaitRunning("a", TIMEOUT).pid().orElseThrow();
      }
      main.awaitLine(("a running (pid " + worker + ")")::equals, TIMEOUT);

      // A new version of main: this one ends, the next one finds what runs.
      main.signal("HUP");
      assertThat(main.requireEnd(TIMEOUT)).isEqualTo(129);
      assertThat(isRunning(worker)).isTrue();
    }
    try (TestProcess next = ctl("serve")) {
      assertThat(supervisorOf(next)).isEqualTo(supervisor);
      next.terminate();
      assertThat(next.requireEnd(TIMEOUT)).isZero();
      assertThat(Tool.output(next))
          .containsSubsequence(
              "stopping the workers, then the supervisor",
              "a stopped",
              "workers and supervisor have ended");
      assertThat(isRunning(worker)).isFalse();
      assertThat(isRunning(supervisor)).isFalse();
    }
  }

  private static long supervisorOf(TestProcess main) {
    Pattern pattern = Pattern.compile("^supervisor (\\d+) runs in .*");
    Matcher line = pattern.matcher(main.awaitLine(pattern, TIMEOUT));
    assertThat(line.matches()).isTrue();
    return Long.parseLong(line.group(1));
  }

  @Test
  void mainOfAServiceReplacesAKilledSupervisorAndEndsWithOneThatIsShutDown() throws Exception {
    try (TestProcess main = ctl("serve")) {
      long first = supervisorOf(main);
      main.skipOutput();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      main.awaitNextLine(Pattern.compile("is gone; its workers run on"), TIMEOUT);
      main.awaitNextLine(Pattern.compile("^supervisor \\d+ runs in "), TIMEOUT);
      try (SupervisorClient client = SupervisorClient.connect(directory)) {
        assertThat(client.supervisorPid().getAsLong()).isNotEqualTo(first);
        client.shutdown();
      }
      assertThat(main.requireEnd(TIMEOUT)).isZero();
      Await.until(TIMEOUT, () -> !isRunning(first));
    }
  }

  /** Whether this process, and so its children, do not ignore a signal. */
  private static boolean isDelivered(int signal) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).trim(), 16))
        .allMatch(ignored -> (ignored >>> (signal - 1) & 1) == 0);
  }
}
