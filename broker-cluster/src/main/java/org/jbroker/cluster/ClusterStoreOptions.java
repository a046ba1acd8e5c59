package org.jbroker.cluster;

import java.util.Objects;
import java.util.Optional;
import org.jbroker.store.CloneOptions;

/**
 * What is set beforehand for one store of a cluster: the part of Zeek's {@code Cluster::StoreInfo}
 * that may be redefined in {@code Cluster::stores}.
 *
 * @param masterNode the name of the node with the master; empty for {@link
 *     ClusterOptions#defaultMasterNode()}
 * @param backend where the master keeps its data; empty for {@link ClusterOptions#defaultBackend()}
 * @param path the SQLite file; empty for one within {@link ClusterOptions#defaultStoreDir()}
 * @param cloneOptions the three intervals {@code clone_resync_interval}, {@code
 *     clone_stale_interval} and {@code clone_mutation_buffer_interval}, by default 10 s, 5 min and
 *     2 min
 */
public record ClusterStoreOptions(
    String masterNode, Optional<BackendType> backend, String path, CloneOptions cloneOptions) {

  /** Everything at its default. */
  public static final ClusterStoreOptions DEFAULT =
      new ClusterStoreOptions("", Optional.empty(), "", CloneOptions.DEFAULT);

  /** Refuses null. */
  public ClusterStoreOptions {
    Objects.requireNonNull(masterNode, "masterNode");
    Objects.requireNonNull(backend, "backend");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(cloneOptions, "cloneOptions");
  }

  /** The same with the master on another node. */
  public ClusterStoreOptions withMasterNode(String name) {
    return new ClusterStoreOptions(name, backend, path, cloneOptions);
  }

  /** The same with another backend. */
  public ClusterStoreOptions withBackend(BackendType type) {
    return new ClusterStoreOptions(masterNode, Optional.of(type), path, cloneOptions);
  }

  /** The same with another file. */
  public ClusterStoreOptions withPath(String file) {
    return new ClusterStoreOptions(masterNode, backend, file, cloneOptions);
  }

  /** The same with other intervals. */
  public ClusterStoreOptions withCloneOptions(CloneOptions options) {
    return new ClusterStoreOptions(masterNode, backend, path, options);
  }
}
