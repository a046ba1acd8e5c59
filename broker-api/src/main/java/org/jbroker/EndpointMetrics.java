package org.jbroker;

import java.util.List;
import java.util.Map;

/**
 * What an endpoint counted since it was opened: a snapshot.
 *
 * @param published messages published by this program
 * @param received messages received from peers and WebSocket clients, repeats included
 * @param delivered messages handed to subscribers of this process and to WebSocket clients, once
 *     for each of them
 * @param forwarded messages handed to a peer that came from another
 * @param dropped messages lost or discarded, by reason; reasons that never occurred are absent
 * @param connectionsAccepted connections that came in
 * @param connectionsRefused connections ended before they became a peering: bad bytes, time-outs,
 *     redundancy, limits
 * @param suspectedLoops how often a loop through a version-1 neighbour was suspected
 * @param subscriptions prefixes that this endpoint is subscribed to
 * @param peers the peerings that carry messages
 * @param webSocket what the WebSocket API counted
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
    List<PeerMetrics> peers,
    WebSocketMetrics webSocket) {

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

  /**
   * What was counted about the clients of the WebSocket API.
   *
   * @param accepted connections that came in
   * @param refused connections ended before they were acknowledged: no WebSocket, a wrong path or
   *     origin, no subscription in time, limits
   * @param clients the clients that are there
   */
  public record WebSocketMetrics(
      long accepted, long refused, List<WebSocketClientMetrics> clients) {

    /** Of an endpoint that serves no WebSocket clients. */
    public static final WebSocketMetrics NONE = new WebSocketMetrics(0, 0, List.of());

    /** Copies the list. */
    public WebSocketMetrics {
      clients = List.copyOf(clients);
    }
  }

  /**
   * What was counted about one WebSocket client.
   *
   * @param application what it calls itself in the header {@code X-Application-Name}; empty if it
   *     does not
   * @param address where it comes from
   * @param sent messages sent to it
   * @param received messages received from it
   * @param invalid inputs of it that were no message
   * @param queued messages that wait in its buffer now
   * @param dropped messages that its buffer lost
   */
  public record WebSocketClientMetrics(
      String application,
      NetworkInfo address,
      long sent,
      long received,
      long invalid,
      int queued,
      long dropped) {}
}
