package org.jbroker.runtime.queue;

import java.util.Locale;
import java.util.Objects;
import org.jbroker.DropReason;
import org.jbroker.OverflowPolicy;
import org.jbroker.PeerOverflow;
import org.jbroker.SubscriberOptions;

/**
 * What a {@link SinkQueue} is made for.
 *
 * @param maxMessages how many messages it holds at most
 * @param maxBytes how many bytes it holds at most, counted as topic length plus {@link
 *     org.jbroker.runtime.routing.Payload#sizeHint()} at the moment a message came
 * @param overflow what happens beyond that
 * @param reason under which reason a lost message is counted
 * @param throttles whether publishers with demand wait for room in it
 * @param local whether it belongs to a subscriber of this process
 * @param takesOwn whether it takes what this endpoint publishes
 * @param policy the name of the policy in the user's terms, for reports
 */
public record QueueOptions(
    int maxMessages,
    long maxBytes,
    Overflow overflow,
    DropReason reason,
    boolean throttles,
    boolean local,
    boolean takesOwn,
    String policy) {

  /** Refuses bounds below one. */
  public QueueOptions {
    Objects.requireNonNull(overflow, "overflow");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(policy, "policy");
    if (maxMessages < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("a queue has room for at least one message and one byte");
    }
  }

  /** For a subscriber of this process. The sizes in {@code options} may not be 0 any more. */
  public static QueueOptions subscriber(SubscriberOptions options) {
    OverflowPolicy policy = options.overflow();
    boolean refuse = policy == OverflowPolicy.DROP_NEWEST;
    return new QueueOptions(
        options.maxMessages(),
        options.maxBytes(),
        refuse ? Overflow.REFUSE_NEWEST : Overflow.EVICT_OLDEST,
        refuse ? DropReason.SUBSCRIBER_QUEUE_NEWEST : DropReason.SUBSCRIBER_QUEUE_OLDEST,
        policy == OverflowPolicy.BACKPRESSURE,
        true,
        false,
        policy.name().toLowerCase(Locale.ROOT));
  }

  /** For the send buffer of a peer, which always throttles publishers with demand. */
  public static QueueOptions peer(int maxMessages, long maxBytes, PeerOverflow policy) {
    Overflow overflow =
        switch (policy) {
          case DISCONNECT -> Overflow.DISCONNECT;
          case DROP_NEWEST -> Overflow.REPLACE_NEWEST;
          case DROP_OLDEST -> Overflow.EVICT_OLDEST;
        };
    DropReason reason =
        switch (policy) {
          case DISCONNECT -> DropReason.PEER_BUFFER_DISCONNECT;
          case DROP_NEWEST -> DropReason.PEER_BUFFER_NEWEST;
          case DROP_OLDEST -> DropReason.PEER_BUFFER_OLDEST;
        };
    return new QueueOptions(
        maxMessages,
        maxBytes,
        overflow,
        reason,
        true,
        false,
        true,
        policy.name().toLowerCase(Locale.ROOT));
  }

  /** For a client of the WebSocket API, for which nobody waits. */
  public static QueueOptions webSocketClient(int maxMessages, long maxBytes, PeerOverflow policy) {
    return webSocket(maxMessages, maxBytes, policy, true);
  }

  /** For a connection to a WebSocket server, which throttles publishers with demand. */
  public static QueueOptions webSocketUplink(int maxMessages, long maxBytes) {
    return webSocket(maxMessages, maxBytes, PeerOverflow.DROP_OLDEST, false);
  }

  private static QueueOptions webSocket(
      int maxMessages, long maxBytes, PeerOverflow policy, boolean client) {
    QueueOptions peer = peer(maxMessages, maxBytes, policy);
    DropReason reason =
        switch (policy) {
          case DISCONNECT -> DropReason.WEB_SOCKET_DISCONNECT;
          case DROP_NEWEST -> DropReason.WEB_SOCKET_NEWEST;
          case DROP_OLDEST -> DropReason.WEB_SOCKET_OLDEST;
        };
    return new QueueOptions(
        maxMessages, maxBytes, peer.overflow(), reason, !client, client, true, peer.policy());
  }
}
