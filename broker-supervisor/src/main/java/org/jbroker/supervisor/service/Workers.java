package org.jbroker.supervisor.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jbroker.BrokerException;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorResponse;
import org.jbroker.supervisor.lifecycle.LifeInput;
import org.jbroker.supervisor.process.NodeFiles;
import org.jbroker.supervisor.state.StateStore;

/**
 * All workers: what is told to them, what is written down of them, who hears of their changes.
 * Confined to the control loop.
 */
final class Workers {

  private final WorkerHost host;
  private final RuntimeDirectory directory;
  private final StateStore state;
  private final Consumer<NodeStatus> onChange;
  private final Map<String, Worker> workers = new TreeMap<>();
  private final Map<String, NodeStatus> written = new HashMap<>();
  private final Map<String, NodeStatus> told = new HashMap<>();

  /**
   * Those that were wanted when the shutdown began, and shall be again with the next supervisor.
   */
  private final Map<String, Boolean> wantedAtShutdown = new HashMap<>();

  /**
   * None yet.
   *
   * @param onChange hears each new status, after it is in the store
   */
  Workers(
      WorkerHost host,
      RuntimeDirectory directory,
      StateStore state,
      Consumer<NodeStatus> onChange) {
    this.host = host;
    this.directory = directory;
    this.state = state;
    this.onChange = onChange;
  }

  /**
   * Takes over what is written down: adopts what runs, cleans up what is left over, starts what
   * should run.
   *
   * @throws IOException if it cannot be found out what runs
   */
  void restore() throws IOException {
    for (NodeStatus status : state.load().values()) {
      Worker worker =
          new Worker(host, NodeFiles.of(directory, status.name()), status, this::settled);
      written.put(status.name(), status);
      told.put(status.name(), status);
      worker.find();
      workers.put(status.name(), worker);
    }
    commit(workers.values());
  }

  /** All of them, or the one of a name; nothing if there is none of that name. */
  List<Worker> select(String node) {
    if (node.isEmpty()) {
      return List.copyOf(workers.values());
    }
    return Optional.ofNullable(workers.get(node)).map(List::of).orElse(List.of());
  }

  Optional<Worker> get(String node) {
    return Optional.ofNullable(workers.get(node));
  }

  NodeStatus status(Worker worker) {
    NodeStatus status = worker.status();
    Boolean wanted = wantedAtShutdown.get(worker.name());
    if (wanted == null || wanted == status.isWanted()) {
      return status;
    }
    return new NodeStatus(
        status.config(),
        status.pid(),
        status.state(),
        wanted,
        status.restarts(),
        status.lastExit(),
        status.since(),
        status.message());
  }

  /**
   * Adds a node and starts it.
   *
   * @return what is wrong; empty on success
   */
  String create(NodeConfig config) {
    if (workers.containsKey(config.name())) {
      return "there is a node '" + config.name() + "'; destroy it first";
    }
    if (workers.size() >= SupervisorResponse.MAX_NODES) {
      return "there are " + workers.size() + " nodes, which is the most";
    }
    Worker worker =
        new Worker(
            host,
            NodeFiles.of(directory, config.name()),
            NodeStatus.stopped(config, host.now()),
            this::settled);
    try {
      worker.create();
    } catch (IOException e) {
      return "cannot find out whether it runs: " + e.getMessage();
    }
    workers.put(config.name(), worker);
    try {
      write(worker);
      state.putConfig(config);
      state.flush();
    } catch (BrokerException e) {
      // Nothing was done yet, so nothing is left if this is forgotten.
      forget(worker);
      return "it cannot be written down: " + e.getMessage();
    }
    worker.act();
    settled(worker);
    return "";
  }

  /**
   * Tells workers what somebody wants, durably, before anything is done about it.
   *
   * @return what is wrong with the durability, which stops nobody from doing it; else empty
   */
  String tell(Collection<Worker> addressed, LifeInput input) {
    addressed.forEach(worker -> worker.decide(input));
    return commit(addressed);
  }

  private String commit(Collection<Worker> decided) {
    String problem = "";
    try {
      decided.forEach(this::write);
      state.flush();
    } catch (BrokerException e) {
      problem = unwritten(e);
    }
    for (Worker worker : List.copyOf(decided)) {
      worker.act();
      settled(worker);
    }
    return problem;
  }

  /** Stops all of them; what is written down is that those that were wanted still are. */
  void stopForShutdown() {
    workers.values().forEach(worker -> wantedAtShutdown.put(worker.name(), worker.isWanted()));
    tell(List.copyOf(workers.values()), LifeInput.STOP);
  }

  boolean allStopped() {
    return workers.values().stream().allMatch(worker -> worker.state() == NodeState.STOPPED);
  }

  /**
   * Forgets a node that is stopped; durable with the next {@link #flush}.
   *
   * @return what went wrong; else empty
   */
  String remove(Worker worker) {
    host.log().info("node " + worker.name() + ": destroyed");
    String problem = forget(worker);
    try {
      worker.files().remove();
      return problem;
    } catch (IOException e) {
      host.log().error("node " + worker.name() + ": files not removed", e);
      return "its files cannot be removed: " + e.getMessage();
    }
  }

  private String forget(Worker worker) {
    workers.remove(worker.name());
    written.remove(worker.name());
    told.remove(worker.name());
    try {
      state.remove(worker.name());
      return "";
    } catch (BrokerException e) {
      return unwritten(e);
    }
  }

  /**
   * Returns when everything is on disk.
   *
   * @return what went wrong; else empty
   */
  String flush() {
    try {
      state.flush();
      return "";
    } catch (BrokerException e) {
      return unwritten(e);
    }
  }

  private String unwritten(BrokerException e) {
    host.log().error("the state cannot be written", e);
    return "the state cannot be written: " + e.getMessage();
  }

  /** Writes the status down and tells it, if it is another one than the last. */
  void settled(Worker worker) {
    if (workers.get(worker.name()) != worker) {
      return;
    }
    NodeStatus status = status(worker);
    if (status.equals(told.get(worker.name()))) {
      return;
    }
    try {
      write(worker);
    } catch (BrokerException e) {
      // The workers run on; what runs is looked at anew by the next supervisor.
      host.log().error("node " + worker.name() + ": status not written", e);
    }
    told.put(worker.name(), status);
    onChange.accept(status);
  }

  private void write(Worker worker) {
    NodeStatus status = status(worker);
    if (!status.equals(written.get(worker.name()))) {
      state.putStatus(status);
      written.put(worker.name(), status);
    }
  }

  /** Does what is due in all of them. */
  void tick() {
    long now = host.nanos();
    for (Worker worker : List.copyOf(workers.values())) {
      OptionalLong due = worker.nextTickNanos();
      if (due.isPresent() && due.getAsLong() - now <= 0) {
        worker.tick();
        settled(worker);
      }
    }
  }

  /** When the next thing is due. */
  OptionalLong nextTickNanos() {
    OptionalLong next = OptionalLong.empty();
    for (Worker worker : workers.values()) {
      OptionalLong due = worker.nextTickNanos();
      if (due.isPresent() && (next.isEmpty() || due.getAsLong() - next.getAsLong() < 0)) {
        next = due;
      }
    }
    return next;
  }

  /** The configs, for whoever rotates their output. */
  List<NodeConfig> configs() {
    List<NodeConfig> configs = new ArrayList<>(workers.size());
    workers.values().forEach(worker -> configs.add(worker.config()));
    return configs;
  }
}
