package org.jbroker.tools.cluster;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterEvent;
import org.jbroker.cluster.ClusterStore;
import org.jbroker.data.Data;

/**
 * What the nodes of {@code cluster node} do together: they count how often hosts are seen. The
 * program {@code CountHosts} of the examples does the same, and its nodes and these understand each
 * other.
 *
 * <pre>
 *   worker: sees hosts -- Hosts::seen(host, n) --&gt; the proxy of that host, by hrwTopic(host)
 *   proxy:  adds up, and once a second -- increment(host, n) --&gt; the store "hosts"
 *   manager: has its master, and prints the sum
 * </pre>
 *
 * <p>Confined to the thread that ticks, but for {@link #heed} and what subclasses say.
 */
abstract class HostCount implements AutoCloseable {

  /** The store: host to how often it was seen. */
  static final String STORE = "hosts";

  /** The event {@code Hosts::seen(host: addr, n: count)}. */
  static final String SEEN = "Hosts::seen";

  final Cluster cluster;
  final ClusterStore store;
  final Consumer<String> line;

  HostCount(Cluster cluster, ClusterStore store, Consumer<String> line) {
    this.cluster = cluster;
    this.store = store;
    this.line = line;
  }

  /**
   * The part of the local node. Subscribes, so it is called before the node connects.
   *
   * @param line prints a line; any thread
   */
  static HostCount of(Cluster cluster, NodeSettings settings, Consumer<String> line) {
    ClusterStore store = cluster.createStore(STORE, settings.isPersistent());
    return switch (cluster.localNodeType()) {
      case WORKER ->
          new WorkerCount(cluster, store, settings.rate(), hosts(settings.hosts()), line);
      case PROXY -> new ProxyCount(cluster, store, line);
      case MANAGER -> new ManagerCount(cluster, store, line);
      case LOGGER, TIME_MACHINE, CONTROL, NONE -> new LogCount(cluster, store, line);
    };
  }

  /** {@code 10.0.0.1}, {@code 10.0.0.2} and so on. */
  static List<Data> hosts(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> (Data) Data.address("10.0." + (i >> 8) + "." + (i & 0xFF)))
        .toList();
  }

  /**
   * Does what is due.
   *
   * @param nowNanos as {@link System#nanoTime()}
   */
  abstract void tick(long nowNanos);

  /** Something happened in the cluster; called in order, by a thread of the cluster's. */
  void heed(ClusterEvent event) {}

  /** Says good-bye: nothing that was counted is kept back. The cluster is still open. */
  @Override
  public void close() {}
}
