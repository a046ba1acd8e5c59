package org.jbroker.runtime.telemetry;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jbroker.DropReason;
import org.jbroker.EndpointMetrics;

/** What an endpoint counts. Thread-safe, without locks. */
public final class Counters {

  private static final DropReason[] REASONS = DropReason.values();

  /** Messages published by this program. */
  public final LongAdder published = new LongAdder();

  /** Messages received from peers and WebSocket clients. */
  public final LongAdder received = new LongAdder();

  /** Messages handed to subscribers of this process and to WebSocket clients. */
  public final LongAdder delivered = new LongAdder();

  /** Messages of peers handed to other peers. */
  public final LongAdder forwarded = new LongAdder();

  /** Connections that came in. */
  public final LongAdder connectionsAccepted = new LongAdder();

  /** Connections that did not become a peering. */
  public final LongAdder connectionsRefused = new LongAdder();

  /** Loops through version-1 neighbours that were suspected. */
  public final LongAdder suspectedLoops = new LongAdder();

  private final LongAdder[] dropped = new LongAdder[REASONS.length];

  /** All zero. */
  public Counters() {
    for (int i = 0; i < dropped.length; i++) {
      dropped[i] = new LongAdder();
    }
  }

  /** Counts lost messages. */
  public void drop(DropReason reason, long messages) {
    dropped[reason.ordinal()].add(messages);
  }

  /** The reasons that occurred, and how often. */
  public Map<DropReason, Long> dropped() {
    Map<DropReason, Long> result = new EnumMap<>(DropReason.class);
    for (DropReason reason : REASONS) {
      long count = dropped[reason.ordinal()].sum();
      if (count != 0) {
        result.put(reason, count);
      }
    }
    return result;
  }

  /** All counts of this moment. */
  public EndpointMetrics snapshot(
      int subscriptions,
      List<EndpointMetrics.PeerMetrics> peers,
      EndpointMetrics.WebSocketMetrics webSocket) {
    return new EndpointMetrics(
        published.sum(),
        received.sum(),
        delivered.sum(),
        forwarded.sum(),
        dropped(),
        connectionsAccepted.sum(),
        connectionsRefused.sum(),
        suspectedLoops.sum(),
        subscriptions,
        peers,
        webSocket);
  }
}
