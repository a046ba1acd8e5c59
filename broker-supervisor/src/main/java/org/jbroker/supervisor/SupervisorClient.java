package org.jbroker.supervisor;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jbroker.Endpoint;
import org.jbroker.Subscription;
import org.jbroker.store.Store;
import org.jbroker.store.StoreSubscription;
import org.jbroker.supervisor.client.Deployer;
import org.jbroker.supervisor.client.MappedPublisher;
import org.jbroker.supervisor.client.Requests;
import org.jbroker.supervisor.client.StatusCopy;
import org.jbroker.supervisor.client.StatusWait;
import org.jbroker.supervisor.client.SupervisorLink;
import org.jbroker.supervisor.client.Waiting;
import org.jbroker.zeek.ZeekEvent;

/**
 * A main process's hold on its supervisor: finds the one that runs in a directory, or starts one
 * that outlives this process, and drives it.
 *
 * <pre>{@code
 * try (SupervisorClient client = SupervisorClient.connect(RuntimeDirectory.ofUser())) {
 *   client.create(NodeConfig.of("worker-1", "zeek", "-i", "eth0"));
 *   client.awaitRunning("worker-1", Duration.ofSeconds(30));
 * }                                  // the worker runs on
 * }</pre>
 *
 * <p>Closing the client, or killing its process, changes nothing for supervisor and workers. If the
 * supervisor is killed, its workers run on, {@link #isConnected} becomes false, and requests that
 * it had not answered fail. The client connects by itself to the next supervisor of the directory;
 * {@link #reconnect} starts one, or the option {@link SupervisorClientOptions#keepRunning} does. It
 * adopts the workers.
 *
 * <p>All methods are safe for use by several threads and refuse null. Listeners are called on
 * threads of the client's endpoint, one event at a time.
 */
public final class SupervisorClient implements SupervisorCommands, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SupervisorClient.class.getName());
  private static final Duration MAX_TIMEOUT = Duration.ofDays(7);

  private final SupervisorClientOptions options;
  private final SupervisorLink link;
  private final StatusCopy copy;
  private final Requests requests;

  private SupervisorClient(SupervisorClientOptions options) {
    this.options = options;
    link = new SupervisorLink(options);
    copy = new StatusCopy(link.endpoint());
    requests = new Requests(link, (kind, node) -> timeout(kind, node).toNanos());
  }

  /** As {@link #connect(SupervisorClientOptions)} with the defaults. */
  public static SupervisorClient connect(RuntimeDirectory directory) throws InterruptedException {
    return connect(SupervisorClientOptions.of(directory));
  }

  /**
   * Finds the supervisor of a directory, or starts it, and waits until it is connected. Of two
   * clients that start one at the same moment, one supervisor stays, and both have it.
   *
   * @throws SupervisorException if the directory is not its owner's alone; or if no supervisor is
   *     connected within {@link SupervisorClientOptions#connectTimeout()}, with the end of its log
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public static SupervisorClient connect(SupervisorClientOptions options)
      throws InterruptedException {
    if (options.startIfMissing()) {
      options.directory().create();
    } else if (Files.exists(options.directory().path())) {
      options.directory().verify();
    }
    SupervisorClient client = new SupervisorClient(options);
    boolean done = false;
    try {
      client.link.connect();
      client.link.ensure(options.connectTimeout());
      done = true;
      return client;
    } finally {
      if (!done) {
        client.close();
      }
    }
  }

  // --- the supervisor

  /** The options that it was made with. */
  public SupervisorClientOptions options() {
    return options;
  }

  /** Whether a supervisor is connected. */
  public boolean isConnected() {
    return link.isConnected();
  }

  /** The process of the supervisor, as its lock file has it; that of the last one if none runs. */
  public OptionalLong supervisorPid() {
    return link.supervisorPid();
  }

  /**
   * Calls a listener with what is so now, and then each time a supervisor is connected or gone. It
   * must not wait for anything: it is called on the thread that keeps the time-outs.
   */
  public void onConnection(Consumer<? super SupervisorConnection> listener) {
    link.onConnection(listener);
  }

  /**
   * Waits until a supervisor is connected; starts one if none runs, unless {@link
   * SupervisorClientOptions#startIfMissing()} is off. Does nothing if one is connected.
   *
   * @throws SupervisorException as {@link #connect(SupervisorClientOptions)}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public void reconnect() throws InterruptedException {
    link.ensure(options.connectTimeout());
  }

  /** The endpoint, whose only peer is the supervisor. Closed with this client. */
  public Endpoint endpoint() {
    return link.endpoint();
  }

  // --- requests

  /** The same requests with one time-out for each, whatever it asks. */
  public SupervisorCommands within(Duration timeout) {
    long nanos =
        Limits.requireWithin(timeout, Duration.ofMillis(1), MAX_TIMEOUT, "time-out").toNanos();
    return new Requests(link, (kind, node) -> nanos);
  }

  private Duration timeout(RequestKind kind, String node) {
    Duration base = options.requestTimeout();
    return switch (kind) {
      case CREATE, STATUS, READY -> base;
      case START, STOP_NODE, RESTART, DESTROY, SHUTDOWN -> base.plus(longest(node));
    };
  }

  /** How long the slowest of the nodes may take to stop and to start. */
  private Duration longest(String node) {
    return copy.statusesNow().values().stream()
        .map(NodeStatus::config)
        .filter(config -> node.isEmpty() || config.name().equals(node))
        .map(config -> config.stopGrace().plus(config.readiness().time()))
        .max(Duration::compareTo)
        .orElse(Duration.ofSeconds(10).plus(Readiness.DEFAULT_NOTIFY_TIMEOUT));
  }

  @Override
  public CompletableFuture<Void> createAsync(NodeConfig config) {
    return requests.createAsync(config);
  }

  @Override
  public CompletableFuture<Void> destroyAsync(String node) {
    return requests.destroyAsync(node);
  }

  @Override
  public CompletableFuture<Void> destroyAllAsync() {
    return requests.destroyAllAsync();
  }

  @Override
  public CompletableFuture<Void> startAsync(String node) {
    return requests.startAsync(node);
  }

  @Override
  public CompletableFuture<Void> startAllAsync() {
    return requests.startAllAsync();
  }

  @Override
  public CompletableFuture<Void> stopAsync(String node) {
    return requests.stopAsync(node);
  }

  @Override
  public CompletableFuture<Void> stopAllAsync() {
    return requests.stopAllAsync();
  }

  @Override
  public CompletableFuture<Void> restartAsync(String node) {
    return requests.restartAsync(node);
  }

  @Override
  public CompletableFuture<Void> restartAllAsync() {
    return requests.restartAllAsync();
  }

  @Override
  public CompletableFuture<NodeStatus> statusAsync(String node) {
    return requests.statusAsync(node);
  }

  @Override
  public CompletableFuture<Map<String, NodeStatus>> statusAsync() {
    return requests.statusAsync();
  }

  @Override
  public CompletableFuture<Void> shutdownAsync(boolean stopWorkers) {
    return requests.shutdownAsync(stopWorkers);
  }

  // --- clusters

  /**
   * Makes the nodes that have a cluster layout be those of a deployment that belong to this
   * machine: creates what is missing, destroys and creates again what has another config, starts
   * what does not run, destroys what the deployment does not have. Nodes without a layout stay as
   * they are. Doing it twice changes nothing the second time; one that was interrupted is completed
   * by doing it again.
   *
   * <p>Each config holds the whole layout, so a change anywhere in it recreates all nodes. They
   * start at the same time, in no order. A node belongs to this machine if its address is one of
   * this machine's interfaces, or loops back.
   *
   * @return what was changed; does not wait for what was created, see {@link #awaitRunning}
   * @throws SupervisorException if a node of that name belongs to no cluster
   * @throws SupervisorRequestException if a request did not succeed; what was done stays
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public Deployment.Result deploy(Deployment deployment) throws InterruptedException {
    return Waiting.get(deployAsync(deployment));
  }

  /** As {@link #deploy} without waiting. */
  public CompletableFuture<Deployment.Result> deployAsync(Deployment deployment) {
    return new Deployer(requests, options.directory()).deploy(deployment);
  }

  // --- what happens

  /**
   * Calls a listener with each notification of the supervisor from now on. They may be lost with
   * the connection; {@link #onStatus} makes up for that.
   */
  public Subscription onNotice(Consumer<? super NodeNotice> listener) {
    return endpoint()
        .subscribe(
            List.of(options.topics().nodeStatus()),
            message -> listener.accept(NodeNotice.from(ZeekEvent.from(message.data()))),
            error -> LOG.log(System.Logger.Level.WARNING, "a notification: " + error));
  }

  /** The notifications as a {@link Flow.Publisher}; each subscriber has a queue of its own. */
  public Flow.Publisher<NodeNotice> notices() {
    return new MappedPublisher<>(
        endpoint().flow(options.topics().nodeStatus().string()),
        message -> NodeNotice.from(ZeekEvent.from(message.data())));
  }

  /**
   * Calls a listener with each change of a status from now on, as the copy of the supervisor's
   * store has it. Changes that happened while no supervisor was connected follow, the last of each
   * node; that a node was destroyed is not told.
   */
  public StoreSubscription onStatus(Consumer<? super NodeStatus> listener) {
    return copy.onStatus(listener);
  }

  /**
   * The statuses by name in the copy, without asking the supervisor: a moment old, and while none
   * is connected, as they were then.
   *
   * @throws org.jbroker.BrokerException with {@code STALE_DATA} if there is no copy yet, or no
   *     supervisor has been connected for five minutes
   */
  public Map<String, NodeStatus> lastStatuses() {
    return copy.statuses();
  }

  /** The names of the nodes in the copy, none if there is no copy yet. Never waits. */
  public Set<String> knownNodes() {
    return copy.statusesNow().keySet();
  }

  /** The copy of the supervisor's store; see {@link SupervisorStore}. Closed with this client. */
  public Store store() {
    return copy.store();
  }

  /**
   * Waits until a node is running and ready.
   *
   * @return its status
   * @throws SupervisorException if it is not within {@code timeout}, or cannot be: it is not there,
   *     {@link NodeState#FATAL} or {@link NodeState#EXITED}; the text has its status
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public NodeStatus awaitRunning(String node, Duration timeout) throws InterruptedException {
    return await(node, status -> status.state() == NodeState.RUNNING, timeout);
  }

  /**
   * Waits until the status of a node fulfils a condition.
   *
   * @return its status
   * @throws SupervisorException as {@link #awaitRunning}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public NodeStatus await(String node, Predicate<? super NodeStatus> condition, Duration timeout)
      throws InterruptedException {
    return new StatusWait(this, node, condition).await(timeout);
  }

  /** Leaves; supervisor and workers run on. Ends all threads of this client. Idempotent. */
  @Override
  public void close() {
    link.close();
  }

  /** The directory, and whether a supervisor is connected. */
  @Override
  public String toString() {
    return "SupervisorClient["
        + options.directory()
        + (isConnected() ? "" : ", no supervisor")
        + "]";
  }
}
