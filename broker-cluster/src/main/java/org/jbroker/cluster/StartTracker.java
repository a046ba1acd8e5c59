package org.jbroker.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.ClusterStarted;
import org.jbroker.cluster.ClusterEvent.NodeFullyConnected;

/**
 * When a node is fully connected, and when the cluster has started: a state machine without clock,
 * thread or socket. The rules are those of Zeek's {@code policy/frameworks/cluster/experimental}:
 *
 * <pre>
 *   a node                                          its manager
 *   all whom it connects to, and its
 *   manager, were up at least once  -- report --&gt;   reported by this node
 *                                                     |  by every node of the layout
 *                                                     v
 *   started                         &lt;- broadcast -- started
 *   its manager came back           -- report, resending = started --&gt; adopted: started
 * </pre>
 *
 * <p>A manager waits for itself, for the nodes that have it as their manager, for the loggers, and
 * for its time machine. Loggers and time machines that have no manager to report to count as soon
 * as it sees them up. It does not wait for nodes of type CONTROL, which come and go, nor for those
 * of another manager.
 *
 * <p>Beyond Zeek: a node that reports after the start (a worker that was restarted) is told that
 * the cluster has started, itself alone; in Zeek it never learns.
 *
 * <p>Not for use by several threads; {@link MembershipLoop} owns it.
 */
final class StartTracker {

  /** What has to be done. */
  sealed interface Effect {

    /** Tell the listeners. */
    record Raise(ClusterEvent event) implements Effect {}

    /** Send this to the manager, if it is up; when it comes back, there is another report. */
    record Report(String manager, NodeFullyConnected event) implements Effect {}

    /** Tell all nodes that the cluster has started. */
    record Broadcast() implements Effect {}

    /** Tell one node that the cluster has started. */
    record Tell(EndpointId id) implements Effect {}
  }

  private final String selfName;
  private final EndpointId selfId;
  private final boolean isManager;
  private final Optional<String> manager;

  /** Whom this node still has to see before it is fully connected. */
  private final Set<String> unseen = new HashSet<>();

  /** Whom the manager has not heard of yet; empty elsewhere. */
  private final Set<String> unreported = new HashSet<>();

  /** Nodes that count when they are up, since they report to nobody. */
  private final Set<String> silent = new HashSet<>();

  /** Who is up, as far as this class was told. */
  private final Map<String, EndpointId> up = new HashMap<>();

  /** Reports of peers that are not up yet, by their ids: a newcomer may have to wait. */
  private final Map<EndpointId, NodeFullyConnected> early = new LinkedHashMap<>();

  /** Who reported to this manager that it had not seen the cluster start, and was not told yet. */
  private final Map<String, EndpointId> untold = new LinkedHashMap<>();

  private boolean fullyConnected;
  private boolean started;

  /** With nobody up. */
  StartTracker(ClusterLayout layout, String selfName, EndpointId selfId) {
    this.selfName = selfName;
    this.selfId = selfId;
    ClusterNode self = layout.nodes().get(selfName);
    isManager = self.type() == NodeType.MANAGER;
    manager = self.manager().filter(name -> !name.equals(selfName));
    ConnectionPlan.of(layout, self).forEach(node -> unseen.add(node.name()));
    manager.ifPresent(unseen::add);
    if (isManager) {
      for (ClusterNode node : layout.nodes().values()) {
        if (isWaitedFor(node, self)) {
          unreported.add(node.name());
        }
        if (reportsToNobody(node)) {
          silent.add(node.name());
        }
      }
    }
  }

  private static boolean isWaitedFor(ClusterNode node, ClusterNode manager) {
    return switch (node.type()) {
      case NONE, CONTROL -> false;
      case MANAGER -> node.name().equals(manager.name());
      case TIME_MACHINE -> manager.timeMachine().equals(Optional.of(node.name()));
      case LOGGER, PROXY, WORKER ->
          node.manager().map(name -> name.equals(manager.name())).orElse(true);
    };
  }

  private static boolean reportsToNobody(ClusterNode node) {
    return node.manager().isEmpty()
        && (node.type() == NodeType.LOGGER || node.type() == NodeType.TIME_MACHINE);
  }

  /** The node has begun: one that waits for nobody is fully connected. */
  List<Effect> begin() {
    List<Effect> effects = new ArrayList<>();
    if (unseen.isEmpty()) {
      fullyConnected(effects);
    }
    return effects;
  }

  /** A node is up. */
  List<Effect> nodeUp(String name, EndpointId id) {
    List<Effect> effects = new ArrayList<>();
    up.put(name, id);
    boolean isManagerOfMine = manager.isPresent() && manager.get().equals(name);
    if ((unseen.remove(name) || isManagerOfMine) && unseen.isEmpty()) {
      fullyConnected(effects);
    }
    if (silent.contains(name)) {
      reported(new NodeFullyConnected(name, id, false), effects);
    }
    NodeFullyConnected report = early.remove(id);
    if (report != null && report.name().equals(name)) {
      reported(report, effects);
    }
    return effects;
  }

  /** A node is down. What was seen and reported stays: connectivity is not tracked. */
  void nodeDown(String name) {
    up.remove(name);
    untold.remove(name);
  }

  /** A direct connection is gone: its report, if it was never up, is void. */
  void peerLost(EndpointId id) {
    early.remove(id);
  }

  private void fullyConnected(List<Effect> effects) {
    fullyConnected = true;
    NodeFullyConnected event = new NodeFullyConnected(selfName, selfId, started);
    if (manager.isPresent()) {
      effects.add(new Effect.Raise(event));
      effects.add(new Effect.Report(manager.get(), event));
    } else {
      reported(event, effects);
    }
  }

  /**
   * A peer reports that it is fully connected. Only a manager listens, and only to what a node says
   * of itself.
   *
   * @param isPeer whether the id is that of a direct peer
   */
  List<Effect> report(NodeFullyConnected report, boolean isPeer) {
    List<Effect> effects = new ArrayList<>();
    if (!isManager || !isPeer) {
      return effects;
    }
    if (report.id().equals(up.get(report.name()))) {
      reported(report, effects);
    } else {
      early.put(report.id(), report);
    }
    return effects;
  }

  private void reported(NodeFullyConnected report, List<Effect> effects) {
    effects.add(new Effect.Raise(report));
    if (!isManager) {
      return;
    }
    started |= report.resending();
    unreported.remove(report.name());
    if (report.resending()) {
      untold.remove(report.name());
    } else if (!report.id().equals(selfId)) {
      untold.put(report.name(), report.id());
    }
    if (!started && unreported.isEmpty()) {
      started = true;
      untold.clear();
      effects.add(new Effect.Raise(new ClusterStarted()));
      effects.add(new Effect.Broadcast());
    } else if (started) {
      untold.values().forEach(id -> effects.add(new Effect.Tell(id)));
      untold.clear();
    }
  }

  /** The manager says that the cluster has started. */
  List<Effect> clusterStarted() {
    if (started || isManager) {
      return List.of();
    }
    started = true;
    return List.of(new Effect.Raise(new ClusterStarted()));
  }

  /** Whether this node has shaken hands with all whom it waits for, once. */
  boolean isFullyConnected() {
    return fullyConnected;
  }

  /** Whether the cluster has started, as far as this node knows. */
  boolean isStarted() {
    return started;
  }
}
