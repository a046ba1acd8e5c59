package org.jbroker.tools.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.Readiness;
import org.jbroker.supervisor.RestartPolicy;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.supervisor.SupervisorClientOptions;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.supervisor.SupervisorRequestException;
import org.jbroker.tools.cli.OwnProcess;

/**
 * The demo's story of a supervisor: whatever is killed, the workers run on, or are started again.
 * Used by one thread; {@link CleanUp} ends the processes if it is cut short, and the monitor is the
 * lock between the two.
 */
final class SupervisorChapter implements AutoCloseable {

  private static final String SHELL = "shell";
  private static final String JAVA = "java";
  private static final int WORKER_HEAP_MEBIBYTES = 64;
  private static final Duration CLEAN_UP_TIMEOUT = Duration.ofSeconds(5);

  private final Story story;
  private final RuntimeDirectory directory;
  private final CleanUp cleanUp = new CleanUp("demo-supervisor");
  private final Map<String, Long> pids = new TreeMap<>();
  private Child main;
  private SupervisorClient client;
  private boolean isOver;

  /** Everything is in {@code directory}, which does not exist and is deleted in the end. */
  SupervisorChapter(Story story, Path directory) {
    this.story = story;
    this.directory = RuntimeDirectory.at(directory);
    cleanUp.add(this::end);
  }

  /**
   * Tells it.
   *
   * @throws DemoFailure if something that it claims was not observed
   */
  void run() throws InterruptedException {
    story.say("");
    story.say("A supervisor keeps workers running; main processes drive it, and may come and go:");
    story.say("");
    story.say("    main --starts--> supervisor --+--> " + SHELL + "   any program");
    story.say("    demo --finds---------^        +--> " + JAVA + "    says when it is ready");
    story.say("");

    story.step("Start a main process, which starts a supervisor.");
    long supervisor = startMain();
    story.step("Create two workers from here, a second main process.");
    createWorkers(supervisor);
    story.step("Kill the worker " + SHELL + " with SIGKILL (kill -9 " + pids.get(SHELL) + ").");
    killWorker();
    story.step("Kill the main process (kill -9 " + main.pid() + ").");
    main.kill();
    expect("supervisor and workers run on", timeout -> unchanged(supervisor));
    story.step("Kill the supervisor (kill -9 " + supervisor + ").");
    kill(supervisor);
    expect("demo noticed, and the workers run on without it", this::noticed);
    story.step("Start another supervisor.");
    expect("it has adopted the workers, and restarted none", this::adopted);
    story.step("Shut everything down.");
    expect("workers and supervisor are gone", this::shutDown);
  }

  private void expect(String claim, Story.Check check) throws InterruptedException {
    story.expect(
        claim,
        timeout -> {
          try {
            return check.run(timeout);
          } catch (SupervisorException | SupervisorRequestException e) {
            throw new DemoFailure(e.getMessage());
          }
        });
  }

  private long startMain() throws InterruptedException {
    long[] supervisor = new long[1];
    expect(
        "main runs",
        timeout -> {
          Child started = startMainProcess();
          String pid = started.awaitLine("supervisor (\\d+) runs in .*", timeout).group(1);
          supervisor[0] = Long.parseLong(pid);
          return "process " + started.pid() + ", supervisor " + pid;
        });
    return supervisor[0];
  }

  private Child startMainProcess() {
    Path anywhere = directory.path().getParent();
    main = new Child("main", anywhere, "ctl", "serve", "--directory", directory.toString());
    cleanUp.add(main::close);
    return main;
  }

  private synchronized SupervisorClient connect(Duration timeout) throws InterruptedException {
    client =
        SupervisorClient.connect(
            SupervisorClientOptions.builder(directory)
                .connectTimeout(timeout)
                .name("demo-main")
                .build());
    return client;
  }

  private void createWorkers(long supervisor) throws InterruptedException {
    expect(
        "demo has found the same supervisor",
        timeout -> {
          require(connect(timeout).supervisorPid().orElse(0) == supervisor, "it is another one");
          return "process " + supervisor;
        });
    List<String> java =
        OwnProcess.builder(WORKER_HEAP_MEBIBYTES, List.of(SupervisedCommand.NAME)).command();
    Duration pause = Duration.ofMillis(200);
    RestartPolicy restart = RestartPolicy.always().withPauses(pause, pause);
    expect(
        "both are ready",
        timeout -> {
          client.create(
              NodeConfig.builder(SHELL, "/bin/sh", "-c", "while :; do sleep 1; done")
                  .restart(restart)
                  .build());
          client.create(
              NodeConfig.builder(JAVA, java.toArray(String[]::new))
                  .restart(restart)
                  .readiness(Readiness.notified())
                  .build());
          for (String node : List.of(SHELL, JAVA)) {
            pids.put(node, client.awaitRunning(node, timeout).pid().orElse(0));
          }
          return "processes " + pids.get(SHELL) + ", " + pids.get(JAVA);
        });
  }

  private void killWorker() throws InterruptedException {
    long before = pids.get(SHELL);
    kill(before);
    expect(
        "it was started again, after a pause",
        timeout -> {
          NodeStatus status =
              client.await(
                  SHELL, s -> s.state() == NodeState.RUNNING && s.restarts() == 1, timeout);
          long now = status.pid().orElse(0);
          require(now != before, "it is the same process");
          pids.put(SHELL, now);
          return "process " + now;
        });
  }

  private String unchanged(long supervisor) throws InterruptedException {
    require(client.supervisorPid().orElse(0) == supervisor, "it is another supervisor");
    client
        .status()
        .forEach(
            (name, status) ->
                require(
                    status.state() == NodeState.RUNNING && status.pid().orElse(0) == pids.get(name),
                    name + " is " + status.state().text() + ", " + status.pid()));
    return "processes " + supervisor + ", " + pids.get(SHELL) + ", " + pids.get(JAVA);
  }

  private String noticed(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (client.isConnected()) {
      require(System.nanoTime() - deadlineNanos < 0, "it still seems connected");
      Thread.sleep(5);
    }
    pids.forEach((name, pid) -> require(isAlive(pid), name + " is gone"));
    return "";
  }

  private String adopted(Duration timeout) throws InterruptedException {
    client.reconnect();
    for (Map.Entry<String, Long> worker : pids.entrySet()) {
      long pid = client.awaitRunning(worker.getKey(), timeout).pid().orElse(0);
      require(pid == worker.getValue(), worker.getKey() + " is process " + pid);
    }
    return unchanged(client.supervisorPid().orElse(0));
  }

  private String shutDown(Duration timeout) throws InterruptedException {
    client.within(timeout).shutdown();
    pids.forEach((name, pid) -> require(!isAlive(pid), name + " is still there"));
    synchronized (this) {
      isOver = true;
    }
    return "";
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new DemoFailure(otherwise);
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** A process that nobody has reaped yet is gone. */
  private static boolean isAlive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.startsWith(") Z ", stat.lastIndexOf(')'));
    } catch (IOException ended) {
      return false;
    }
  }

  @Override
  public void close() {
    cleanUp.close();
  }

  /** Once the main process has ended: it would start another supervisor. */
  private synchronized void end() {
    try {
      if (!isOver && Files.exists(directory.path())) {
        endSupervisor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SupervisorException | SupervisorRequestException e) {
      story.say("the supervisor in " + directory + " may still run: " + e.getMessage());
      return;
    } finally {
      isOver = true;
      if (client != null) {
        client.close();
        client = null;
      }
    }
    CleanUp.delete(directory.path(), story);
  }

  private void endSupervisor() throws InterruptedException {
    SupervisorClient last = client == null ? connect(CLEAN_UP_TIMEOUT) : client;
    last.reconnect();
    last.within(CLEAN_UP_TIMEOUT).destroyAll();
    last.within(CLEAN_UP_TIMEOUT).shutdown();
  }
}
