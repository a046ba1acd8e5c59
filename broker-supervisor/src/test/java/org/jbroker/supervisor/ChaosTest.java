package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.supervisor.TestClient.PATIENCE;
import static org.jbroker.supervisor.TestClient.sh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Supervisors are killed with {@code kill -9} at random moments while workers count: each worker
 * runs exactly once at any time, and none is restarted.
 */
@NoLeaks(ignoreThreads = "globalEventExecutor-.*")
class ChaosTest {

  /** It says each of its starts, and counts. */
  private static final String COUNTING =
      "echo $$ >> starts; i=0; while :; do i=$((i+1)); echo $i > count; sleep 0.05; done";

  private static final int STEADY = 4;

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  @TempDir Path folder;

  private final List<TestProcess> supervisors = new ArrayList<>();
  private RuntimeDirectory directory;

  @AfterEach
  void end() {
    // The processes that this kills are those of the workers, too.
    supervisors.forEach(TestProcess::close);
    Processes.ofDirectory(directory).forEach(pid -> Processes.signal("KILL", pid));
  }

  @Test
  void workersNoticeNothingWhenTheirSupervisorIsKilled() throws Exception {
    killAgainAndAgain(5);
  }

  @Test
  @Tag("long")
  @Timeout(1800)
  void workersNoticeNothingWhenTheirSupervisorIsKilledFiftyTimes() throws Exception {
    killAgainAndAgain(50);
  }

  private void killAgainAndAgain(int times) throws Exception {
    directory = RuntimeDirectory.at(folder.resolve("run"));
    dump.add("supervisor.log", () -> text(directory.log()));
    SeededRandom random = dump.random(20);
    Map<String, Long> steady = createSteady();
    for (int round = 1; round <= times; round++) {
      TestProcess supervisor = startSupervisor();
      if (random.nextInt(3) == 0) {
        // Anywhere in its start, or while it adopts.
        awaitWatching(Duration.ofMillis(random.nextInt(1500)));
      } else {
        awaitReady(supervisor);
        createAndAwait("late-" + round, Duration.ofMillis(random.nextInt(150)));
      }
      supervisor.kill9();
    }
    awaitReady(startSupervisor());
    check(steady);
  }

  private Map<String, Long> createSteady() throws Exception {
    Map<String, Long> pids = new TreeMap<>();
    TestProcess supervisor = startSupervisor();
    awaitReady(supervisor);
    try (TestClient client = new TestClient(directory)) {
      for (int i = 0; i < STEADY; i++) {
        String name = "steady-" + i;
        assertThat(client.create(NodeConfig.of(name, sh(COUNTING)))).isEmpty();
        Await.until(PATIENCE, name + " counts", () -> count(name) > 0);
        pids.put(name, client.statusOf(name).pid().getAsLong());
      }
    }
    supervisor.kill9();
    return pids;
  }

  private TestProcess startSupervisor() {
    TestProcess supervisor =
        TestProcess.java(SupervisorMain.class, "--directory", directory.path().toString()).start();
    supervisors.add(supervisor);
    dump.add("supervisor " + supervisors.size(), supervisor::dump);
    return supervisor;
  }

  private static void awaitReady(TestProcess supervisor) {
    supervisor.awaitLine(SupervisorMain.READY::equals, Duration.ofSeconds(60));
  }

  /** Asks for a worker without waiting for the answer: whether it comes to be is a race. */
  private void createAndAwait(String name, Duration time) throws Exception {
    try (TestClient client = new TestClient(directory)) {
      NodeConfig config = NodeConfig.of(name, sh(COUNTING));
      client.send(new SupervisorRequest.Create(client.newId(), config).toEvent());
      awaitWatching(time);
    }
  }

  private void awaitWatching(Duration time) {
    Await.holds(time, "no worker was started twice", this::noneWasStartedTwice);
  }

  private boolean noneWasStartedTwice() {
    try (var nodes = Files.list(directory.nodes())) {
      return nodes.allMatch(node -> starts(node.getFileName().toString()).size() <= 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(Map<String, Long> steady) throws Exception {
    try (TestClient client = new TestClient(directory)) {
      Map<String, NodeStatus> statuses = client.status("").nodes();
      assertThat(statuses.keySet()).containsAll(steady.keySet());
      for (NodeStatus status : statuses.values()) {
        String name = status.name();
        assertThat(status.state()).as(name).isEqualTo(NodeState.RUNNING);
        assertThat(status.restarts()).as(name).isZero();
        Await.until(PATIENCE, name + " was started once", () -> starts(name).size() == 1);
        assertThat(status.pid()).isEqualTo(OptionalLong.of(starts(name).get(0)));
        long before = count(name);
        Await.until(PATIENCE, name + " counts", () -> count(name) > before);
      }
      steady.forEach((name, pid) -> assertThat(statuses.get(name).pid()).hasValue(pid));
      // Whose config was not on disk yet was not started, either.
      try (var nodes = Files.list(directory.nodes())) {
        nodes
            .map(node -> node.getFileName().toString())
            .filter(name -> !statuses.containsKey(name))
            .forEach(name -> assertThat(starts(name)).as(name).isEmpty());
      }
    }
  }

  private List<Long> starts(String name) {
    return text(directory.nodeDirectory(name).resolve("starts"))
        .lines()
        .map(Long::valueOf)
        .toList();
  }

  /** It is written anew again and again, so it may be empty for a moment. */
  private long count(String name) {
    String text = text(directory.nodeDirectory(name).resolve("count")).strip();
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
