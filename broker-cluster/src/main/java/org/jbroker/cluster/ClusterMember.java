package org.jbroker.cluster;

import java.time.Instant;
import java.util.Objects;
import org.jbroker.EndpointId;

/**
 * A node that is connected to the local one.
 *
 * @param name its name in the layout
 * @param id the id of its endpoint
 * @param type what it does
 * @param upSince when it was taken in, by the clock of the local endpoint
 */
public record ClusterMember(String name, EndpointId id, NodeType type, Instant upSince) {

  /** Refuses null. */
  public ClusterMember {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(upSince, "upSince");
  }
}
