package org.jbroker.supervisor;

import java.util.Set;
import org.jbroker.cluster.Cluster;

/**
 * The variables that a supervisor sets for each worker, on top of its own environment and of {@link
 * NodeConfig#env()}.
 */
public final class NodeEnvironment {

  /** The name of the node in its cluster layout, as Zeek's; only if it has one. */
  public static final String CLUSTER_NODE = "CLUSTER_NODE";

  /**
   * The file with the cluster layout as JSON, where {@code Cluster.fromEnvironment} looks for it;
   * only if it has one.
   */
  public static final String CLUSTER_LAYOUT = Cluster.LAYOUT_VARIABLE;

  /** The name of the node. */
  public static final String NODE_NAME = "BROKER_NODE_NAME";

  /** The file with the config of the node, for {@link NodeConfig#load}. */
  public static final String NODE_CONFIG = "BROKER_NODE_CONFIG";

  /** What tells this start of the worker from all others; for {@link SupervisorRequest.Ready}. */
  public static final String NODE_INSTANCE = "BROKER_NODE_INSTANCE";

  /** The interface to sniff; only if it has one. */
  public static final String NODE_INTERFACE = "BROKER_NODE_INTERFACE";

  /** The file to which a worker appends a line {@code READY=1} when it is ready. */
  public static final String NOTIFY_FILE = "BROKER_NOTIFY_FILE";

  /** The supervisor's socket, to peer with. */
  public static final String SUPERVISOR_SOCKET = "BROKER_SUPERVISOR_SOCKET";

  /** The supervisor's {@link SupervisorTopics#prefix()}. */
  public static final String SUPERVISOR_TOPIC = "BROKER_SUPERVISOR_TOPIC";

  /** All of them. {@link NodeConfig#env()} may not set one. */
  public static final Set<String> NAMES =
      Set.of(
          CLUSTER_NODE,
          CLUSTER_LAYOUT,
          NODE_NAME,
          NODE_CONFIG,
          NODE_INSTANCE,
          NODE_INTERFACE,
          NOTIFY_FILE,
          SUPERVISOR_SOCKET,
          SUPERVISOR_TOPIC);

  private NodeEnvironment() {}
}
