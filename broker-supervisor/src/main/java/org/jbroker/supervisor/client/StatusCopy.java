package org.jbroker.supervisor.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.data.Data;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreSubscription;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.SupervisorStore;

/** A clone of the supervisor's store, read as statuses. Thread-safe. */
public final class StatusCopy {

  private static final System.Logger LOG = System.getLogger(StatusCopy.class.getName());

  /** A supervisor that was restarted is on the same machine: it is found soon. */
  private static final CloneOptions OPTIONS =
      CloneOptions.DEFAULT.withResyncInterval(Duration.ofSeconds(1));

  private final Store store;

  /** Attaches the clone, which is closed with its endpoint. */
  public StatusCopy(Endpoint endpoint) {
    store = endpoint.attachClone(SupervisorStore.NAME, OPTIONS);
  }

  /** The store. */
  public Store store() {
    return store;
  }

  /**
   * All statuses by name.
   *
   * @throws BrokerException with {@code STALE_DATA} if there never was a copy, or not for long
   */
  public Map<String, NodeStatus> statuses() {
    return SupervisorStore.statuses(store.snapshot());
  }

  /** As {@link #statuses()}; empty while there is no copy, and never waiting for one. */
  public Map<String, NodeStatus> statusesNow() {
    try {
      return SupervisorStore.statuses(store.snapshotAsync().getNow(Map.of()));
    } catch (RuntimeException noCopy) {
      LOG.log(System.Logger.Level.DEBUG, "no copy of the statuses", noCopy);
      return Map.of();
    }
  }

  /** Calls a listener with each new status of a node, in order. */
  public StoreSubscription onStatus(Consumer<? super NodeStatus> listener) {
    return store.onEvent(event -> status(event).ifPresent(listener));
  }

  private Optional<NodeStatus> status(StoreEvent event) {
    Optional<String> node = SupervisorStore.nodeOfStatus(event.key());
    if (node.isEmpty() || event.after().isEmpty()) {
      return Optional.empty();
    }
    Data value = event.after().get();
    // The config is written first and erased last; without it the node is being destroyed.
    return store
        .get(SupervisorStore.configKey(node.get()))
        .map(config -> SupervisorStore.status(value, NodeConfig.from(config)));
  }
}
