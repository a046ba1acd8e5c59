package org.jbroker.cluster;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jbroker.EndpointId;

/**
 * What a node knows of its cluster at a moment. Immutable.
 *
 * @param members who is up, by name, in the order in which they came
 * @param fullyConnected whether the node was fully connected once
 * @param started whether the cluster has started
 */
record ClusterState(Map<String, ClusterMember> members, boolean fullyConnected, boolean started) {

  static final ClusterState ALONE = new ClusterState(Map.of(), false, false);

  /** Copies the map. */
  ClusterState {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  ClusterStatus status(ClusterOptions options, EndpointId id, Instant upSince, ClusterPools pools) {
    return new ClusterStatus(
        options.node(),
        id,
        options.localNodeType(),
        upSince,
        fullyConnected,
        started,
        List.copyOf(members.values()),
        pools.status());
  }

  int count(NodeType type) {
    return (int) members.values().stream().filter(member -> member.type() == type).count();
  }
}
