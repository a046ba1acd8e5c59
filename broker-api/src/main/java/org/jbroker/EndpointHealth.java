package org.jbroker;

import java.util.List;
import org.jbroker.store.StoreHealth;

/**
 * For readiness checks: whether an endpoint is in the state that its program asked for.
 *
 * @param open whether it is not closed
 * @param listening the addresses that it listens on for peers; ports of the WebSocket API are not
 *     among them
 * @param peersUp how many peerings carry messages
 * @param peersWanted how many peerings were asked for by this side and not given up
 * @param peersWantedUp how many of those carry messages
 * @param stores the masters and clones that are attached, by name
 */
public record EndpointHealth(
    boolean open,
    List<NetworkInfo> listening,
    int peersUp,
    int peersWanted,
    int peersWantedUp,
    List<StoreHealth> stores) {

  /** Copies the lists. */
  public EndpointHealth {
    listening = List.copyOf(listening);
    stores = List.copyOf(stores);
  }

  /** Whether all its stores are ready; also if it has none. */
  public boolean storesReady() {
    return stores.stream().allMatch(StoreHealth::isReady);
  }

  /**
   * Whether the endpoint is open, every peering that it asked for is up, and its stores are ready.
   */
  public boolean isReady() {
    return open && peersWantedUp == peersWanted && storesReady();
  }
}
