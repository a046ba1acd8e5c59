package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.supervisor.SupervisorTest.FAST;
import static org.jbroker.supervisor.TestClient.PATIENCE;
import static org.jbroker.supervisor.TestClient.sh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.supervisor.process.NodeFiles;
import org.jbroker.supervisor.process.SystemTools;
import org.jbroker.supervisor.process.WorkerLauncher;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A new supervisor and what an earlier one left: never a second copy, never a stranger. */
@NoLeaks(ignoreThreads = "globalEventExecutor-.*")
class AdoptionTest {

  private static final String COUNTING = "echo up >> starts; exec sleep 1000";

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  @TempDir Path folder;

  private RuntimeDirectory directory;
  private Supervisor supervisor;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    directory = RuntimeDirectory.at(folder.resolve("run"));
    dump.add("supervisor.log", () -> text(directory.log()));
    begin();
  }

  @AfterEach
  void end() {
    client.of(RequestKind.DESTROY, "");
    leave();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
  }

  private void begin() throws InterruptedException {
    supervisor = Supervisor.start(SupervisorOptions.of(directory));
    client = new TestClient(directory);
  }

  private void leave() {
    client.close();
    supervisor.close();
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    return directory.nodeDirectory("a").resolve(name);
  }

  private void awaitStarts(int count) {
    Await.until(PATIENCE, count + " starts", () -> text(file("starts")).lines().count() == count);
  }

  private static void kill(long pid) {
    Processes.signal("KILL", pid);
    Await.until(PATIENCE, pid + " is dead", () -> !Processes.isRunning(pid));
  }

  @Test
  void adoptsWhatRuns() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).restart(FAST).build());
    awaitStarts(1);
    NodeStatus before = client.statusOf("a");
    leave();
    begin();
    NodeStatus adopted = client.statusOf("a");
    assertThat(adopted.pid()).isEqualTo(before.pid());
    assertThat(adopted.state()).isEqualTo(NodeState.RUNNING);
    assertThat(adopted.restarts()).isZero();
    assertThat(adopted.since()).isEqualTo(before.since());
    assertThat(adopted.message()).isEqualTo("adopted from an earlier supervisor");
    assertThat(text(file("starts")).lines()).hasSize(1);
    // It is watched like any other, but nobody can tell how it ended.
    kill(adopted.pid().getAsLong());
    NodeStatus again = client.await("a", status -> status.restarts() == 1);
    assertThat(again.lastExit().orElseThrow().text()).isEqualTo("exit code unknown");
    awaitStarts(2);
  }

  @Test
  void stopsWhatItAdopted() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).build());
    awaitStarts(1);
    leave();
    begin();
    assertThat(client.of(RequestKind.STOP_NODE, "a")).isEmpty();
    NodeStatus stopped = client.statusOf("a");
    assertThat(stopped.state()).isEqualTo(NodeState.STOPPED);
    assertThat(stopped.lastExit().orElseThrow().code()).isEmpty();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
  }

  @Test
  void adoptsAWorkerThatClosedTheLocksDescriptor() throws Exception {
    client.create(NodeConfig.builder("a", sh("exec 9>&-; " + COUNTING)).build());
    awaitStarts(1);
    NodeStatus before = client.statusOf("a");
    leave();
    begin();
    assertThat(client.statusOf("a").pid()).isEqualTo(before.pid());
  }

  @Test
  void startsWhatEndedMeanwhileIfItShouldRun() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).restart(FAST).build());
    client.create(
        NodeConfig.builder("once", "sleep", "1000").restart(RestartPolicy.never()).build());
    awaitStarts(1);
    long a = client.statusOf("a").pid().getAsLong();
    long once = client.statusOf("once").pid().getAsLong();
    leave();
    kill(a);
    kill(once);
    begin();
    assertThat(client.await("a", NodeState.RUNNING).restarts()).isEqualTo(1);
    awaitStarts(2);
    NodeStatus ended = client.statusOf("once");
    assertThat(ended.state()).isEqualTo(NodeState.EXITED);
    assertThat(ended.message()).isEqualTo("ended while no supervisor was there");
  }

  @Test
  void startsWhatRanBeforeAShutdownThatStoppedIt() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).build());
    client.create(NodeConfig.builder("off", "sleep", "1000").build());
    client.of(RequestKind.STOP_NODE, "off");
    awaitStarts(1);
    assertThat(client.shutDown(true)).isEmpty();
    supervisor.ended().get();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
    leave();
    begin();
    awaitStarts(2);
    assertThat(client.statusOf("a").state()).isEqualTo(NodeState.RUNNING);
    assertThat(client.statusOf("off").state()).isEqualTo(NodeState.STOPPED);
  }

  @Test
  void leavesWorkersRunningIfAShutdownSaysSo() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).build());
    awaitStarts(1);
    NodeStatus before = client.statusOf("a");
    assertThat(client.shutDown(false)).isEmpty();
    supervisor.ended().get();
    leave();
    begin();
    assertThat(client.statusOf("a").pid()).isEqualTo(before.pid());
  }

  @Test
  void stopsLeftoversOfADeadWorkerBeforeItStartsAnother() throws Exception {
    client.create(
        NodeConfig.builder(
                "a",
                sh(
                    "mkdir alone || echo two >> errors;"
                        + " (setsid sh -c 'trap \"rmdir alone; exit\" TERM; echo child >> up;"
                        + "   while :; do sleep 0.05; done' &);"
                        + " exec sleep 1000"))
            .restart(FAST)
            .build());
    Await.until(PATIENCE, "its child", () -> text(file("up")).lines().count() == 1);
    long pid = client.statusOf("a").pid().getAsLong();
    leave();
    kill(pid);
    begin();
    Await.until(PATIENCE, "a second child", () -> text(file("up")).lines().count() == 2);
    assertThat(file("errors")).doesNotExist();
  }

  @Test
  void takesNoStrangerWithAReusedPidForItsOwn() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).restart(FAST).build());
    awaitStarts(1);
    long pid = client.statusOf("a").pid().getAsLong();
    leave();
    kill(pid);
    Process stranger = new ProcessBuilder("setsid", "sleep", "1000").start();
    try {
      // As if the stranger had the pid now: its start time is another one than that of the record.
      String[] record = text(file("record")).strip().split(" ");
      record[1] = Long.toString(stranger.pid());
      Files.writeString(file("record"), String.join(" ", record) + "\n");
      begin();
      awaitStarts(2);
      assertThat(client.await("a", NodeState.RUNNING).pid().getAsLong())
          .isNotEqualTo(stranger.pid());
      client.of(RequestKind.DESTROY, "a");
      assertThat(Processes.isRunning(stranger.pid())).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void takesNoStrangerOfAnotherBootForItsOwn() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).restart(FAST).build());
    awaitStarts(1);
    long pid = client.statusOf("a").pid().getAsLong();
    leave();
    kill(pid);
    Process stranger = new ProcessBuilder("setsid", "sleep", "1000").start();
    try {
      String stat = text(Path.of("/proc/" + stranger.pid() + "/stat"));
      String startTicks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
      String[] record = text(file("record")).strip().split(" ");
      Files.writeString(
          file("record"), record[0] + " " + stranger.pid() + " " + startTicks + " another-boot\n");
      begin();
      awaitStarts(2);
      client.of(RequestKind.DESTROY, "a");
      assertThat(Processes.isRunning(stranger.pid())).isTrue();
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  /** Killed when it had written down that it starts a worker, and before it did. */
  @Test
  void startsWhatWasToBeStartedAndNeverWas() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).restart(RestartPolicy.never()).build());
    awaitStarts(1);
    client.of(RequestKind.STOP_NODE, "a");
    NodeStatus stopped = client.statusOf("a");
    leave();
    NodeStatus starting =
        new NodeStatus(
            stopped.config(),
            stopped.pid(),
            NodeState.STARTING,
            true,
            0,
            stopped.lastExit(),
            stopped.since(),
            "");
    try (Endpoint endpoint =
            Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build());
        Store store =
            endpoint.attachMaster(SupervisorStore.NAME, Backend.sqlite(directory.state()))) {
      store.put(SupervisorStore.statusKey("a"), SupervisorStore.statusValue(starting));
    }
    begin();
    awaitStarts(2);
    assertThat(client.await("a", NodeState.RUNNING).restarts()).isZero();
  }

  @Test
  void survivesADamagedRecord() throws Exception {
    client.create(NodeConfig.builder("a", sh(COUNTING)).restart(FAST).build());
    awaitStarts(1);
    leave();
    Files.writeString(file("record"), "\0nonsense 1 2\n");
    begin();
    // The lock tells that something of it runs; it cannot be adopted, so it makes room.
    awaitStarts(2);
    assertThat(Processes.holding(file("lock").toRealPath())).hasSize(1);
  }

  /**
   * A supervisor that was killed between the fork and the record: the script is still under way.
   */
  @Test
  void waitsForAWorkerThatIsBeingStarted() throws Exception {
    NodeConfig config = prepareKilledWorker();
    Path gate = folder.resolve("gate");
    Process newborn = launchWithGate(config, "mv", gate);
    Await.until(
        PATIENCE,
        "it has the lock and no record",
        () -> text(file("notify")).isEmpty() && Files.exists(file("at-mv")));
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Supervisor> starting =
          CompletableFuture.supplyAsync(
              () -> Supervisor.start(SupervisorOptions.of(directory)), executor);
      Files.createFile(gate);
      supervisor = starting.get();
      client = new TestClient(directory);
      assertThat(client.await("a", NodeState.RUNNING).pid()).hasValue(newborn.pid());
      awaitStarts(2);
    } finally {
      executor.shutdown();
    }
  }

  /** As above, but its script has not begun yet: it finds the lock held, and gives way. */
  @Test
  void startsNoSecondCopyOfAWorkerWhoseScriptComesLate() throws Exception {
    NodeConfig config = prepareKilledWorker();
    Path gate = folder.resolve("gate");
    Process late = launchWithGate(config, "sh", gate);
    Await.until(PATIENCE, "it waits", () -> Files.exists(file("at-sh")));
    begin();
    awaitStarts(2);
    Files.createFile(gate);
    assertThat(late.waitFor()).isEqualTo(75);
    assertThat(text(file("starts")).lines()).hasSize(2);
    assertThat(client.statusOf("a").state()).isEqualTo(NodeState.RUNNING);
  }

  /** As above, but it was faster than the supervisor, whose own start gives way. */
  @Test
  void adoptsTheWorkerThatHoldsTheLockWhenItsOwnStartGivesWay() throws Exception {
    NodeConfig config =
        NodeConfig.builder("a", sh(COUNTING))
            .restart(FAST.withPauses(Duration.ofHours(1), Duration.ofHours(1)))
            .build();
    client.create(config);
    awaitStarts(1);
    kill(client.statusOf("a").pid().getAsLong());
    client.await("a", NodeState.BACKING_OFF);
    Process first =
        new WorkerLauncher(
                SystemTools.find(System.getenv("PATH")), directory, SupervisorTopics.bro())
            .launch(config, NodeFiles.of(directory, "a"), "0123abc");
    awaitStarts(2);
    assertThat(client.of(RequestKind.START, "a")).isEmpty();
    client.await("a", status -> status.pid().orElse(0) == first.pid());
    assertThat(client.statusOf("a").state()).isEqualTo(NodeState.RUNNING);
    assertThat(text(file("starts")).lines()).hasSize(2);
  }

  /** A worker that is written down as running and does not, with the supervisor away. */
  private NodeConfig prepareKilledWorker() {
    NodeConfig config = NodeConfig.builder("a", sh(COUNTING)).restart(FAST).build();
    client.create(config);
    awaitStarts(1);
    long pid = client.statusOf("a").pid().getAsLong();
    leave();
    kill(pid);
    return config;
  }

  /** Starts the worker as a supervisor does, with a program that waits at a gate. */
  private Process launchWithGate(NodeConfig config, String program, Path gate) throws IOException {
    SystemTools tools = SystemTools.find(System.getenv("PATH"));
    Path real = program.equals("mv") ? tools.mv() : tools.sh();
    Path waiting = folder.resolve(program);
    Files.writeString(
        waiting,
        "#!/bin/sh\ntouch at-"
            + program
            + "\nwhile ! test -e '"
            + gate
            + "'; do sleep 0.01; done\nexec "
            + real
            + " \"$@\"\n");
    Files.setPosixFilePermissions(waiting, PosixFilePermissions.fromString("rwx------"));
    SystemTools gated =
        new SystemTools(
            program.equals("sh") ? waiting : tools.sh(),
            tools.setsid(),
            tools.flock(),
            tools.env(),
            program.equals("mv") ? waiting : tools.mv(),
            tools.taskset());
    return new WorkerLauncher(gated, directory, SupervisorTopics.bro())
        .launch(config, NodeFiles.of(directory, "a"), "0123abc");
  }

  @Test
  void goesOnWithAStopThatWasUnderWay() throws Exception {
    client.create(
        NodeConfig.builder("a", sh("trap '' TERM; echo up >> starts; while :; do sleep 0.05; done"))
            .stopGrace(Duration.ofMinutes(10))
            .build());
    awaitStarts(1);
    long pid = client.statusOf("a").pid().getAsLong();
    client.send(new SupervisorRequest.OfNode(RequestKind.STOP_NODE, client.newId(), "a").toEvent());
    client.await("a", NodeState.STOPPING);
    leave();
    begin();
    assertThat(client.statusOf("a").state()).isEqualTo(NodeState.STOPPING);
    kill(pid);
    assertThat(client.await("a", NodeState.STOPPED).isWanted()).isFalse();
  }
}
