package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.supervisor.TestClient.PATIENCE;
import static org.jbroker.supervisor.TestClient.sh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers of all kinds, as real processes, under a supervisor that is asked through its socket. */
@NoLeaks(ignoreThreads = "globalEventExecutor-.*")
class SupervisorTest {

  /** Restarts that a test does not have to wait for. */
  static final RestartPolicy FAST =
      RestartPolicy.always().withPauses(Duration.ofMillis(1), Duration.ofMillis(50));

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  @TempDir Path folder;

  private RuntimeDirectory directory;
  private Supervisor supervisor;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    directory = RuntimeDirectory.at(folder.resolve("run"));
    supervisor =
        Supervisor.start(
            SupervisorOptions.builder(directory).rotationInterval(Duration.ofMillis(20)).build());
    client = new TestClient(directory);
    dump.add("supervisor.log", () -> text(directory.log()));
  }

  @AfterEach
  void end() {
    client.of(RequestKind.DESTROY, "");
    client.close();
    supervisor.close();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitText(Path file, String text) {
    Await.value(PATIENCE, file + " with " + text, () -> text(file), t -> t.contains(text));
  }

  @Test
  void startsStopsAndForgetsAWorker() {
    assertThat(client.create(NodeConfig.of("a", "sleep", "1000"))).isEmpty();
    NodeStatus status = client.await("a", NodeState.RUNNING);
    long pid = status.pid().getAsLong();
    assertThat(Processes.isRunning(pid)).isTrue();
    assertThat(client.of(RequestKind.START, "a")).isEmpty();
    assertThat(client.statusOf("a").pid()).hasValue(pid);
    assertThat(client.of(RequestKind.RESTART, "a")).isEmpty();
    assertThat(client.statusOf("a").pid().getAsLong()).isNotEqualTo(pid);
    assertThat(Processes.isRunning(pid)).isFalse();
    assertThat(client.of(RequestKind.STOP_NODE, "a")).isEmpty();
    NodeStatus stopped = client.statusOf("a");
    assertThat(stopped.state()).isEqualTo(NodeState.STOPPED);
    assertThat(stopped.lastExit().orElseThrow().text()).isEqualTo("exit code 143 (signal 15)");
    assertThat(stopped.isWanted()).isFalse();
    assertThat(client.of(RequestKind.DESTROY, "a")).isEmpty();
    assertThat(client.status("a").problem()).isEqualTo("there is no node 'a'");
  }

  @Test
  void startsAgainWhatCrashes() {
    client.create(
        NodeConfig.builder(
                "a", sh("echo up >> starts; test -e go || { touch go; exit 3; }; exec sleep 1000"))
            .restart(FAST)
            .build());
    NodeStatus status = client.await("a", s -> s.restarts() == 1 && s.state() == NodeState.RUNNING);
    assertThat(status.lastExit().orElseThrow().code()).hasValue(3);
    Path starts = directory.nodeDirectory("a").resolve("starts");
    Await.until(PATIENCE, "two starts", () -> text(starts).equals("up\nup\n"));
    Processes.signal("KILL", status.pid().getAsLong());
    status = client.await("a", s -> s.restarts() == 2 && s.state() == NodeState.RUNNING);
    assertThat(status.lastExit().orElseThrow().text()).isEqualTo("exit code 137 (signal 9)");
  }

  @Test
  void takesAnExitCodeOfZeroForAnExit() {
    client.create(NodeConfig.builder("always", "true").restart(FAST.withMaxFailures(0)).build());
    client.create(
        NodeConfig.builder("on-failure", "true").restart(RestartPolicy.onFailure()).build());
    client.create(NodeConfig.builder("never", "false").restart(RestartPolicy.never()).build());
    client.await("always", status -> status.restarts() >= 3);
    NodeStatus ended = client.await("on-failure", NodeState.EXITED);
    assertThat(ended.message()).isEqualTo("exit code 0");
    assertThat(ended.isWanted()).isFalse();
    assertThat(client.await("never", NodeState.EXITED).message()).isEqualTo("exit code 1");
  }

  @Test
  void endsACrashLoopInAReportedFatalState() {
    client.create(
        NodeConfig.builder("a", sh("echo up >> starts; exit 7"))
            .restart(FAST.withMaxFailures(4))
            .build());
    NodeStatus status = client.await("a", NodeState.FATAL);
    assertThat(status.message()).isEqualTo("failed 4 times in a row, the last time: exit code 7");
    assertThat(status.isWanted()).isFalse();
    Path starts = directory.nodeDirectory("a").resolve("starts");
    assertThat(text(starts).lines()).hasSize(4);
    assertThat(client.noticesUntil(n -> n.state() == NodeState.FATAL))
        .anyMatch(notice -> notice.state() == NodeState.BACKING_OFF);
    // Nothing but a person starts it again.
    assertThat(client.of(RequestKind.START, "a")).isEmpty();
    Await.until(PATIENCE, "four more starts", () -> text(starts).lines().count() == 8);
  }

  @Test
  void killsWhatIgnoresSigtermAfterTheGrace() {
    client.create(
        NodeConfig.builder("a", sh("trap '' TERM; echo ready; while :; do sleep 0.1; done"))
            .stopGrace(Duration.ofMillis(200))
            .build());
    NodeStatus running = client.await("a", NodeState.RUNNING);
    awaitText(directory.stdoutFile(running.config()), "ready");
    long startNanos = System.nanoTime();
    assertThat(client.of(RequestKind.STOP_NODE, "a")).isEmpty();
    assertThat(System.nanoTime() - startNanos).isGreaterThan(Duration.ofMillis(200).toNanos());
    assertThat(client.statusOf("a").lastExit().orElseThrow().code()).hasValue(137);
    assertThat(client.noticesUntil(n -> n.state() == NodeState.STOPPED))
        .anyMatch(notice -> notice.state() == NodeState.STOPPING);
  }

  @Test
  void sendsOneSigtermToEachProcess() {
    client.create(
        NodeConfig.builder(
                "a",
                sh(
                    "trap 'echo main >> terms' TERM;"
                        + " (trap 'echo child >> terms' TERM; echo c >> up;"
                        + "   while ! test -e end; do sleep 0.02; done) &"
                        + " echo m >> up; while ! test -e end; do sleep 0.02; done"))
            .stopGrace(Duration.ofHours(1))
            .build());
    Path node = directory.nodeDirectory("a");
    Await.until(PATIENCE, "both up", () -> text(node.resolve("up")).lines().count() == 2);
    String stop = client.newId();
    client.send(new SupervisorRequest.OfNode(RequestKind.STOP_NODE, stop, "a").toEvent());
    Path terms = node.resolve("terms");
    Await.until(PATIENCE, "both were told", () -> text(terms).lines().count() == 2);
    // Meanwhile the supervisor looks several times.
    Await.holds(Duration.ofMillis(150), "once each", () -> text(terms).lines().count() == 2);
    assertThat(text(terms).lines()).containsExactlyInAnyOrder("main", "child");
    touch(node.resolve("end"));
    assertThat(client.answer(stop).problem()).isEmpty();
  }

  /**
   * Children that leave the session, close the descriptor, ignore SIGTERM and lose their parent.
   */
  @Test
  void reachesChildrenThatOutliveIt() {
    String stubborn = "sh -c \"trap '' TERM; echo up >> children; while :; do sleep 0.1; done\"";
    client.create(
        NodeConfig.builder(
                "a",
                sh(
                    "("
                        + stubborn
                        + " &) ; (setsid "
                        + stubborn
                        + " &) ;"
                        + " (setsid "
                        + stubborn
                        + " 9>&- &) ;"
                        + " (setsid env -i PATH=\"$PATH\" "
                        + stubborn
                        + " &) ; exec sleep 1000"))
            .stopGrace(Duration.ofMillis(100))
            .build());
    Path children = directory.nodeDirectory("a").resolve("children");
    Await.until(PATIENCE, "four children", () -> text(children).lines().count() == 4);
    String lock = directory.nodeDirectory("a").resolve("lock").toString();
    assertThat(client.of(RequestKind.STOP_NODE, "a")).isEmpty();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
    assertThat(Processes.holding(Path.of(lock))).isEmpty();
  }

  @Test
  void stopsWhatACrashLeftBehindBeforeItStartsAgain() {
    client.create(
        NodeConfig.builder(
                "a",
                sh(
                    "mkdir alone || echo two >> errors;"
                        + " (setsid sh -c 'trap \"rmdir alone; exit\" TERM;"
                        + "   touch child; while :; do sleep 0.05; done' &);"
                        + " while ! test -e child; do sleep 0.01; done; rm child; exit 1"))
            .restart(FAST.withMaxFailures(3))
            .build());
    client.await("a", NodeState.FATAL);
    assertThat(directory.nodeDirectory("a").resolve("errors")).doesNotExist();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
    assertThat(client.noticesUntil(n -> n.state() == NodeState.FATAL))
        .anyMatch(notice -> notice.state() == NodeState.CLEANING_UP);
  }

  @Test
  void boundsAFloodOfOutputWithoutARestart() throws Exception {
    client.create(
        NodeConfig.builder(
                "a", sh("while :; do echo 0123456789012345678901234567890123456789; done"))
            .logRotation(new LogRotation(100_000, 2))
            .build());
    NodeConfig config = client.await("a", NodeState.RUNNING).config();
    long pid = client.statusOf("a").pid().getAsLong();
    Path out = directory.stdoutFile(config);
    Path oldest = out.resolveSibling("stdout.log.2");
    Await.until(PATIENCE, "rotated twice", () -> Files.exists(oldest));
    assertThat(client.statusOf("a").pid()).hasValue(pid);
    assertThat(client.of(RequestKind.STOP_NODE, "a")).isEmpty();
    assertThat(Files.size(oldest)).isGreaterThanOrEqualTo(100_000);
    assertThat(out.resolveSibling("stdout.log.3")).doesNotExist();
    try (Stream<Path> files = Files.list(directory.nodeDirectory("a"))) {
      assertThat(files.filter(file -> file.toString().contains("stdout")))
          .hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void neverBlocksAWorkerThatFillsStderr() {
    client.create(
        NodeConfig.builder(
                "a",
                sh(
                    "head -c 20000000 /dev/zero >&2; echo READY=1 > \"$BROKER_NOTIFY_FILE\";"
                        + " exec sleep 1000"))
            .readiness(Readiness.notified())
            .build());
    client.await("a", NodeState.RUNNING);
  }

  @Test
  void tellsReadyFromStarted() {
    NodeConfig config =
        NodeConfig.builder(
                "a",
                sh(
                    "echo up; while ! test -e go; do sleep 0.01; done;"
                        + " echo READY=1 >> \"$BROKER_NOTIFY_FILE\"; exec sleep 1000"))
            .readiness(Readiness.notified())
            .build();
    client.create(config);
    awaitText(directory.stdoutFile(config), "up");
    assertThat(client.statusOf("a").state()).isEqualTo(NodeState.STARTING);
    String start = client.newId();
    client.send(new SupervisorRequest.OfNode(RequestKind.START, start, "a").toEvent());
    touch(directory.nodeDirectory("a").resolve("go"));
    // The answer to a start waits until it is ready.
    assertThat(client.answer(start).problem()).isEmpty();
    assertThat(client.statusOf("a").state()).isEqualTo(NodeState.RUNNING);
    // What the start before said does not count for the next one.
    delete(directory.nodeDirectory("a").resolve("go"));
    client.send(new SupervisorRequest.OfNode(RequestKind.RESTART, client.newId(), "a").toEvent());
    client.await("a", NodeState.STARTING);
    Await.holds(
        Duration.ofMillis(100),
        "it is not ready",
        () -> client.statusOf("a").state() == NodeState.STARTING);
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void believesAWorkerThatSaysItIsReadyOnTheTopic() {
    NodeConfig config =
        NodeConfig.builder("a", sh("echo \"$BROKER_NODE_INSTANCE\"; exec sleep 1000"))
            .readiness(Readiness.notified())
            .build();
    client.create(config);
    awaitText(directory.stdoutFile(config), "\n");
    String instance = text(directory.stdoutFile(config)).strip();
    assertThat(client.ask(new SupervisorRequest.Ready(client.newId(), "a", "other")).problem())
        .isEqualTo("no node 'a' has this instance");
    assertThat(client.statusOf("a").state()).isEqualTo(NodeState.STARTING);
    assertThat(client.ask(new SupervisorRequest.Ready(client.newId(), "a", instance)).problem())
        .isEmpty();
    assertThat(client.statusOf("a").state()).isEqualTo(NodeState.RUNNING);
  }

  @Test
  void countsAWorkerThatIsNeverReadyAsFailed() {
    client.create(
        NodeConfig.builder("a", "sleep", "1000")
            .readiness(Readiness.notified(Duration.ofMillis(100)))
            .restart(FAST.withMaxFailures(2))
            .build());
    assertThat(client.await("a", NodeState.FATAL).message())
        .isEqualTo("failed 2 times in a row, the last time: was not ready within 0.1 s");
    assertThat(Processes.ofDirectory(directory)).isEmpty();
  }

  @Test
  void isReadyAfterADelayOnly() {
    client.create(
        NodeConfig.builder("good", "sleep", "1000")
            .readiness(Readiness.after(Duration.ofMillis(50)))
            .build());
    client.create(
        NodeConfig.builder("bad", "false")
            .readiness(Readiness.after(Duration.ofSeconds(60)))
            .restart(FAST)
            .build());
    client.await("good", NodeState.RUNNING);
    client.await("bad", status -> status.restarts() > 1);
    assertThat(
            client.noticesUntil(n -> n.node().equals("bad") && n.state() == NodeState.BACKING_OFF))
        .noneMatch(n -> n.node().equals("bad") && n.state() == NodeState.RUNNING);
  }

  @Test
  void handsOverEnvironmentDirectoryAffinityAndLayout() throws Exception {
    Path working = Files.createDirectory(folder.resolve("w \u0027\"$x"));
    NodeConfig config =
        NodeConfig.builder(
                "worker-1",
                "/bin/sh",
                "-c",
                "cat /proc/$$/environ > env; pwd > pwd; grep Cpus_allowed_list /proc/self/status > cpus;"
                    + " printf '%s|' \"$@\" > args; cp \"$CLUSTER_LAYOUT\" layout;"
                    + " cp \"$BROKER_NODE_CONFIG\" config; touch done; exec sleep 1000",
                "sh",
                "",
                "it's",
                "a \"b\" $HOME `id` \\ \n*",
                "\u00fc")
            .directory(working.toString())
            .env(Map.of("A.b", "1 2", "Q", "'\"$x\n"))
            .cpuAffinity(0)
            .cluster(NodeConfigTest.LAYOUT)
            .build();
    assertThat(client.create(config)).isEmpty();
    Await.until(PATIENCE, "it wrote all", () -> Files.exists(working.resolve("done")));
    List<String> variables = List.of(text(working.resolve("env")).split("\0"));
    Path node = directory.nodeDirectory("worker-1");
    assertThat(variables)
        .contains(
            "A.b=1 2",
            "Q='\"$x\n",
            "CLUSTER_NODE=worker-1",
            "CLUSTER_LAYOUT=" + node.resolve("layout.json"),
            "BROKER_NODE_NAME=worker-1",
            "BROKER_NODE_CONFIG=" + node.resolve("config"),
            "BROKER_NODE_INTERFACE=eth0",
            "BROKER_NOTIFY_FILE=" + node.resolve("notify"),
            "BROKER_SUPERVISOR_SOCKET=" + directory.socket(),
            "BROKER_SUPERVISOR_TOPIC=bro/supervisor",
            "PATH=" + System.getenv("PATH"));
    assertThat(text(working.resolve("pwd"))).isEqualTo(working + "\n");
    assertThat(text(working.resolve("cpus"))).isEqualTo("Cpus_allowed_list:\t0\n");
    assertThat(text(working.resolve("args"))).isEqualTo("|it's|a \"b\" $HOME `id` \\ \n*|\u00fc|");
    assertThat(ClusterLayout.load(working.resolve("layout"))).isEqualTo(NodeConfigTest.LAYOUT);
    assertThat(NodeConfig.load(working.resolve("config"))).isEqualTo(config);
  }

  @Test
  void leaksNoDescriptorIntoAWorker() throws Exception {
    client.create(NodeConfig.of("a", "sleep", "1000"));
    long pid = client.await("a", NodeState.RUNNING).pid().getAsLong();
    Path node = directory.nodes().toRealPath().resolve("a");
    Map<Integer, String> own =
        Map.of(
            0, "/dev/null",
            1, node.resolve("stdout.log").toString(),
            2, node.resolve("stderr.log").toString(),
            9, node.resolve("lock").toString());
    // Not at once: the loader of a program that was just executed opens libraries and closes them.
    Await.until(
        PATIENCE,
        "it is sleep, and has its own files open and no others",
        () ->
            text(Path.of("/proc/" + pid + "/comm")).equals("sleep\n")
                && Processes.descriptors(pid).equals(own));
  }

  @Test
  void startsACommandWhoseNameLooksLikeAVariable() throws Exception {
    Path program = folder.resolve("a=b");
    Files.writeString(program, "#!/bin/sh\necho \"ran $1\"\nexec sleep 1000\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    NodeConfig config = NodeConfig.of("a", program.toString(), "it's");
    client.create(config);
    awaitText(directory.stdoutFile(config), "ran it's");
  }

  @Test
  void saysWhyAWorkerCannotBeStarted() {
    RestartPolicy never = RestartPolicy.never();
    client.create(
        NodeConfig.builder("nowhere", "true").directory("/no/such").restart(never).build());
    client.create(NodeConfig.builder("nothing", "/no/such/program").restart(never).build());
    client.create(
        NodeConfig.builder("no-output", "true").stdoutFile("/no/such").restart(never).build());
    assertThat(client.await("nowhere", NodeState.EXITED).message())
        .isEqualTo("cannot be started: the directory /no/such does not exist");
    assertThat(client.await("nothing", NodeState.EXITED).message()).isEqualTo("exit code 127");
    assertThat(text(directory.nodeDirectory("nothing").resolve("stderr.log")))
        .contains("/no/such/program");
    assertThat(client.await("no-output", NodeState.EXITED).message())
        .startsWith("cannot be started: ")
        .contains("/no/such");
    assertThat(client.of(RequestKind.START, "nowhere"))
        .isEqualTo("nowhere: cannot be started: the directory /no/such does not exist");
  }

  @Test
  @Timeout(180) // A second or two, unless the machine is busy with much else.
  void handlesAHundredWorkersAtOnce() {
    for (int i = 0; i < 100; i++) {
      String id = client.newId();
      NodeConfig config = NodeConfig.of("w" + i, "sleep", "1000");
      client.send(new SupervisorRequest.Create(id, config).toEvent());
    }
    Await.until(
        PATIENCE,
        "a hundred run",
        () ->
            client.status("").nodes().values().stream()
                    .filter(status -> status.state() == NodeState.RUNNING)
                    .count()
                == 100);
    assertThat(client.of(RequestKind.RESTART, "")).isEmpty();
    assertThat(client.of(RequestKind.STOP_NODE, "")).isEmpty();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
    assertThat(client.of(RequestKind.DESTROY, "")).isEmpty();
    assertThat(client.status("").nodes()).isEmpty();
  }

  @Test
  void refusesASecondSupervisorOfItsDirectory() {
    assertThatThrownBy(() -> Supervisor.start(SupervisorOptions.of(directory)))
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("another supervisor (pid " + ProcessHandle.current().pid() + ")");
    assertThat(client.status("").isSuccess()).isTrue();
  }
}
