package org.jbroker;

import java.util.List;

/**
 * For readiness checks: whether an endpoint is in the state that its program asked for.
 *
 * @param open whether it is not closed
 * @param listening the addresses that it listens on
 * @param peersUp how many peerings carry messages
 * @param peersWanted how many peerings were asked for by this side and not given up
 * @param peersWantedUp how many of those carry messages
 */
public record EndpointHealth(
    boolean open, List<NetworkInfo> listening, int peersUp, int peersWanted, int peersWantedUp) {

  /** Copies the list. */
  public EndpointHealth {
    listening = List.copyOf(listening);
  }

  /** Whether the endpoint is open and every peering that it asked for is up. */
  public boolean isReady() {
    return open && peersWantedUp == peersWanted;
  }
}
