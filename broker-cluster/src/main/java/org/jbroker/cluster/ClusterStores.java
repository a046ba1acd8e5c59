package org.jbroker.cluster;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;

/**
 * The data stores of a node: who has the master, and when a clone is attached.
 *
 * <p>Any thread may call. {@code lock} makes stores come into being one after the other, and guards
 * which clones are attached; files are opened under it. A clone is attached by whoever comes first:
 * the thread that creates it, if the node with the master is connected, or the one that hears that
 * it is.
 */
final class ClusterStores implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ClusterStores.class.getName());

  /** Leaves room in a file name for what SQLite appends. */
  private static final int MAX_FILE_NAME_BYTES = 200;

  private final ClusterOptions options;
  private final Endpoint endpoint;
  private final Predicate<String> isUp;
  private final Object lock = new Object();
  private final Map<String, ClusterStore> stores = new ConcurrentHashMap<>();

  /** Clones that were attached, or could not be. */
  private final Set<ClusterStore> attached = new HashSet<>();

  private boolean closed;

  /**
   * None yet.
   *
   * @param isUp whether a node of that name is connected now
   */
  ClusterStores(ClusterOptions options, Endpoint endpoint, Predicate<String> isUp) {
    this.options = options;
    this.endpoint = endpoint;
    this.isUp = isUp;
  }

  ClusterStore create(String name, boolean persistent) {
    ClusterStore store;
    synchronized (lock) {
      if (closed) {
        throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the cluster is closed: " + name);
      }
      store = stores.get(name);
      if (store != null) {
        warnOfDuplicate(store, persistent);
        return store;
      }
      store = define(name, persistent);
      if (store.isMaster()) {
        // Nobody has this store yet, so nobody waits for it.
        store.attached(endpoint.attachMaster(name, backend(store)));
      }
      stores.put(name, store);
    }
    // After it was put there: whoever comes up from here on finds it.
    if (!store.isMaster() && isUp.test(store.masterNode())) {
      attachClone(store);
    }
    return store;
  }

  private static void warnOfDuplicate(ClusterStore existing, boolean persistent) {
    String how =
        existing.isPersistent() == persistent
            ? ""
            : existing.isPersistent()
                ? "; it stays persistent"
                : "; it stays as it is, not persistent";
    LOG.log(
        System.Logger.Level.WARNING,
        "the cluster store " + existing.name() + " was created before" + how);
  }

  private ClusterStore define(String name, boolean persistent) {
    ClusterStoreOptions predefined = options.store(name);
    BackendType backend = predefined.backend().orElse(options.defaultBackend());
    if (persistent && backend == BackendType.MEMORY) {
      backend = options.defaultPersistentBackend();
    }
    String masterNode = options.isEnabled() ? masterNode(name, predefined) : "";
    boolean master = !options.isEnabled() || masterNode.equals(options.node());
    return new ClusterStore(name, masterNode, master, persistent, backend);
  }

  /** Nodes that are named in the options are known to be in the layout. */
  private String masterNode(String name, ClusterStoreOptions predefined) {
    String node =
        predefined.masterNode().isEmpty() ? options.defaultMasterNode() : predefined.masterNode();
    if (!node.isEmpty()) {
      return node;
    }
    return options.nodes().nodes().values().stream()
        .filter(candidate -> candidate.type() == NodeType.MANAGER)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the layout has no manager to have the master of the cluster store "
                        + name
                        + "; name a node with ClusterOptions.defaultMasterNode"))
        .name();
  }

  private Backend backend(ClusterStore store) {
    return switch (store.backend()) {
      case MEMORY -> Backend.memory();
      case SQLITE -> Backend.sqlite(file(store.name()));
    };
  }

  private Path file(String name) {
    String path = options.store(name).path();
    if (!path.isEmpty()) {
      return Path.of(path);
    }
    boolean fits =
        !name.startsWith(".")
            && name.getBytes(StandardCharsets.UTF_8).length <= MAX_FILE_NAME_BYTES
            && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '/' || c == '\\');
    if (!fits) {
      throw new IllegalArgumentException(
          "the name of a cluster store does not do as the name of its file: '"
              + name
              + "'; give it a path with ClusterOptions.store");
    }
    return Path.of(options.defaultStoreDir()).resolve(name + ".sqlite");
  }

  /** Attaches it if nobody did; those who wait for it are called without the lock. */
  private void attachClone(ClusterStore store) {
    Runnable outcome;
    synchronized (lock) {
      if (closed || !attached.add(store)) {
        return;
      }
      outcome = attach(store);
    }
    outcome.run();
  }

  private Runnable attach(ClusterStore store) {
    try {
      Store clone = endpoint.attachClone(store.name(), options.store(store.name()).cloneOptions());
      return () -> store.attached(clone);
    } catch (BrokerException | IllegalStateException e) {
      LOG.log(System.Logger.Level.ERROR, "no clone of the cluster store " + store.name(), e);
      return () -> store.failed(e);
    }
  }

  /** The node of that name is connected. */
  void nodeUp(String node) {
    for (ClusterStore store : stores.values()) {
      if (!store.isMaster() && store.masterNode().equals(node)) {
        attachClone(store);
      }
    }
  }

  /** Looks again who is connected: something was missed. */
  void resync() {
    stores.values().stream()
        .map(ClusterStore::masterNode)
        .distinct()
        .filter(isUp)
        .forEach(this::nodeUp);
  }

  /** What was created, by name. */
  List<ClusterStore> all() {
    return List.copyOf(stores.values());
  }

  /** Nobody waits any longer. The stores themselves are closed with the endpoint. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    stores
        .values()
        .forEach(
            store ->
                store.failed(
                    new BrokerException(
                        ErrorCode.SHUTTING_DOWN,
                        "the cluster was closed before " + store.masterNode() + " was up")));
  }
}
