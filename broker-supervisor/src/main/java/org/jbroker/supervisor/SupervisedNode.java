package org.jbroker.supervisor;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.NetworkInfo;
import org.jbroker.Subscriber;
import org.jbroker.SubscriberOptions;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.zeek.ZeekEvent;

/**
 * What a worker that a supervisor started knows of itself.
 *
 * <pre>{@code
 * SupervisedNode self = SupervisedNode.current();
 * openEverything(self.config());
 * self.ready();
 * }</pre>
 *
 * <p>It stands in the environment, see {@link NodeEnvironment}. Immutable.
 */
public final class SupervisedNode {

  /** How long the supervisor may take to answer before a worker leaves it a note instead. */
  static final Duration READY_TIMEOUT = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger(SupervisedNode.class.getName());
  private static final byte[] READY_LINE = "READY=1\n".getBytes(StandardCharsets.US_ASCII);

  private final Map<String, String> environment;
  private final NodeConfig config;

  private SupervisedNode(Map<String, String> environment, NodeConfig config) {
    this.environment = environment;
    this.config = config;
  }

  /**
   * This process as a worker.
   *
   * @throws SupervisorException if no supervisor started it, or its config cannot be read
   */
  public static SupervisedNode current() {
    return find()
        .orElseThrow(
            () ->
                new SupervisorException(
                    "this process is no worker of a supervisor: "
                        + NodeEnvironment.NODE_CONFIG
                        + " is not set"));
  }

  /**
   * This process as a worker; empty if no supervisor started it.
   *
   * @throws SupervisorException if its config cannot be read
   */
  public static Optional<SupervisedNode> find() {
    return of(System.getenv());
  }

  /** A process with these variables. */
  static Optional<SupervisedNode> of(Map<String, String> environment) {
    String file = environment.getOrDefault(NodeEnvironment.NODE_CONFIG, "");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SupervisedNode(environment, NodeConfig.load(Path.of(file))));
    } catch (IOException | IllegalArgumentException e) {
      throw new SupervisorException(
          NodeEnvironment.NODE_CONFIG + ": cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** The name of the node. */
  public String name() {
    return config.name();
  }

  /** Its config. */
  public NodeConfig config() {
    return config;
  }

  /** The cluster layout that it was handed. */
  public Optional<ClusterLayout> layout() {
    return config.cluster();
  }

  /** Which node of the cluster layout it is; empty without a layout. */
  public Optional<String> clusterNode() {
    return config.cluster().map(layout -> config.clusterNode());
  }

  /**
   * Joins the cluster of its layout as the node that it is; whoever joins closes it.
   *
   * @throws SupervisorException if it was handed no layout
   */
  public Cluster joinCluster() {
    ClusterLayout layout =
        layout()
            .orElseThrow(
                () -> new SupervisorException("node '" + name() + "' has no cluster layout"));
    return Cluster.join(layout, config.clusterNode());
  }

  /** The socket of its supervisor, to peer with; the supervisor may come and go. */
  public UnixDomainSocketAddress supervisorSocket() {
    String path = variable(NodeEnvironment.SUPERVISOR_SOCKET);
    try {
      return UnixDomainSocketAddress.of(path);
    } catch (InvalidPathException e) {
      throw new SupervisorException(NodeEnvironment.SUPERVISOR_SOCKET + ": " + e.getMessage(), e);
    }
  }

  /** The topics of its supervisor. */
  public SupervisorTopics topics() {
    return SupervisorTopics.of(variable(NodeEnvironment.SUPERVISOR_TOPIC));
  }

  private String variable(String name) {
    String value = environment.getOrDefault(name, "");
    if (value.isEmpty()) {
      throw new SupervisorException(name + " is not set, as a supervisor does");
    }
    return value;
  }

  /**
   * Tells the supervisor that this worker is ready. One with another {@link Readiness} than {@link
   * Readiness#notified()} may do so, too.
   *
   * <p>The supervisor is told through its socket and answers. If none answers within two seconds,
   * since it is being replaced, a note in the file that {@link NodeEnvironment#NOTIFY_FILE} names
   * tells the next one.
   *
   * @throws SupervisorException if the supervisor refuses, such as because this worker is one that
   *     it has replaced; or if no supervisor answers and the note cannot be written
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public void ready() throws InterruptedException {
    Optional<String> problem = tell();
    if (problem.isEmpty()) {
      leaveNote();
    } else if (!problem.get().isEmpty()) {
      throw new SupervisorException("the supervisor refuses: " + problem.get());
    }
  }

  /** Returns the answer's problem, which is empty on success; nothing if there is no answer. */
  private Optional<String> tell() throws InterruptedException {
    String reqid = EndpointId.random().toString();
    SupervisorTopics topics = topics();
    EndpointOptions options =
        EndpointOptions.builder().ignoreBrokerConf(true).forward(false).name("ready").build();
    try (Endpoint endpoint = Endpoint.open(options);
        Subscriber answers =
            endpoint.subscriber(
                SubscriberOptions.DEFAULT, List.of(topics.response(RequestKind.READY, reqid)))) {
      long deadlineNanos = System.nanoTime() + READY_TIMEOUT.toNanos();
      endpoint
          .peerAsync(NetworkInfo.of(supervisorSocket()), Duration.ZERO)
          .get(READY_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
      SupervisorRequest request =
          new SupervisorRequest.Ready(reqid, name(), variable(NodeEnvironment.NODE_INSTANCE));
      endpoint.publish(topics.prefix(), request.toEvent().toData());
      Optional<Message> answer =
          answers.get(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
      return answer.map(
          message -> SupervisorResponse.from(ZeekEvent.from(message.data())).problem());
    } catch (ExecutionException | TimeoutException nobodyThere) {
      LOG.log(System.Logger.Level.DEBUG, "no supervisor to tell that this is ready", nobodyThere);
      return Optional.empty();
    }
  }

  private void leaveNote() {
    String file = variable(NodeEnvironment.NOTIFY_FILE);
    try {
      Files.write(Path.of(file), READY_LINE, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException | InvalidPathException e) {
      throw new SupervisorException(
          "cannot tell the supervisor that this is ready: no answer, and " + file + ": " + e, e);
    }
  }

  /** The name. */
  @Override
  public String toString() {
    return "SupervisedNode[" + name() + "]";
  }
}
