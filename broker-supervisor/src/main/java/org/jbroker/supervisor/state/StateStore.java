package org.jbroker.supervisor.state;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.supervisor.SupervisorStore;

/**
 * The configs and statuses of the nodes on disk; {@link SupervisorStore} has the entries.
 *
 * <p>A write is in the store at once and on disk with the next group commit, which {@link #flush}
 * waits for: before a supervisor starts or stops something that it was told to, and before it says
 * so. Statuses in between need no flush: the next supervisor looks what really runs.
 *
 * <p>The status of a new node is written before its config, and that of a forgotten one is erased
 * after it: whatever is lost in between, a config has its status, and a status without a config is
 * nothing.
 *
 * <p>All methods throw {@link BrokerException} if the store fails, as on a full disk. Closed with
 * its endpoint.
 */
public final class StateStore {

  private final Store store;
  private final Path file;

  /**
   * Opens or creates the file.
   *
   * @throws BrokerException if that is not possible, as when another master uses it
   */
  public StateStore(Endpoint endpoint, Path file) {
    this.file = file;
    store = endpoint.attachMaster(SupervisorStore.NAME, Backend.sqlite(file));
  }

  /**
   * What it holds, by name.
   *
   * @throws SupervisorException if an entry is damaged: rather no supervisor than one that forgets
   *     workers
   */
  public Map<String, NodeStatus> load() {
    Map<Data, Data> entries = store.snapshot();
    Map<String, NodeStatus> statuses = new TreeMap<>();
    for (Map.Entry<Data, Data> entry : entries.entrySet()) {
      Optional<String> node = SupervisorStore.nodeOfConfig(entry.getKey());
      if (node.isPresent()) {
        Data status = entries.get(SupervisorStore.statusKey(node.get()));
        statuses.put(node.get(), read(node.get(), entry.getValue(), status));
      }
      SupervisorStore.nodeOfStatus(entry.getKey())
          .filter(name -> !entries.containsKey(SupervisorStore.configKey(name)))
          .ifPresent(name -> store.erase(entry.getKey()));
    }
    return statuses;
  }

  private NodeStatus read(String node, Data config, Data status) {
    try {
      if (status == null) {
        throw new IllegalArgumentException("its status is missing");
      }
      return SupervisorStore.status(status, NodeConfig.from(config));
    } catch (IllegalArgumentException e) {
      throw new SupervisorException(
          "the entry of node '" + node + "' in " + file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Writes a new node, after its status. */
  public void putConfig(NodeConfig config) {
    store.put(SupervisorStore.configKey(config.name()), config.toData());
  }

  /** Writes the status of a node. */
  public void putStatus(NodeStatus status) {
    store.put(SupervisorStore.statusKey(status.name()), SupervisorStore.statusValue(status));
  }

  /** Forgets a node. */
  public void remove(String node) {
    store.erase(SupervisorStore.configKey(node));
    store.erase(SupervisorStore.statusKey(node));
  }

  /** Returns when all writes are on disk. */
  public void flush() {
    store.flush();
  }
}
