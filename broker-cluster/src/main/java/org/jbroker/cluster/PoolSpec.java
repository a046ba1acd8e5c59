package org.jbroker.cluster;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a pool is made of: Zeek's {@code Cluster::PoolSpec}.
 *
 * @param topic what reaches all nodes of the pool; pools are given their nodes in the order of
 *     their topics, so that all members of a cluster come to the same result
 * @param nodeType the type of its nodes: {@code LOGGER}, {@code PROXY} or {@code WORKER}
 * @param maxNodes the most nodes that it gets; all that there are, if empty
 * @param exclusive whether its nodes belong to no other pool; needs {@code maxNodes}
 */
public record PoolSpec(String topic, NodeType nodeType, OptionalInt maxNodes, boolean exclusive) {

  /**
   * Refuses what Zeek refuses when it starts.
   *
   * @throws IllegalArgumentException if the topic is empty, the type can have no pool, the maximum
   *     is negative, or {@code exclusive} goes without a maximum
   */
  public PoolSpec {
    Objects.requireNonNull(maxNodes, "maxNodes");
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("a pool has a topic");
    }
    switch (nodeType) {
      case LOGGER, PROXY, WORKER -> {
        // These have pools.
      }
      default ->
          throw new IllegalArgumentException(
              "the pool " + topic + " is of loggers, proxies or workers, not of " + nodeType);
    }
    if (maxNodes.isPresent() && maxNodes.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "maxNodes of the pool " + topic + " is not negative: " + maxNodes.getAsInt());
    }
    if (exclusive && maxNodes.isEmpty()) {
      throw new IllegalArgumentException(
          "the pool " + topic + " is exclusive, so it needs maxNodes");
    }
  }

  /** A pool of all nodes of a type. */
  public static PoolSpec of(String topic, NodeType nodeType) {
    return new PoolSpec(topic, nodeType, OptionalInt.empty(), false);
  }

  /** The same with at most so many nodes. */
  public PoolSpec withMaxNodes(int nodes) {
    return new PoolSpec(topic, nodeType, OptionalInt.of(nodes), exclusive);
  }

  /** The same with so many nodes that belong to no other pool. */
  public PoolSpec withExclusive(int nodes) {
    return new PoolSpec(topic, nodeType, OptionalInt.of(nodes), true);
  }
}
