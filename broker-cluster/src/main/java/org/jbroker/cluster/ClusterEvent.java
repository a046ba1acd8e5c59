package org.jbroker.cluster;

import java.util.Objects;
import org.jbroker.EndpointId;

/**
 * What a node learns about its cluster; see {@link Cluster#onEvent} and {@link Cluster#events()}.
 */
public sealed interface ClusterEvent {

  /**
   * A node is connected and said who it is: {@code Cluster::node_up}. Once for each connection that
   * leads to a new or returned member, after {@link Cluster#members()} and the pools know it.
   *
   * @param name its name in the layout
   * @param id the id of its endpoint, another one after each restart
   */
  record NodeUp(String name, EndpointId id) implements ClusterEvent {

    /** Refuses null. */
    public NodeUp {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * A node left or was lost: {@code Cluster::node_down}. Once for each {@link NodeUp}, after it.
   *
   * @param name its name in the layout
   * @param id the id that it had
   */
  record NodeDown(String name, EndpointId id) implements ClusterEvent {

    /** Refuses null. */
    public NodeDown {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * A peer said that it is a node which it cannot be. It stays connected, and is no member. Logged
   * as a warning, too. A peer is refused once for each name, and for few names at all.
   *
   * @param name what it calls itself
   * @param id the id of its endpoint
   * @param reason why it is refused
   */
  record NodeRefused(String name, EndpointId id, RefusalReason reason) implements ClusterEvent {

    /** Refuses null. */
    public NodeRefused {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * A node has shaken hands with all nodes that it connects to itself and with its manager: {@code
   * Cluster::Experimental::node_fully_connected}. A node raises it about itself; the manager raises
   * it about each node that reports it, too. Raised again whenever the manager comes back.
   *
   * <p>That all these peerings still exist is not promised: a node that is fully connected once
   * stays so, whatever breaks afterwards.
   *
   * @param name the name of the node
   * @param id the id of its endpoint
   * @param resending whether the node had seen {@link ClusterStarted} before: it tells a manager
   *     that was restarted
   */
  record NodeFullyConnected(String name, EndpointId id, boolean resending) implements ClusterEvent {

    /** Refuses null. */
    public NodeFullyConnected {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(id, "id");
    }
  }

  /**
   * Every node of the layout has reported {@link NodeFullyConnected} to the manager: {@code
   * Cluster::Experimental::cluster_started}. Once in the life of a node; a manager that is
   * restarted within a cluster that has started does not raise it.
   *
   * <p>That all peerings still exist is not promised, nor that all nodes are still there.
   */
  record ClusterStarted() implements ClusterEvent {}

  /**
   * The receiver was too slow: its queue was full, and these events were not kept. Stands where
   * they are missing. {@link Cluster#members()} says what became of it all.
   *
   * @param events how many are missing
   */
  record EventsMissed(long events) implements ClusterEvent {}
}
