package org.jbroker.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jbroker.Topic;

/**
 * Which nodes each pool gets, as Zeek decides it.
 *
 * <p>Pools come in the order of their topics, nodes in the order of their names. First each
 * exclusive pool takes its number from the front of the nodes of its type, which are gone then.
 * After that the others go round the nodes that remain; each begins where the last one of its type
 * stopped. So whatever the order in which pools were registered, all nodes of a cluster agree.
 */
final class PoolAssignment {

  private static final class Eligible {
    List<String> names;
    int next;

    Eligible(List<String> names) {
      this.names = names;
    }
  }

  private final Map<NodeType, Eligible> eligible = new EnumMap<>(NodeType.class);
  private final Map<PoolSpec, List<String>> result = new LinkedHashMap<>();

  private PoolAssignment(ClusterLayout layout, boolean managerIsLogger) {
    for (NodeType type : List.of(NodeType.LOGGER, NodeType.PROXY, NodeType.WORKER)) {
      List<String> names = new ArrayList<>(names(layout, type));
      if (type == NodeType.LOGGER && managerIsLogger) {
        names(layout, NodeType.MANAGER).stream().findFirst().ifPresent(names::add);
      }
      eligible.put(type, new Eligible(names));
    }
  }

  private static List<String> names(ClusterLayout layout, NodeType type) {
    return layout.nodesOf(type).stream().map(ClusterNode::name).toList();
  }

  /**
   * The names of the nodes of each pool, in the order in which they are assigned.
   *
   * @throws IllegalArgumentException if the exclusive pools of a type need more nodes than there
   *     are
   */
  static Map<PoolSpec, List<String>> of(
      ClusterLayout layout, boolean managerIsLogger, List<PoolSpec> specs) {
    PoolAssignment assignment = new PoolAssignment(layout, managerIsLogger);
    List<PoolSpec> sorted =
        specs.stream().sorted(Comparator.comparing(spec -> Topic.of(spec.topic()))).toList();
    assignment.requireEnough(sorted);
    sorted.stream().filter(PoolSpec::exclusive).forEach(assignment::takeAway);
    sorted.stream().filter(spec -> !spec.exclusive()).forEach(assignment::goRound);
    return assignment.result;
  }

  private void requireEnough(List<PoolSpec> specs) {
    eligible.forEach(
        (type, nodes) -> {
          long needed =
              specs.stream()
                  .filter(spec -> spec.exclusive() && spec.nodeType() == type)
                  .mapToLong(spec -> spec.maxNodes().orElseThrow())
                  .sum();
          if (needed > nodes.names.size()) {
            throw new IllegalArgumentException(
                "the exclusive pools of type %s need %d nodes, the layout has %d"
                    .formatted(type, needed, nodes.names.size()));
          }
        });
  }

  private void takeAway(PoolSpec spec) {
    Eligible nodes = eligible.get(spec.nodeType());
    int count = spec.maxNodes().orElseThrow();
    result.put(spec, List.copyOf(nodes.names.subList(0, count)));
    nodes.names = nodes.names.subList(count, nodes.names.size());
  }

  private void goRound(PoolSpec spec) {
    Eligible nodes = eligible.get(spec.nodeType());
    int there = nodes.names.size();
    int count = Math.min(spec.maxNodes().orElse(there), there);
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(nodes.names.get(nodes.next));
      nodes.next = (nodes.next + 1) % there;
    }
    result.put(spec, List.copyOf(names));
  }
}
