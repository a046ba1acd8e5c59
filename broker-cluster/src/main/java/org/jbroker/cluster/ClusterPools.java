package org.jbroker.cluster;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The pools of a node: the three standard ones and those that a program registers.
 *
 * <p>Pools are registered first; {@link #settle()} then decides which nodes belong to which, once;
 * from then on {@link #nodeUp} and {@link #nodeDown} say who can be given work. All nodes of a
 * cluster register the same pools.
 *
 * <p>Any thread may call; one lock guards registering and settling.
 */
public final class ClusterPools {

  /** The key of the cursor that {@link #rrLogTopic} moves. */
  private static final String LOG_KEY = "Cluster::rr_log_topic";

  private final ClusterOptions options;
  private final Object lock = new Object();
  private final List<Pool> pools = new CopyOnWriteArrayList<>();
  private final Pool loggerPool;
  private final Pool proxyPool;
  private final Pool workerPool;
  private volatile boolean settled;

  /**
   * The standard pools, not settled yet.
   *
   * @throws IllegalArgumentException if two of them have the same topic
   */
  public ClusterPools(ClusterOptions options) {
    this.options = options;
    workerPool = registerPool(options.workerPoolSpec());
    proxyPool = registerPool(options.proxyPoolSpec());
    loggerPool = registerPool(options.loggerPoolSpec());
  }

  /**
   * Registers a pool, which has no nodes before {@link #settle()}.
   *
   * @throws IllegalArgumentException if there is one with that topic: nodes would not agree on
   *     their order
   * @throws IllegalStateException after {@code settle()}
   */
  public Pool registerPool(PoolSpec spec) {
    synchronized (lock) {
      if (settled) {
        throw new IllegalStateException("pools are registered before settle(): " + spec.topic());
      }
      if (pools.stream().anyMatch(pool -> pool.spec().topic().equals(spec.topic()))) {
        throw new IllegalArgumentException("there is a pool with the topic " + spec.topic());
      }
      Pool pool = new Pool(spec);
      pools.add(pool);
      return pool;
    }
  }

  /**
   * Gives each pool its nodes. Outside of a cluster pools stay empty.
   *
   * @throws IllegalArgumentException if exclusive pools need more nodes than there are
   * @throws IllegalStateException the second time
   */
  public void settle() {
    synchronized (lock) {
      if (settled) {
        throw new IllegalStateException("settle() is called once");
      }
      if (options.isEnabled()) {
        Map<PoolSpec, List<String>> names =
            PoolAssignment.of(
                options.nodes(),
                options.managerIsLogger(),
                pools.stream().map(Pool::spec).toList());
        pools.forEach(
            pool -> pool.assign(names.get(pool.spec()), options.node(), options.topics()));
      }
      settled = true;
    }
  }

  /**
   * Marks a node as alive in its pools; nothing happens if it is in none, or alive already.
   *
   * @throws IllegalStateException before {@link #settle()}
   */
  public void nodeUp(String name) {
    mark(name, true);
  }

  /**
   * Marks a node as dead in its pools; nothing happens if it is in none, or dead already.
   *
   * @throws IllegalStateException before {@link #settle()}
   */
  public void nodeDown(String name) {
    mark(name, false);
  }

  private void mark(String name, boolean up) {
    Objects.requireNonNull(name, "name");
    if (!settled) {
      throw new IllegalStateException("nodes are marked after settle(): " + name);
    }
    pools.forEach(pool -> pool.mark(name, up));
  }

  /** All pools, in the order in which they were registered. */
  public List<Pool> pools() {
    return List.copyOf(pools);
  }

  /** The pools that a node belongs to, to whose topics it subscribes. */
  public List<Pool> poolsOf(String node) {
    return pools.stream().filter(pool -> pool.contains(node)).toList();
  }

  /** All pools with their nodes at this moment. */
  List<PoolStatus> status() {
    return pools.stream()
        .map(pool -> new PoolStatus(pool.spec().topic(), pool.spec().nodeType(), pool.nodes()))
        .toList();
  }

  /** The standard pool of loggers. */
  public Pool loggerPool() {
    return loggerPool;
  }

  /** The standard pool of proxies. */
  public Pool proxyPool() {
    return proxyPool;
  }

  /** The standard pool of workers. */
  public Pool workerPool() {
    return workerPool;
  }

  /**
   * Where the next records of a log stream go: to the loggers in turn, or to the stream's own topic
   * if none is alive or {@link ClusterOptions#enableRoundRobinLogging()} is off.
   *
   * @param streamId such as {@code Conn::LOG}
   */
  public String rrLogTopic(String streamId) {
    String chosen = options.enableRoundRobinLogging() ? loggerPool.rrTopic(LOG_KEY) : "";
    return chosen.isEmpty() ? options.topics().logTopic(streamId) : chosen;
  }
}
