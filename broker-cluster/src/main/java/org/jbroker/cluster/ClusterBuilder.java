package org.jbroker.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;

/**
 * How a node joins its cluster; from {@link Cluster#builder()}. Not for use by several threads.
 *
 * <p>In this order: the endpoint is opened, pools are registered and settled, the node subscribes
 * to its topics, {@link #beforeConnecting} is called, the node listens, and begins to connect.
 */
public final class ClusterBuilder {

  private ClusterOptions options = ClusterOptions.builder().build();
  private EndpointOptions endpointOptions = EndpointOptions.defaults();
  private Optional<Endpoint> endpoint = Optional.empty();
  private final List<PoolSpec> pools = new ArrayList<>();
  private Consumer<? super Cluster> beforeConnecting = cluster -> {};

  ClusterBuilder() {}

  /** Sets all options of the cluster, layout and name of the node among them. */
  public ClusterBuilder options(ClusterOptions all) {
    options = Objects.requireNonNull(all, "options");
    return this;
  }

  /**
   * Sets layout and node, with all other options at their defaults, but the retry interval as the
   * environment says.
   *
   * @throws IllegalArgumentException if the layout has no such node
   */
  public ClusterBuilder node(ClusterLayout layout, String name) {
    return options(
        ClusterOptions.builder().environment(System.getenv()).nodes(layout).node(name).build());
  }

  /**
   * Takes node, layout and retry interval from variables: {@code CLUSTER_NODE}, without which there
   * is no cluster; {@code CLUSTER_LAYOUT}, a file, without which {@code cluster-layout.yaml} or
   * {@code cluster-layout.json} in the directory is read; {@code BRO_DEFAULT_CONNECT_RETRY}.
   *
   * @param variables such as {@link System#getenv()}
   * @param directory where relative names of files begin
   * @throws IllegalArgumentException naming the variable or file that is missing or wrong
   */
  public ClusterBuilder environment(Map<String, String> variables, Path directory) {
    return options(ClusterEnvironment.read(variables, directory).build());
  }

  /**
   * Sets how the endpoint behaves. What is not set there comes from {@code broker.conf} and the
   * environment as always; what is not set there either is as in a node of Zeek: messages are not
   * forwarded (many nodes of a cluster are connected in circles), and the endpoint is named after
   * the node.
   */
  public ClusterBuilder endpointOptions(EndpointOptions all) {
    endpointOptions = Objects.requireNonNull(all, "endpointOptions");
    return this;
  }

  /**
   * Takes an endpoint that is open, with its options, instead of opening one. It belongs to the
   * cluster from {@link #join} on and is closed with it. If it listens already at the address of
   * its node, that is used. With {@link EndpointOptions#forward()}, messages circulate among nodes
   * that speak version 1.
   */
  public ClusterBuilder endpoint(Endpoint open) {
    endpoint = Optional.of(open);
    return this;
  }

  /** Registers a pool, as all nodes of the cluster have to; see {@link ClusterPools}. */
  public ClusterBuilder pool(PoolSpec spec) {
    pools.add(Objects.requireNonNull(spec, "spec"));
    return this;
  }

  /**
   * Is called, once, by the thread that joins, when the pools are settled and before anybody can
   * connect: whoever subscribes to messages or events there misses none. What it throws, {@link
   * #join} throws.
   */
  public ClusterBuilder beforeConnecting(Consumer<? super Cluster> hook) {
    beforeConnecting = Objects.requireNonNull(hook, "hook");
    return this;
  }

  /**
   * Joins: returns when the node listens and has begun to connect. Use {@link Cluster#awaitNode}
   * and its kin to wait for others.
   *
   * @throws IllegalArgumentException if pools cannot be registered or settled
   * @throws org.jbroker.BrokerException with {@link org.jbroker.ErrorCode#CANNOT_OPEN_RESOURCE} if
   *     the node cannot listen at its address
   * @throws IllegalStateException if no engine is on the class or module path
   */
  public Cluster join() {
    ClusterPools all = new ClusterPools(options);
    pools.forEach(all::registerPool);
    all.settle();
    Endpoint opened = endpoint.orElseGet(this::open);
    Cluster cluster = null;
    boolean joined = false;
    try {
      cluster = new Cluster(options, all, opened);
      beforeConnecting.accept(cluster);
      cluster.connect();
      joined = true;
      return cluster;
    } finally {
      if (!joined && cluster != null) {
        cluster.close();
      } else if (!joined) {
        opened.close();
      }
    }
  }

  private Endpoint open() {
    EndpointOptions own =
        endpointOptions.ignoreBrokerConf()
            ? endpointOptions
            : endpointOptions.orElse(EndpointOptions.load());
    EndpointOptions.Builder zeeks = EndpointOptions.builder();
    if (options.isEnabled()) {
      zeeks.name(options.node()).forward(false);
    }
    return Endpoint.open(own.orElse(zeeks.build()));
  }
}
