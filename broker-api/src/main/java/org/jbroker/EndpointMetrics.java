package org.jbroker;

import java.util.List;
import java.util.Map;

/**
 * What an endpoint counted since it was opened: a snapshot.
 *
 * @param published messages published by this program
 * @param received messages received from peers, repeats included
 * @param delivered messages handed to subscribers of this process, once per subscriber
 * @param forwarded messages handed to a peer that came from another
 * @param dropped messages lost or discarded, by reason; reasons that never occurred are absent
 * @param connectionsAccepted connections that came in
 * @param connectionsRefused connections ended before they became a peering: bad bytes, time-outs,
 *     redundancy, limits
 * @param suspectedLoops how often a loop through a version-1 neighbour was suspected
 * @param subscriptions prefixes that this endpoint is subscribed to
 * @param peers the peerings that carry messages
 */
public record EndpointMetrics(
    long published,
    long received,
    long delivered,
    long forwarded,
    Map<DropReason, Long> dropped,
    long connectionsAccepted,
    long connectionsRefused,
    long suspectedLoops,
    int subscriptions,
    List<PeerMetrics> peers) {

  /** Copies the collections. */
  public EndpointMetrics {
    dropped = Map.copyOf(dropped);
    peers = List.copyOf(peers);
  }

  /** How many messages were dropped for {@code reason}. */
  public long dropped(DropReason reason) {
    return dropped.getOrDefault(reason, 0L);
  }

  /**
   * What was counted about one peering.
   *
   * @param peer the peer
   * @param version the protocol version in use: 1, 64, or 0 within a process
   * @param sent messages sent to it
   * @param received messages received from it
   * @param bytesSent bytes written to its socket
   * @param bytesReceived bytes read from its socket
   * @param queued messages that wait in its send buffer now
   * @param queuedHighWater the most that ever waited
   * @param dropped messages that its send buffer lost
   */
  public record PeerMetrics(
      EndpointInfo peer,
      int version,
      long sent,
      long received,
      long bytesSent,
      long bytesReceived,
      int queued,
      int queuedHighWater,
      long dropped) {}
}
