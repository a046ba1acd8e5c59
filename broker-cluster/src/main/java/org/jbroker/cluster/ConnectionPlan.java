package org.jbroker.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * To whom a node connects, by its type, as Zeek's nodes do:
 *
 * <pre>
 *   LOGGER, TIME_MACHINE, CONTROL   nobody
 *   MANAGER                         all loggers, its time machine
 *   PROXY                           all loggers, its manager
 *   WORKER                          all loggers, all proxies, its manager, its time machine
 * </pre>
 *
 * <p>Nodes that do not listen are left out: they connect themselves, or not at all.
 */
final class ConnectionPlan {

  private ConnectionPlan() {}

  /** The nodes that {@code self} connects to, in the order of the drawing, then of their names. */
  static List<ClusterNode> of(ClusterLayout layout, ClusterNode self) {
    List<ClusterNode> targets = new ArrayList<>();
    switch (self.type()) {
      case MANAGER -> {
        targets.addAll(layout.nodesOf(NodeType.LOGGER));
        add(targets, layout, self.timeMachine());
      }
      case PROXY -> {
        targets.addAll(layout.nodesOf(NodeType.LOGGER));
        add(targets, layout, self.manager());
      }
      case WORKER -> {
        targets.addAll(layout.nodesOf(NodeType.LOGGER));
        targets.addAll(layout.nodesOf(NodeType.PROXY));
        add(targets, layout, self.manager());
        add(targets, layout, self.timeMachine());
      }
      case NONE, CONTROL, LOGGER, TIME_MACHINE -> {
        // These wait for others.
      }
    }
    targets.removeIf(node -> !node.listens());
    return List.copyOf(targets);
  }

  private static void add(List<ClusterNode> targets, ClusterLayout layout, Optional<String> name) {
    name.flatMap(layout::node).ifPresent(targets::add);
  }
}
