package org.jbroker.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.Readiness;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.supervisor.SupervisorClientOptions;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Main processes and supervisors that come and go, while the workers run on. Real processes. */
@NoLeaks
class MainProcessesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern READY = Pattern.compile("^main ready$");
  private static final Pattern SUPERVISOR = Pattern.compile("^supervisor (\\d+)$");

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  @TempDir Path folder;
  private RuntimeDirectory directory;

  @BeforeEach
  void makeDirectory() {
    directory = RuntimeDirectory.at(folder.resolve("r"));
    dump.add("log of the supervisor", () -> TestFiles.text(directory.log()));
  }

  /** Nothing may be left, whatever the test did. */
  @AfterEach
  void shutDown() throws InterruptedException {
    try (SupervisorClient client = connect()) {
      client.destroyAll();
      client.shutdown();
      long supervisor = client.supervisorPid().getAsLong();
      assertThat(LiveProcess.isRunning(supervisor)).isFalse();
    }
  }

  private SupervisorClient connect() throws InterruptedException {
    return SupervisorClient.connect(
        SupervisorClientOptions.builder(directory).connectTimeout(TIMEOUT).build());
  }

  private TestProcess startMain() {
    return dump.add(
        TestProcess.java(MainProgram.class, directory.path().toString())
            .name("main")
            .maxHeapMebibytes(64)
            .start());
  }

  private static long supervisorOf(TestProcess main) {
    Matcher line = SUPERVISOR.matcher(main.awaitLine(SUPERVISOR, TIMEOUT));
    assertThat(line.matches()).isTrue();
    return Long.parseLong(line.group(1));
  }

  /** The process alone, as {@code kill -9} does; nothing of its tree. */
  private static void kill9(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    Await.until(TIMEOUT, "end of " + pid, () -> !LiveProcess.isRunning(pid));
  }

  /** Field 6 of {@code /proc/PID/stat}. */
  private static long sessionOf(long pid) {
    String stat = TestFiles.text(Path.of("/proc", Long.toString(pid), "stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
  }

  private static boolean isDescendant(long pid, long ancestor) {
    return ProcessHandle.of(ancestor).orElseThrow().descendants().anyMatch(p -> p.pid() == pid);
  }

  @Test
  void mainsThatStartAtTheSameMomentGetOneSupervisorThatOutlivesThem() throws Exception {
    CountingWorkers workers = new CountingWorkers(folder, 2);
    List<TestProcess> mains = List.of(startMain(), startMain());
    List<Long> supervisors = new ArrayList<>();
    for (TestProcess main : mains) {
      main.awaitLine(READY, TIMEOUT);
      supervisors.add(supervisorOf(main));
    }
    assertThat(supervisors.get(0)).isEqualTo(supervisors.get(1));
    assertThat(sessionOf(supervisors.get(0)))
        .as("a session of its own")
        .isEqualTo(supervisors.get(0));
    assertThat(mains)
        .as("no child that is killed with the tree of a main")
        .noneMatch(main -> isDescendant(supervisors.get(0), main.pid()));
    try (SupervisorClient client = connect()) {
      for (String name : workers.names()) {
        client.create(workers.config(name));
      }
      workers.awaitProgress(TIMEOUT);
    }
    // Whoever of them started it: killed with everything that is left of its tree.
    for (TestProcess main : mains) {
      main.close();
    }
    assertThat(LiveProcess.isRunning(supervisors.get(0))).isTrue();
    workers.awaitProgress(TIMEOUT);

    try (TestProcess next = startMain()) {
      next.awaitLine(READY, TIMEOUT);
      assertThat(supervisorOf(next)).isEqualTo(supervisors.get(0));
      for (String name : workers.names()) {
        long pid = workers.starts(name).get(0);
        next.awaitLine(("node " + name + " running " + pid)::equals, TIMEOUT);
      }
    }
    workers.requireStartedOnce();
  }

  @Test
  void killedSupervisorIsNoticedAndReplacedAndItsWorkersAreAdopted() throws Exception {
    CountingWorkers workers = new CountingWorkers(folder, 1);
    String name = workers.names().get(0);
    try (SupervisorClient client = connect()) {
      client.create(workers.config(name));
      NodeStatus before = client.awaitRunning(name, TIMEOUT);
      long first = client.supervisorPid().getAsLong();
      kill9(first);
      Await.until(TIMEOUT, "the loss is noticed", () -> !client.isConnected());
      workers.awaitProgress(TIMEOUT);

      client.reconnect();
      assertThat(client.supervisorPid().getAsLong()).isNotEqualTo(first);
      NodeStatus after = client.awaitRunning(name, TIMEOUT);
      assertThat(after.pid()).isEqualTo(before.pid());
      assertThat(after.restarts()).isZero();
      workers.requireStartedOnce();

      client.shutdown(false);
      workers.awaitProgress(TIMEOUT);
      client.reconnect();
      assertThat(client.awaitRunning(name, TIMEOUT).pid()).isEqualTo(before.pid());
      workers.requireStartedOnce();
    }
  }

  @Test
  void javaWorkerFindsItsConfigAndSaysThatItIsReady() throws Exception {
    NodeConfig config =
        NodeConfig.builder("java", JavaCommand.of(ReadyWorker.class).toArray(String[]::new))
            .readiness(Readiness.notified(TIMEOUT))
            .build();
    try (SupervisorClient client = connect()) {
      client.create(config);
      NodeStatus status = client.await("java", s -> s.state() != NodeState.STARTING, TIMEOUT);
      assertThat(status.state()).isEqualTo(NodeState.RUNNING);
      assertThat(TestFiles.text(directory.stdoutFile(config))).isEqualTo("java is java\n");
    }
  }

  @Test
  void workersRunOnceWhateverIsKilled() throws Exception {
    killAtRandom(5, 2);
  }

  @Test
  @Tag("long")
  void workersRunOnceWhateverIsKilledFiftyTimes() throws Exception {
    killAtRandom(50, 5);
  }

  /** Kills mains and supervisors at random moments: also while they start. */
  private void killAtRandom(int kills, int number) throws Exception {
    Random random = dump.random(20_261_120);
    CountingWorkers workers = new CountingWorkers(folder, number);
    try (SupervisorClient client = connect()) {
      for (String name : workers.names()) {
        client.create(workers.config(name));
      }
    }
    workers.awaitProgress(TIMEOUT);
    for (int i = 0; i < kills; i++) {
      try (TestProcess main = startMain()) {
        // From the first moments of its JVM to long after it is ready.
        Await.holds(Duration.ofMillis(random.nextInt(1500)), "the main runs", main::isAlive);
        if (random.nextBoolean()) {
          TestFiles.pidIn(directory.lock())
              .filter(LiveProcess::isRunning)
              .ifPresent(MainProcessesTest::kill9);
        }
        main.kill9();
      }
      workers.requireStartedOnce();
    }
    workers.awaitProgress(TIMEOUT);
    try (SupervisorClient client = connect()) {
      for (String name : workers.names()) {
        NodeStatus status = client.awaitRunning(name, TIMEOUT);
        assertThat(status.pid()).hasValue(workers.starts(name).get(0));
        assertThat(status.restarts()).isZero();
      }
    }
    workers.awaitProgress(TIMEOUT);
    workers.requireStartedOnce();
  }
}
