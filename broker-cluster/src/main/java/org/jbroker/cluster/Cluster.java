package org.jbroker.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.NetworkInfo;
import org.jbroker.Topic;
import org.jbroker.cluster.log.LogMetrics;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogStream;

/**
 * A node of a cluster, while it runs: Zeek's cluster framework.
 *
 * <p>It listens and connects as the layout says, keeps trying, tells its peers who it is, and knows
 * which nodes are up. Without a name of a node there is no cluster: {@link #isEnabled()} is false,
 * nobody is a member, and {@link #endpoint()} is an endpoint that neither listens nor connects.
 *
 * <p>All methods are thread-safe and refuse null. Listeners are called on threads of their own, or
 * on {@link org.jbroker.EndpointOptions#executor()}; they may call everything here, {@link #close}
 * included.
 */
public final class Cluster implements AutoCloseable {

  /** The variable that names the file with the layout. */
  public static final String LAYOUT_VARIABLE = "CLUSTER_LAYOUT";

  /** How many events wait for a listener at most; see {@link ClusterEvent.EventsMissed}. */
  public static final int MAX_QUEUED_EVENTS = 8192;

  private static final System.Logger LOG = System.getLogger(Cluster.class.getName());

  private final ClusterOptions options;
  private final ClusterPools pools;
  private final Endpoint endpoint;
  private final EventHub hub;
  private final Instant upSince;

  /** Null outside of a cluster. */
  private final MembershipLoop loop;

  private final ClusterServices services;

  private final AtomicBoolean closed = new AtomicBoolean();

  /** Subscribes; {@link #connect} does the rest. */
  Cluster(ClusterOptions options, ClusterPools pools, Endpoint endpoint) {
    this.options = options;
    this.pools = pools;
    this.endpoint = endpoint;
    hub =
        new EventHub(
            endpoint.options().name() + "-cluster",
            endpoint.options().executor().orElse(null),
            MAX_QUEUED_EVENTS);
    upSince = endpoint.now();
    loop = options.isEnabled() ? new MembershipLoop(endpoint, options, pools, hub, upSince) : null;
    services = new ClusterServices(options, pools, endpoint, hub, this::member);
  }

  // --- joining

  /**
   * Joins as a node of a layout, with the defaults for everything else.
   *
   * @throws IllegalArgumentException if the layout has no such node
   */
  public static Cluster join(ClusterLayout layout, String node) {
    return builder().node(layout, node).join();
  }

  /** Joins with options, which name layout and node. */
  public static Cluster join(ClusterOptions options) {
    return builder().options(options).join();
  }

  /**
   * Joins as the node that the variable {@code CLUSTER_NODE} names, of the layout in the file that
   * {@code CLUSTER_LAYOUT} names, or else in {@code cluster-layout.yaml} or {@code
   * cluster-layout.json} in the working directory. Without {@code CLUSTER_NODE} there is no
   * cluster.
   *
   * @throws IllegalArgumentException naming the variable or file that is missing or wrong
   */
  public static Cluster fromEnvironment() {
    return builder().environment(System.getenv(), Path.of("")).join();
  }

  /** Joining with options for the endpoint, pools, and subscriptions that miss nothing. */
  public static ClusterBuilder builder() {
    return new ClusterBuilder();
  }

  /** Subscribes to the topics of the node, listens, and begins to connect. */
  void connect() {
    if (loop == null) {
      return;
    }
    ClusterNode self = localNode().orElseThrow();
    endpoint.forward(NodeTopics.of(options, pools).toArray(Topic[]::new));
    loop.start();
    if (self.listens() && !listensAt(self)) {
      endpoint.listen(self.host(), self.port());
    }
    for (ClusterNode target : ConnectionPlan.of(options.nodes(), self)) {
      NetworkInfo address = NetworkInfo.of(target.host(), target.port());
      endpoint
          .peerAsync(address, options.retryInterval())
          .exceptionally(
              ended -> {
                LOG.log(System.Logger.Level.DEBUG, "no peering with " + target.name(), ended);
                return null;
              });
    }
  }

  private boolean listensAt(ClusterNode self) {
    NetworkInfo address = NetworkInfo.of(self.host(), self.port());
    return endpoint.health().listening().stream().anyMatch(address::sameAddress);
  }

  // --- who and where

  /** The options that it joined with. */
  public ClusterOptions options() {
    return options;
  }

  /** The layout; empty outside of a cluster. */
  public ClusterLayout layout() {
    return options.nodes();
  }

  /** The endpoint of this node, for everything that is not the cluster's business. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Whether this is a node of a cluster. */
  public boolean isEnabled() {
    return options.isEnabled();
  }

  /** What this node does; {@link NodeType#NONE} outside of a cluster. */
  public NodeType localNodeType() {
    return options.localNodeType();
  }

  /** This node as the layout has it; empty outside of a cluster. */
  public Optional<ClusterNode> localNode() {
    return options.nodes().node(options.node());
  }

  /** The pools, which say who is alive as {@link #members()} does. */
  public ClusterPools pools() {
    return pools;
  }

  /** What reaches the node of that name alone, whether there is one or not. */
  public String nodeTopic(String name) {
    return options.topics().nodeTopic(name);
  }

  /** What reaches the endpoint of that id alone. */
  public String nodeidTopic(EndpointId id) {
    return options.topics().nodeidTopic(id.toString());
  }

  /** As {@link #nodeidTopic(EndpointId)} with the id as text. */
  public String nodeidTopic(String id) {
    return options.topics().nodeidTopic(id);
  }

  // --- members

  /** The nodes that are connected now, in the order in which they came; without this one. */
  public List<ClusterMember> members() {
    return List.copyOf(state().members().values());
  }

  /** The node of that name, if it is connected now. */
  public Optional<ClusterMember> member(String name) {
    return Optional.ofNullable(state().members().get(name));
  }

  /** How many workers are connected now: Zeek's {@code Cluster::worker_count}. */
  public int workerCount() {
    return activeNodeCount(NodeType.WORKER);
  }

  /** How many proxies are connected now. */
  public int proxyCount() {
    return activeNodeCount(NodeType.PROXY);
  }

  /** How many loggers are connected now. */
  public int loggerCount() {
    return activeNodeCount(NodeType.LOGGER);
  }

  /** How many managers are connected now. */
  public int managerCount() {
    return activeNodeCount(NodeType.MANAGER);
  }

  /** How many nodes of a type are connected now; without this one. */
  public int activeNodeCount(NodeType type) {
    return state().count(type);
  }

  /**
   * Whether this node has once shaken hands with all nodes that it connects to and with its
   * manager. That they are still connected is not promised.
   */
  public boolean isFullyConnected() {
    return state().fullyConnected();
  }

  /** Whether the cluster has started, as far as this node knows. */
  public boolean isStarted() {
    return state().started();
  }

  /** What this node knows of its cluster now; {@link ClusterStatusClient} asks for it from afar. */
  public ClusterStatus status() {
    return state().status(options, endpoint.id(), upSince, pools);
  }

  private ClusterState state() {
    return loop == null ? ClusterState.ALONE : loop.state();
  }

  // --- stores

  /** As {@link #createStore(String, boolean)} with a store that need not be persistent. */
  public ClusterStore createStore(String name) {
    return createStore(name, false);
  }

  /**
   * Sets up a data store that all nodes share which call this: its master on one node, clones on
   * the others, as {@link ClusterOptions#store(String)} and the defaults say. Outside of a cluster
   * it is a plain master. Called again, it warns in the log and returns what there is.
   *
   * @param persistent whether the data must survive the master's process; then {@link
   *     ClusterOptions#defaultPersistentBackend()} takes the place of a backend in memory
   * @throws IllegalArgumentException if no node can have the master, or the name does not do as the
   *     name of a file
   * @throws org.jbroker.BrokerException on the node with the master, as {@link
   *     Endpoint#attachMaster}; with {@code SHUTTING_DOWN} if the cluster is closed
   */
  public ClusterStore createStore(String name, boolean persistent) {
    return services.stores().create(name, persistent);
  }

  /** The stores that this node created: Zeek's {@code Cluster::stores}. */
  public List<ClusterStore> stores() {
    return services.stores().all();
  }

  // --- logs

  /**
   * Writes a message to the cluster log, {@code Cluster::LOG}, with the time and the name of this
   * node.
   *
   * @return as {@link LogStream#write(Object...)}
   */
  public boolean log(String message) {
    return services.log(message);
  }

  /**
   * A log stream of your own: always the same for the same schema.
   *
   * @throws IllegalArgumentException if this node has a stream of that id with another schema
   * @throws org.jbroker.BrokerException with {@code SHUTTING_DOWN} if the cluster is closed
   */
  public LogStream logStream(LogSchema schema) {
    return services.logs().stream(schema);
  }

  /** What became of the log records that this node sent and wrote. */
  public LogMetrics logMetrics() {
    return services.logs().metrics();
  }

  // --- events

  /**
   * Calls a listener for each event from now on, one at a time, in order. What it throws is logged,
   * and the next event follows. Up to {@link #MAX_QUEUED_EVENTS} wait for it.
   */
  public ClusterSubscription onEvent(Consumer<? super ClusterEvent> listener) {
    return hub.onEvent(listener);
  }

  /**
   * The events from the moment of subscription on, in order. Each subscriber has a queue of its own
   * for up to {@link #MAX_QUEUED_EVENTS}. Completes when the cluster is closed.
   */
  public Flow.Publisher<ClusterEvent> events() {
    return hub;
  }

  // --- waiting

  /**
   * Waits until a node is connected.
   *
   * @return whether it was within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean awaitNode(String name, Duration timeout) throws InterruptedException {
    return get(awaitNodeAsync(name, timeout), timeout);
  }

  /** As {@link #awaitNode} without blocking. */
  public CompletableFuture<Boolean> awaitNodeAsync(String name, Duration timeout) {
    return awaitMembersAsync(Set.of(name), timeout);
  }

  /**
   * Waits until all these nodes are connected at the same time.
   *
   * @return whether they were within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean awaitMembers(Set<String> names, Duration timeout) throws InterruptedException {
    return get(awaitMembersAsync(names, timeout), timeout);
  }

  /** As {@link #awaitMembers} without blocking. */
  public CompletableFuture<Boolean> awaitMembersAsync(Set<String> names, Duration timeout) {
    Set<String> all = Set.copyOf(names);
    return await(state -> state.members().keySet().containsAll(all), timeout);
  }

  /**
   * Waits until this node {@link #isFullyConnected() is fully connected}.
   *
   * @return whether it was within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean awaitFullyConnected(Duration timeout) throws InterruptedException {
    return get(awaitFullyConnectedAsync(timeout), timeout);
  }

  /** As {@link #awaitFullyConnected} without blocking. */
  public CompletableFuture<Boolean> awaitFullyConnectedAsync(Duration timeout) {
    return await(ClusterState::fullyConnected, timeout);
  }

  /**
   * Waits until the cluster {@link #isStarted() has started}.
   *
   * @return whether it had within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean awaitStarted(Duration timeout) throws InterruptedException {
    return get(awaitStartedAsync(timeout), timeout);
  }

  /** As {@link #awaitStarted} without blocking. */
  public CompletableFuture<Boolean> awaitStartedAsync(Duration timeout) {
    return await(ClusterState::started, timeout);
  }

  /** Outside of a cluster nothing is waited for: nobody will come. */
  private CompletableFuture<Boolean> await(Predicate<ClusterState> condition, Duration timeout) {
    return loop == null
        ? CompletableFuture.completedFuture(condition.test(ClusterState.ALONE))
        : loop.await(condition, timeout);
  }

  private static boolean get(CompletableFuture<Boolean> future, Duration timeout)
      throws InterruptedException {
    try {
      return future.get(Nanos.of(timeout), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return future.getNow(false);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  // --- the end

  /** Whether {@link #close()} was called. */
  public boolean isClosed() {
    return closed.get();
  }

  /**
   * Leaves the cluster: log records that wait are delivered, see {@link
   * org.jbroker.cluster.log.LoggerOptions}, then the other nodes see this one go down at once. Ends
   * the endpoint with all its threads and sockets. Raises no events; listeners get what is queued
   * for a second at most, and {@code Flow} subscribers complete. Idempotent.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (endpoint;
        hub) {
      services.close();
      if (loop != null) {
        loop.close();
      }
    }
  }

  @Override
  public String toString() {
    return isEnabled() ? options.node() + " of " + layout() : "no cluster";
  }
}
