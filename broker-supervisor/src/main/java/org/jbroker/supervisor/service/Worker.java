package org.jbroker.supervisor.service;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeExit;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.Readiness;
import org.jbroker.supervisor.lifecycle.LifeAction;
import org.jbroker.supervisor.lifecycle.LifeInput;
import org.jbroker.supervisor.lifecycle.LifeStep;
import org.jbroker.supervisor.lifecycle.NodeLife;
import org.jbroker.supervisor.process.Found;
import org.jbroker.supervisor.process.NodeFiles;
import org.jbroker.supervisor.process.ProcessId;
import org.jbroker.supervisor.process.WorkerLauncher;

/**
 * One worker: its life, and the processes that go with it. Confined to the control loop.
 *
 * <p>An input is first decided, which only changes the state, and then acted on; so the decision
 * can be made durable in between.
 */
final class Worker {

  /** How often an adopted process is looked at; one look reads one small file of {@code /proc}. */
  private static final long ADOPTED_POLL_NANOS = Duration.ofMillis(100).toNanos();

  /** How often a worker that shall say when it is ready is looked at. */
  private static final long READY_POLL_NANOS = Duration.ofMillis(20).toNanos();

  /** How soon a tree is looked at again; twice as long each time. */
  private static final long FIRST_TREE_POLL_NANOS = Duration.ofMillis(10).toNanos();

  private static final long LAST_TREE_POLL_NANOS = Duration.ofMillis(250).toNanos();

  /** Statuses have a limit in bytes, which is more than three for each of these. */
  private static final int MAX_MESSAGE_CHARS = 1000;

  private final WorkerHost host;
  private final NodeConfig config;
  private final NodeFiles files;
  private final Consumer<Worker> onExit;
  private NodeLife life;
  private Optional<LifeAction> toDo = Optional.empty();
  private Optional<WorkerProcess> process = Optional.empty();
  private Optional<NodeExit> lastExit;
  private Instant since;
  private String message;

  /** Why it ended or was ended, for the messages of the states that follow. */
  private String cause = "";

  private long pollPauseNanos;
  private OptionalLong pollNanos = OptionalLong.empty();

  /**
   * A worker as it was written down, or a new one; {@link #find} or {@link #create} shall follow.
   *
   * @param onExit runs when an exit of its process was dealt with, which nobody asked for
   */
  Worker(WorkerHost host, NodeFiles files, NodeStatus status, Consumer<Worker> onExit) {
    this.host = host;
    this.onExit = onExit;
    this.files = files;
    config = status.config();
    life = NodeLife.restored(status.state(), status.isWanted(), status.restarts());
    lastExit = status.lastExit();
    since = status.since();
    message = status.message();
  }

  NodeConfig config() {
    return config;
  }

  String name() {
    return config.name();
  }

  NodeFiles files() {
    return files;
  }

  NodeState state() {
    return life.state();
  }

  boolean isWanted() {
    return life.isWanted();
  }

  /** Whether this start of it is the one that runs. */
  boolean isInstance(String instance) {
    return process.isPresent() && process.get().instance().equals(instance);
  }

  NodeStatus status() {
    OptionalLong pid =
        process
            .flatMap(WorkerProcess::main)
            .filter(id -> life.state().hasProcess())
            .map(id -> OptionalLong.of(id.pid()))
            .orElse(OptionalLong.empty());
    return new NodeStatus(
        config, pid, life.state(), life.isWanted(), life.restarts(), lastExit, since, message);
  }

  // --- deciding

  /** Changes the state; {@link #act} has to follow. */
  void decide(LifeInput input) {
    LifeStep step = life.step(input, config, host.nanos());
    boolean isNew = step.life().state() != life.state();
    NodeState before = life.state();
    life = step.life();
    if (step.action().isPresent()) {
      toDo = step.action();
    }
    if (isNew) {
      since = host.now();
      message = describe();
      host.log()
          .info(
              "node "
                  + name()
                  + ": "
                  + before.text()
                  + " -> "
                  + life.state().text()
                  + " ("
                  + input.text()
                  + ")"
                  + (message.isEmpty() ? "" : ": " + message));
    }
    pollPauseNanos = FIRST_TREE_POLL_NANOS;
    pollNanos = nextPoll();
  }

  private String describe() {
    boolean isAdopted = process.map(WorkerProcess::isAdopted).orElse(false);
    return Problems.bounded(
        Messages.of(life, cause, config, isAdopted, host.nanos()), MAX_MESSAGE_CHARS);
  }

  private OptionalLong nextPoll() {
    long now = host.nanos();
    return switch (life.state()) {
      case STOPPING, CLEANING_UP -> aligned(now, pollPauseNanos);
      case STARTING ->
          config.readiness().kind() == Readiness.Kind.NOTIFY
              ? aligned(now, READY_POLL_NANOS)
              : adoptedPoll(now);
      case RUNNING -> adoptedPoll(now);
      case STOPPED, BACKING_OFF, EXITED, FATAL -> OptionalLong.empty();
    };
  }

  private OptionalLong adoptedPoll(long now) {
    boolean isAdopted = process.isPresent() && process.get().isAdopted();
    return isAdopted ? aligned(now, ADOPTED_POLL_NANOS) : OptionalLong.empty();
  }

  /** The next multiple of a pause: the same moment for all, so that many workers share one look. */
  private static OptionalLong aligned(long now, long pauseNanos) {
    return OptionalLong.of(now + pauseNanos - Math.floorMod(now, pauseNanos));
  }

  /** When {@link #tick} has something to do. */
  OptionalLong nextTickNanos() {
    if (pollNanos.isEmpty()) {
      return life.deadlineNanos();
    }
    if (life.deadlineNanos().isEmpty()) {
      return pollNanos;
    }
    long deadline = life.deadlineNanos().getAsLong();
    long poll = pollNanos.getAsLong();
    return OptionalLong.of(deadline - poll < 0 ? deadline : poll);
  }

  // --- acting

  /** Does what was decided, and what follows from that. */
  void act() {
    while (toDo.isPresent()) {
      LifeAction action = toDo.get();
      toDo = Optional.empty();
      switch (action) {
        case LAUNCH -> launch();
        case TERMINATE -> look();
        case KILL -> {
          process.ifPresent(WorkerProcess::kill);
          message = Messages.killed(config);
          look();
        }
      }
    }
  }

  private void handle(LifeInput input) {
    decide(input);
    act();
  }

  private void launch() {
    cause = "";
    String instance = host.newInstance();
    WorkerProcess[] started = new WorkerProcess[1];
    try {
      Process child = host.launch(config, files, instance, code -> exited(started[0], code));
      started[0] = WorkerProcess.child(host, files, child, instance);
      process = Optional.of(started[0]);
      decide(LifeInput.LAUNCHED);
    } catch (IOException e) {
      cause = "cannot be started: " + e.getMessage();
      host.log().warn("node " + name() + " " + cause);
      decide(LifeInput.LAUNCH_FAILED);
    }
  }

  /** Its main process ended, with a code. */
  private void exited(WorkerProcess ended, int code) {
    ended.exitSeen();
    if (process.isPresent() && process.get() == ended) {
      exited(code, ended);
      onExit.accept(this);
    }
  }

  private void exited(int code, WorkerProcess ended) {
    try {
      if (WorkerLauncher.mayMeanLocked(code)
          && !ended.isRecorded()
          && life.state() != NodeState.STOPPING) {
        host.log().info("node " + name() + ": its lock is held by another process");
        find();
        act();
        return;
      }
      if (!ended.isRecorded() && cause.isEmpty()) {
        cause = "cannot be started: its launch script failed, see its stderr";
      }
    } catch (IOException e) {
      host.log().error("node " + name() + ": record unreadable", e);
    }
    ended(NodeExit.of(code, host.now()));
  }

  private void ended(NodeExit exit) {
    lastExit = Optional.of(exit);
    if (life.state() == NodeState.STARTING || life.state() == NodeState.RUNNING) {
      cause = cause.isEmpty() ? exit.text() : cause + " (" + exit.text() + ")";
    }
    handle(exit.isSuccess() ? LifeInput.SUCCEEDED : LifeInput.FAILED);
  }

  private boolean isBeingStopped() {
    return life.state() == NodeState.STOPPING || life.state() == NodeState.CLEANING_UP;
  }

  /** Signals what is left of it; nothing is an input, too. */
  private void look() {
    if (process.isEmpty()) {
      decide(LifeInput.GONE);
      return;
    }
    try {
      List<ProcessId> left = process.get().signal();
      if (left.isEmpty() && process.get().isMainGone()) {
        process = Optional.empty();
        files.forgetRecord();
        decide(LifeInput.GONE);
        return;
      }
    } catch (IOException e) {
      host.log().error("node " + name() + ": cannot look for its processes", e);
    }
    pollNanos = aligned(host.nanos(), pollPauseNanos);
    pollPauseNanos = Math.min(LAST_TREE_POLL_NANOS, pollPauseNanos * 2);
  }

  // --- time

  /** Does what is due. */
  void tick() {
    long now = host.nanos();
    if (life.deadlineNanos().isPresent() && life.deadlineNanos().getAsLong() - now <= 0) {
      if (life.state() == NodeState.STARTING
          && config.readiness().kind() == Readiness.Kind.NOTIFY) {
        cause = Messages.notReady(config);
      }
      handle(LifeInput.DEADLINE);
      return;
    }
    if (pollNanos.isEmpty() || pollNanos.getAsLong() - now > 0) {
      return;
    }
    pollNanos = nextPoll();
    if (isBeingStopped()) {
      noticeUnseenEnd();
      look();
      act();
    } else if (process.isPresent()) {
      pollRunning(process.get());
    }
  }

  private void noticeUnseenEnd() {
    if (process.isPresent()
        && process.get().isAdopted()
        && process.get().main().isPresent()
        && process.get().isMainGone()
        && lastExit.map(exit -> exit.at().isBefore(since)).orElse(true)) {
      lastExit = Optional.of(NodeExit.unknown(host.now()));
    }
  }

  private void pollRunning(WorkerProcess running) {
    if (running.isAdopted() && running.isMainGone()) {
      ended(NodeExit.unknown(host.now()));
      return;
    }
    try {
      if (life.state() == NodeState.STARTING && running.hasNotified()) {
        handle(LifeInput.READY);
      }
    } catch (IOException e) {
      host.log().error("node " + name() + ": notification unreadable", e);
    }
  }

  /** It said that it is ready. */
  void ready() {
    handle(LifeInput.READY);
  }

  // --- what an earlier supervisor left

  /**
   * Looks what there is of it and decides; {@link #act} has to follow.
   *
   * @throws IOException if that cannot be found out; then nothing may be started
   */
  void find() throws IOException {
    Found found = Adoption.find(host, files);
    process = Optional.of(WorkerProcess.adopted(host, files, found.marks()));
    switch (found.kind()) {
      case RUNNING -> {
        NodeState before = life.state();
        decide(LifeInput.FOUND_RUNNING);
        host.log()
            .info("node " + name() + ": adopted, pid " + found.marks().main().orElseThrow().pid());
        if (life.state() == before) {
          message = describe();
        }
      }
      case NEWBORN, LEFTOVERS -> {
        cause = Messages.UNSEEN_END;
        lastExit = Optional.of(NodeExit.unknown(host.now()));
        decide(LifeInput.FOUND_LEFTOVERS);
      }
      case NOTHING -> {
        process = Optional.empty();
        if (life.state() == NodeState.STARTING && !files.isRecorded()) {
          // Written down, and cut before it was done: it has not ended, it never began.
          life = NodeLife.restored(NodeState.STOPPED, life.isWanted(), life.restarts());
        }
        if (life.state().hasProcess()) {
          cause = Messages.UNSEEN_END;
          lastExit = Optional.of(NodeExit.unknown(host.now()));
        }
        decide(LifeInput.FOUND_NOTHING);
      }
    }
  }

  /**
   * Of a new worker: what is there under its name is not it, and is stopped before it starts.
   * {@link #act} has to follow.
   */
  void create() throws IOException {
    Found found = Adoption.find(host, files);
    if (found.kind() == Found.Kind.NOTHING) {
      decide(LifeInput.START);
      return;
    }
    process = Optional.of(WorkerProcess.adopted(host, files, found.marks()));
    life = NodeLife.restored(NodeState.STOPPED, true, 0);
    decide(LifeInput.FOUND_LEFTOVERS);
  }
}
