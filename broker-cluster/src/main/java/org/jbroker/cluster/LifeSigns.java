package org.jbroker.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jbroker.EndpointId;

/**
 * Whether members whose names others ask for are alive: whether bytes of theirs still come in.
 *
 * <p>What a dead node had sent last may still be on its way when the newcomer asks, so counting
 * begins half a second later. A living node sends a sign of life at least once in each heartbeat
 * interval of its endpoint.
 *
 * <p>Reads no clock. Not for use by several threads; {@link MembershipLoop} owns it.
 */
final class LifeSigns {

  static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final class Watched {
    final long sinceNanos;
    long baseline = -1;

    Watched(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  private final Map<EndpointId, Watched> watched = new HashMap<>();

  /** Watches these and no others. */
  void watch(Collection<EndpointId> ids, long nowNanos) {
    watched.keySet().retainAll(ids);
    ids.forEach(id -> watched.computeIfAbsent(id, i -> new Watched(nowNanos)));
  }

  /** Takes how many bytes came from a peer in all; whether some came since watching began. */
  boolean heard(EndpointId id, long bytesReceived, long nowNanos) {
    Watched state = watched.get(id);
    if (state == null || nowNanos - state.sinceNanos < SETTLE_NANOS) {
      return false;
    }
    if (state.baseline < 0) {
      state.baseline = bytesReceived;
    }
    return bytesReceived > state.baseline;
  }
}
