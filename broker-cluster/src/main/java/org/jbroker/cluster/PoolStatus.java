package org.jbroker.cluster;

import java.util.List;
import java.util.Objects;

/**
 * A pool as one node sees it at a moment.
 *
 * @param topic its topic
 * @param nodeType the type of its nodes
 * @param nodes its nodes in the order in which they were assigned, alive or not
 */
public record PoolStatus(String topic, NodeType nodeType, List<PoolNode> nodes) {

  /** Copies the list. */
  public PoolStatus {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(nodeType, "nodeType");
    nodes = List.copyOf(nodes);
  }
}
