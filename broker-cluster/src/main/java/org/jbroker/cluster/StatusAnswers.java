package org.jbroker.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jbroker.EndpointId;

/**
 * How often strangers may ask for the status: each peer ten times a second, what exceeds that gets
 * no answer. Reads no clock. Not for use by several threads; {@link MembershipLoop} owns it.
 */
final class StatusAnswers {

  static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Map<EndpointId, Long> lastNanos = new HashMap<>();

  /** Whether this one is answered, which is remembered. */
  boolean mayAnswer(EndpointId peer, long nowNanos) {
    Long last = lastNanos.get(peer);
    if (last != null && nowNanos - last < PAUSE_NANOS) {
      return false;
    }
    lastNanos.put(peer, nowNanos);
    return true;
  }

  void peerLost(EndpointId peer) {
    lastNanos.remove(peer);
  }
}
