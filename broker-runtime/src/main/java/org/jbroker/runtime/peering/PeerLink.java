package org.jbroker.runtime.peering;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.EndpointMetrics.PeerMetrics;
import org.jbroker.PeerFlag;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Sink;
import org.jbroker.runtime.topology.LinkState;

/**
 * An established peering, over a socket or within the process. As a {@link Sink} it is used by any
 * thread; its other methods belong to the control loop unless they say otherwise.
 */
interface PeerLink extends Sink {

  /** How a link ended. */
  enum End {
    /** This endpoint left. */
    LEFT,
    /** The peer said farewell. */
    PEER_LEFT,
    /** Anything else. */
    LOST
  }

  /** What a link tells the control loop; may be called by any thread. */
  interface Events {

    /** The peer announced a new filter. */
    void onFilter(PeerLink link, List<Topic> filter);

    /** The peer passed on route announcements. */
    void onRoutes(PeerLink link, List<LinkState> announcements);

    /** The link is over. Called once. */
    void onEnded(PeerLink link, End end, String why);
  }

  /** The endpoint on the other side. Any thread. */
  EndpointId peer();

  /** What is known about it. Any thread. */
  EndpointInfo info();

  /** How the peering came about. Any thread. */
  Set<PeerFlag> flags();

  /** The protocol version; {@link #IN_PROCESS} without a socket. Any thread. */
  int version();

  /** The {@link #version()} of a link that has no wire format. */
  int IN_PROCESS = 0;

  /** Whether the peer announces its own routes: all but version 1. */
  default boolean announcesRoutes() {
    return version() != 1;
  }

  @Override
  default boolean leadsTo(EndpointId endpoint) {
    return peer().equals(endpoint);
  }

  /** When it was established, by {@link System#nanoTime()}. Any thread. */
  long establishedNanos();

  /** Begins to deliver what the peer sends. Called once, after the peering was reported. */
  void open();

  /** Announces a filter; the result completes when it has been handed to the socket or the peer. */
  CompletableFuture<Void> sendFilter(List<Topic> filter);

  /** Passes route announcements on. */
  void sendRoutes(List<LinkState> announcements);

  /** The peer gets other topics now: publishers that wait for it look again. Any thread. */
  void recheckRoom();

  /** Asks the peer for a sign of life; completes with false if none came within the time. */
  CompletableFuture<Boolean> probe(long timeoutNanos);

  /**
   * Sends what is queued, says farewell, and ends within {@code timeoutNanos} and three seconds.
   */
  void leave(long timeoutNanos);

  /** Ends at once. */
  void abort(String why);

  /** Completes when all that was offered so far has been written. Any thread. */
  CompletableFuture<Void> drained();

  /** What was counted. Any thread. */
  PeerMetrics metrics();
}
