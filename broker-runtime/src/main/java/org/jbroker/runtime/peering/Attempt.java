package org.jbroker.runtime.peering;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jbroker.EndpointInfo;
import org.jbroker.NetworkInfo;
import org.jbroker.Topic;

/**
 * One connection on its way to a peering: a socket, its handshake, and the request that asked for
 * it, if this side did. Confined to the control loop.
 */
final class Attempt {

  private final Connection connection;
  private final Handshake handshake;
  private final PeeringRequest request;
  private final NetworkInfo remote;
  private Future<?> timeout;
  private final long startedNanos = System.nanoTime();
  private List<Topic> told = List.of();
  private boolean reportedAnyway;

  /**
   * An attempt that has just been connected.
   *
   * @param request null if the other side connected
   * @param remote the other side's address
   */
  Attempt(Connection connection, Handshake handshake, PeeringRequest request, NetworkInfo remote) {
    this.connection = connection;
    this.handshake = handshake;
    this.request = request;
    this.remote = remote;
  }

  Connection connection() {
    return connection;
  }

  Handshake handshake() {
    return handshake;
  }

  /** The request that it serves; null if the other side connected. */
  PeeringRequest request() {
    return request;
  }

  boolean isOutbound() {
    return request != null;
  }

  NetworkInfo remote() {
    return remote;
  }

  void timeout(Future<?> timer) {
    timeout = timer;
  }

  void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
      timeout = null;
    }
  }

  /** The filter that the other side was told. */
  List<Topic> told() {
    return told;
  }

  void told(List<Topic> filter) {
    told = filter;
  }

  /** Its failure is of interest to the user, though the other side has not said who it is. */
  void reportAnyway() {
    reportedAnyway = true;
  }

  boolean isReportedAnyway() {
    return reportedAnyway;
  }

  /** Whether this attempt was under way already when a link was established. */
  boolean startedBefore(PeerLink established) {
    return startedNanos - established.establishedNanos() < 0;
  }

  /** What is known about the other side. */
  EndpointInfo info() {
    return new EndpointInfo(handshake.peer(), Optional.of(remote), Optional.empty());
  }
}
