package org.jbroker.runtime.topology;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jbroker.EndpointId;

/**
 * What a call of {@link Topology} changed, and so what its owner has to do.
 *
 * @param discovered the endpoints that can be reached now and could not before, nearest first
 * @param unreachable the endpoints that could be reached before and cannot now
 * @param floods the announcements to send on, in this order, at the pace of {@link FloodPacer}
 * @param replies the announcements to send back, and to nobody else, to the peer that sent older
 *     ones of the same origins
 * @param directFilters the direct peers for which {@link Topology#filterFor} has another answer
 *     than they were told last; a new peer was told {@link Topology#filterFor} of before the link
 *     in the handshake
 * @param routedFilters whether {@link Topology#routedFilters} has another answer
 * @param identityContested whether somebody announced later news about this endpoint than its own:
 *     itself in an earlier life, if its clock was set back, or another endpoint with its id
 */
public record Change(
    List<EndpointId> discovered,
    List<EndpointId> unreachable,
    List<Flood> floods,
    List<LinkState> replies,
    Set<EndpointId> directFilters,
    boolean routedFilters,
    boolean identityContested) {

  /** Nothing. */
  public static final Change NONE =
      new Change(List.of(), List.of(), List.of(), List.of(), Set.of(), false, false);

  /**
   * An announcement for all direct peers of version 64.
   *
   * @param announcement what to send
   * @param except the one that is left out, since it sent this
   */
  public record Flood(LinkState announcement, Optional<EndpointId> except) {

    /** Refuses null. */
    public Flood {
      Objects.requireNonNull(announcement);
      Objects.requireNonNull(except);
    }
  }

  /** Copies the collections. */
  public Change {
    discovered = List.copyOf(discovered);
    unreachable = List.copyOf(unreachable);
    floods = List.copyOf(floods);
    replies = List.copyOf(replies);
    directFilters = Set.copyOf(directFilters);
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return equals(NONE);
  }
}
