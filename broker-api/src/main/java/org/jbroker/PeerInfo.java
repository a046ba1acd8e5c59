package org.jbroker;

import java.util.Set;

/**
 * A peering as {@link Endpoint#peers()} lists it.
 *
 * @param peer the endpoint on the other side
 * @param flags how the peering came about
 * @param status its state
 */
public record PeerInfo(EndpointInfo peer, Set<PeerFlag> flags, PeerStatus status) {

  /** Copies the flags. */
  public PeerInfo {
    flags = Set.copyOf(flags);
  }
}
