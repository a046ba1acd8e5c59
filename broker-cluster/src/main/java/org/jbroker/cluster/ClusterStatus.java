package org.jbroker.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jbroker.EndpointId;

/**
 * What one node knows of its cluster at a moment; from {@link Cluster#status()}, or from afar by
 * {@link ClusterStatusClient}.
 *
 * @param name the name of the node; empty outside of a cluster
 * @param id the id of its endpoint
 * @param type what it does
 * @param upSince when it joined, by its own clock
 * @param fullyConnected see {@link Cluster#isFullyConnected()}
 * @param started see {@link Cluster#isStarted()}
 * @param members who is connected to it, in the order in which they came
 * @param pools all pools, in the order in which they were registered
 */
public record ClusterStatus(
    String name,
    EndpointId id,
    NodeType type,
    Instant upSince,
    boolean fullyConnected,
    boolean started,
    List<ClusterMember> members,
    List<PoolStatus> pools) {

  /** Copies the lists. */
  public ClusterStatus {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(upSince, "upSince");
    members = List.copyOf(members);
    pools = List.copyOf(pools);
  }
}
