package org.jbroker.runtime.topology;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jbroker.EndpointId;
import org.jbroker.runtime.topology.Change.Flood;

/** Announcements that are flooded together. Immutable. */
public final class FloodBatch {

  /** Nothing. */
  public static final FloodBatch NONE = new FloodBatch(List.of());

  private final List<Flood> floods;
  private final List<LinkState> announcements;
  private final Set<EndpointId> senders = new HashSet<>();

  FloodBatch(Collection<Flood> floods) {
    this.floods = List.copyOf(floods);
    announcements = floods.stream().map(Flood::announcement).toList();
    floods.forEach(flood -> flood.except().ifPresent(senders::add));
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return floods.isEmpty();
  }

  /**
   * What a direct peer is to be sent: all but what it sent itself. Those who sent nothing get the
   * same list.
   */
  public List<LinkState> newsFor(EndpointId peer) {
    if (!senders.contains(peer)) {
      return announcements;
    }
    return floods.stream()
        .filter(flood -> !flood.except().equals(Optional.of(peer)))
        .map(Flood::announcement)
        .toList();
  }
}
