package org.jbroker.runtime.wire;

import org.jbroker.EndpointId;

/**
 * The ids that a link brought lately: the origins behind a peer are few, and every message names
 * one. Slots are found by a hash; two ids that share one evict each other. Confined to a link's
 * event loop.
 */
final class IdCache {

  private static final int SLOTS = 16;

  private final EndpointId[] slots = new EndpointId[SLOTS];

  /** The id with these sixteen bytes. */
  EndpointId get(long high, long low) {
    if ((high | low) == 0) {
      return EndpointId.NIL;
    }
    int slot = Long.hashCode(high ^ low) & SLOTS - 1;
    EndpointId known = slots[slot];
    if (known != null && known.high() == high && known.low() == low) {
      return known;
    }
    EndpointId id = new EndpointId(high, low);
    slots[slot] = id;
    return id;
  }
}
