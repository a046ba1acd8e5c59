package org.jbroker.store;

import java.util.Objects;

/**
 * For readiness checks: whether a store does what it is there for.
 *
 * <p>A master is ready unless its backend could not make the latest writes durable, as when its
 * disk is full; it is again when a write succeeded. A clone is ready while it answers reads: from
 * its first copy on, except while it is stale, as {@link CloneOptions#staleInterval()} says.
 *
 * @param name the name of the store
 * @param isMaster whether it is the master, and not a clone
 * @param isReady whether it is ready
 */
public record StoreHealth(String name, boolean isMaster, boolean isReady) {

  /** Refuses null. */
  public StoreHealth {
    Objects.requireNonNull(name, "name");
  }
}
