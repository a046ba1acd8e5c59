package org.jbroker.runtime.peering;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerInfo;
import org.jbroker.PeerStatus;
import org.jbroker.spi.Backoff;

/**
 * The user's wish to be peered with an address, from {@code peer} to {@code unpeer}.
 *
 * <pre>
 * INITIALIZED ► CONNECTING ► CONNECTED ► PEERED
 *                  ▲   │         │          │ lost
 *                  │   ▼ failed  ▼          ▼
 *                  └── RECONNECTING ◄───────┘     any ► DISCONNECTED
 * </pre>
 *
 * <p>Confined to the control loop.
 */
final class PeeringRequest {

  /** A peering that lived so long was a good one. */
  private static final long LASTED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final NetworkInfo target;
  private final Backoff backoff;
  private CompletableFuture<PeerInfo> done = new CompletableFuture<>();

  private PeerStatus status = PeerStatus.INITIALIZED;
  private EndpointId peer = EndpointId.NIL;
  private Attempt attempt;
  private Future<?> retryTimer;
  private long peeredAtNanos;

  PeeringRequest(NetworkInfo target, Backoff backoff) {
    this.target = target;
    this.backoff = backoff;
  }

  NetworkInfo target() {
    return target;
  }

  /** Whether it tries again after a failure. */
  boolean retries() {
    return !target.retry().isZero();
  }

  /** Completes when the peering is up, or will never be; a new one after each loss. */
  CompletableFuture<PeerInfo> done() {
    return done;
  }

  PeerStatus status() {
    return status;
  }

  /** The transitions of the drawing above. */
  void become(PeerStatus next) {
    if (!mayBecome(next)) {
      throw new IllegalStateException("a peering request goes from " + status + " to " + next);
    }
    if (status == PeerStatus.PEERED && next == PeerStatus.RECONNECTING) {
      done = new CompletableFuture<>(); // Who asks from now on waits for the next peering.
    }
    status = next;
  }

  private boolean mayBecome(PeerStatus next) {
    return switch (status) {
      case INITIALIZED, RECONNECTING ->
          next == PeerStatus.CONNECTING
              || next == PeerStatus.PEERED // another connection to the same endpoint came up
              || next == PeerStatus.DISCONNECTED;
      case CONNECTING ->
          next == PeerStatus.CONNECTED
              || next == PeerStatus.RECONNECTING
              || next == PeerStatus.DISCONNECTED;
      case CONNECTED ->
          next == PeerStatus.PEERED
              || next == PeerStatus.RECONNECTING
              || next == PeerStatus.DISCONNECTED;
      case PEERED -> next == PeerStatus.RECONNECTING || next == PeerStatus.DISCONNECTED;
      case DISCONNECTED -> false;
    };
  }

  boolean isOver() {
    return status == PeerStatus.DISCONNECTED;
  }

  /** The endpoint that it is peered with, or was last, or {@link EndpointId#NIL}. */
  EndpointId peer() {
    return peer;
  }

  void peer(EndpointId id) {
    peer = id;
  }

  /** The connection that is being made; null if none is. */
  Attempt attempt() {
    return attempt;
  }

  void attempt(Attempt current) {
    attempt = current;
  }

  /** The pause before the next attempt. */
  long nextPauseNanos() {
    return backoff.nextNanos();
  }

  void peeredAt(long nanos) {
    peeredAtNanos = nanos;
  }

  /**
   * The peering is over. If it lasted, the next attempts come quickly again; a peer that accepts
   * and leaves at once is not dialled without a pause.
   */
  void lostAt(long nanos) {
    if (nanos - peeredAtNanos >= LASTED_NANOS) {
      backoff.reset();
    }
  }

  void retryTimer(Future<?> timer) {
    retryTimer = timer;
  }

  void cancelRetry() {
    if (retryTimer != null) {
      retryTimer.cancel(false);
      retryTimer = null;
    }
  }

  /** What is known about the other side. */
  EndpointInfo info() {
    return new EndpointInfo(peer, Optional.of(target), Optional.empty());
  }
}
