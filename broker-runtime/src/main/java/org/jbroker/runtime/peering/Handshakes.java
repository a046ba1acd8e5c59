package org.jbroker.runtime.peering;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerStatus;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Filters;
import org.jbroker.runtime.tls.TlsFailure;
import org.jbroker.runtime.wire.HandshakeFrame;
import org.jbroker.runtime.wire.WireException;

/**
 * The connections in their handshake, and the decision which of several to one endpoint is kept.
 *
 * <p>Between two endpoints there is one connection. The originator (the smaller id) decides: while
 * one handshake is under way it parks the others, and when that one is done it drops them with
 * {@code redundant_connection}; when it fails, the next goes on. So connects from both sides at
 * once end in exactly one connection, without a race, since both handshakes are led by the same
 * side.
 *
 * <p>A connection from an endpoint that is peered already may mean that the other side lost the old
 * one and this side has not noticed: a cable was pulled. So the old one is asked for a sign of life
 * first; if it gives none, it is over and the new one is taken.
 *
 * <p>Confined to the control loop.
 */
final class Handshakes {

  /** What the handshakes need to know of the peerings. */
  interface Peerings {

    /** The established link to an endpoint. */
    Optional<PeerLink> link(EndpointId peer);

    /** How many links there are. */
    int count();

    /** The filter to announce to an endpoint. */
    List<Topic> filterFor(EndpointId peer);

    /** A handshake is done: makes the attempt's connection a link. */
    PeerLink establish(Attempt attempt);

    /** A link made no sign of life. */
    void lost(PeerLink link, String why);
  }

  /** The handshakes with one endpoint: one goes on, the others wait for its outcome. */
  private static final class Contest {
    private Attempt active;
    private boolean probing;
    private final Deque<Attempt> parked = new ArrayDeque<>();
    private final List<PeeringRequest> spectators = new ArrayList<>();
  }

  private static final int HANDSHAKE_FILTER_BYTES = 1 << 20;

  private final PeeringContext context;
  private final Requests requests;
  private final Peerings peerings;
  private final Refusals refusals;
  private final Map<Connection, Attempt> attempts = new LinkedHashMap<>();
  private final Map<EndpointId, Contest> contests = new HashMap<>();
  private int inbound;
  private boolean closed;

  Handshakes(PeeringContext context, Requests requests, Peerings peerings) {
    this.context = context;
    this.requests = requests;
    this.peerings = peerings;
    this.refusals = new Refusals(context);
  }

  /** A socket is connected; {@code request} is null if the other side connected. */
  void begin(Connection connection, NetworkInfo remote, PeeringRequest request) {
    Handshake handshake =
        new Handshake(context.self(), request != null, context.options().maxProtocolVersion());
    Attempt attempt = new Attempt(connection, handshake, request, remote);
    if (request == null) {
      context.counters().connectionsAccepted.increment();
      inbound++;
    } else {
      if (request.isOver() || request.status() != PeerStatus.CONNECTING) {
        connection.abort();
        return;
      }
      request.become(PeerStatus.CONNECTED);
      request.attempt(attempt);
    }
    attempts.put(connection, attempt);
    connection.send(List.of(handshake.opening()));
    long timeoutNanos = context.options().handshakeTimeout().toNanos();
    attempt.timeout(context.control().schedule(() -> timedOut(attempt), timeoutNanos));
    refuseAtLimits(attempt);
  }

  private void refuseAtLimits(Attempt attempt) {
    if (closed) {
      refuse(attempt, ErrorCode.SHUTTING_DOWN, "the endpoint is closing");
    } else if (!attempt.isOutbound() && inbound > context.options().maxPendingHandshakes()) {
      refuse(
          attempt,
          ErrorCode.NO_CONNECTOR_AVAILABLE,
          "too many handshakes at a time (option maxPendingHandshakes)");
    }
  }

  /** A handshake frame came. */
  void onFrame(Connection connection, HandshakeFrame frame) {
    Attempt attempt = attempts.get(connection);
    if (attempt == null) {
      return; // It was dropped while the frame was on its way here.
    }
    Handshake handshake = attempt.handshake();
    connection.send(handshake.receive(frame));
    proceed(attempt);
  }

  /** What came is no handshake frame. */
  void onBadFrame(Connection connection, WireException reason) {
    Attempt attempt = attempts.get(connection);
    if (attempt != null) {
      refuse(attempt, reason.code(), reason.getMessage());
    }
  }

  /** TLS is not as it should be. */
  void onTlsFailure(Connection connection, TlsFailure failure) {
    Attempt attempt = attempts.get(connection);
    if (attempt == null) {
      return;
    }
    if (failure.misconfigured()) {
      attempt.reportAnyway();
    }
    if (failure.plainPeer()) {
      refuse(attempt, failure.code(), failure.message());
    } else {
      attempt.handshake().abort(failure.code(), failure.message());
      failed(attempt, List.of());
    }
  }

  /** The socket is closed. */
  void onClosed(Connection connection) {
    Attempt attempt = attempts.get(connection);
    if (attempt != null) {
      attempt
          .handshake()
          .abort(
              ErrorCode.PEER_DISCONNECT_DURING_HANDSHAKE,
              "the remote side closed the connection during the handshake"
                  + connection.tls().whereItIs());
      failed(attempt, List.of());
    }
  }

  /** A link is over; whoever waited for it to show whether it is alive goes on. */
  void linkEnded(EndpointId peer) {
    Contest contest = contests.get(peer);
    if (contest != null && contest.probing) {
      contest.probing = false;
      next(peer, contest);
    }
  }

  /** A request wants the endpoint that a handshake is under way with; false if there is none. */
  private boolean watch(EndpointId peer, PeeringRequest request) {
    Contest contest = contests.get(peer);
    if (contest == null) {
      return false;
    }
    contest.spectators.add(request);
    return true;
  }

  /** Refuses all handshakes, and those to come. */
  void close() {
    closed = true;
    for (Attempt attempt : List.copyOf(attempts.values())) {
      refuse(attempt, ErrorCode.SHUTTING_DOWN, "the endpoint is closing");
    }
  }

  private void proceed(Attempt attempt) {
    Handshake handshake = attempt.handshake();
    switch (handshake.state()) {
      case MAY_ORIGINATE, MAY_RESPOND -> compete(attempt);
      case DONE -> done(attempt);
      case FAILED -> failed(attempt, List.of());
      default -> attempt.connection().resume(handshake.version() != 0);
    }
  }

  private void compete(Attempt attempt) {
    EndpointId peer = attempt.handshake().peer();
    if (peerings.link(peer).isEmpty() && isFull(peer)) {
      refuse(
          attempt,
          ErrorCode.NO_CONNECTOR_AVAILABLE,
          "this endpoint has all the peers that it may have (option maxPeers)");
      return;
    }
    Contest contest = contests.computeIfAbsent(peer, id -> new Contest());
    if (contest.active != null && !attempt.handshake().isOriginator()) {
      // The originator begins anew, so it gave the first one up, and we have not heard of it yet.
      Attempt stale = contest.active;
      contest.active = null;
      contest.parked.add(attempt);
      refuse(stale, ErrorCode.REPEATED_PEERING_HANDSHAKE_REQUEST, "the originator began anew");
      return;
    }
    contest.parked.add(attempt);
    if (contest.active == null && !contest.probing) {
      next(peer, contest);
    }
  }

  /** Whether one more peering would be too many; handshakes that were let go on count as such. */
  private boolean isFull(EndpointId peer) {
    int limit = context.options().maxPeers();
    if (limit == 0) {
      return false;
    }
    long underWay =
        contests.entrySet().stream()
            .filter(e -> e.getValue().active != null && !e.getKey().equals(peer))
            .count();
    return peerings.count() + underWay >= limit;
  }

  /** Lets the next handshake go on, if the endpoint is not peered already. */
  private void next(EndpointId peer, Contest contest) {
    if (contest.active != null || contest.probing) {
      return;
    }
    if (contest.parked.isEmpty()) {
      contests.remove(peer);
      contest.spectators.forEach(
          request ->
              requests.failed(
                  request,
                  new BrokerError(
                      ErrorCode.REDUNDANT_CONNECTION,
                      Optional.of(request.info()),
                      "another connection to the same endpoint was under way and failed")));
      return;
    }
    Optional<PeerLink> old = peerings.link(peer);
    if (old.isPresent()) {
      probe(peer, contest, old.get());
      return;
    }
    Attempt chosen = contest.parked.remove();
    contest.active = chosen;
    // A long filter goes in two steps: a shorter one that covers it now, the true one afterwards.
    List<Topic> filter =
        Filters.widen(
            peerings.filterFor(peer), context.options().maxElements(), HANDSHAKE_FILTER_BYTES);
    chosen.told(filter);
    chosen.connection().send(chosen.handshake().grant(filter));
    chosen.connection().resume(true);
  }

  private void probe(EndpointId peer, Contest contest, PeerLink old) {
    contest.probing = true;
    long patience =
        Math.min(
            context.options().heartbeatInterval().toNanos(),
            context.options().handshakeTimeout().toNanos() / 2);
    old.probe(Math.max(patience, TimeUnit.MILLISECONDS.toNanos(100)))
        .thenAccept(alive -> context.control().execute(() -> probed(peer, contest, old, alive)));
  }

  private void probed(EndpointId peer, Contest contest, PeerLink old, boolean alive) {
    if (!contest.probing) {
      return; // The link ended meanwhile, and the next handshake goes on.
    }
    if (alive) {
      contest.probing = false;
      dropRedundant(peer, contest, old);
    } else {
      // linkEnded() comes back here and lets the next handshake go on.
      peerings.lost(old, "the peer connected anew, and the old connection is silent");
    }
  }

  private void done(Attempt attempt) {
    EndpointId peer = attempt.handshake().peer();
    forget(attempt);
    Contest contest = contests.get(peer);
    contest.active = null;
    Optional<PeerLink> inProcess = peerings.link(peer);
    if (inProcess.isPresent()) {
      // The two were joined within the process meanwhile, and have no use for a socket.
      attempt.connection().abort();
      if (attempt.isOutbound()) {
        requests.peered(attempt.request(), inProcess.get());
      }
      dropRedundant(peer, contest, inProcess.get());
      return;
    }
    PeerLink link = peerings.establish(attempt);
    if (attempt.isOutbound()) {
      requests.peered(attempt.request(), link);
    }
    requests.linkUp(link);
    dropRedundant(peer, contest, link);
  }

  /** All handshakes that wait are for a connection that exists now. */
  private void dropRedundant(EndpointId peer, Contest contest, PeerLink link) {
    contests.remove(peer);
    contest.spectators.forEach(request -> requests.peered(request, link));
    for (Attempt attempt : List.copyOf(contest.parked)) {
      boolean leads = attempt.handshake().isOriginator();
      List<HandshakeFrame> words =
          attempt
              .handshake()
              .refuse(
                  leads ? ErrorCode.REDUNDANT_CONNECTION : ErrorCode.LOGIC_ERROR,
                  "redundant connection");
      failed(attempt, words);
    }
    contest.parked.clear();
  }

  private void timedOut(Attempt attempt) {
    refuse(
        attempt,
        ErrorCode.PEER_TIMEOUT,
        "the handshake did not end within "
            + context.options().handshakeTimeout()
            + attempt.connection().tls().whereItIs());
  }

  private void refuse(Attempt attempt, ErrorCode code, String why) {
    failed(attempt, attempt.handshake().refuse(code, why));
  }

  /** An attempt is over: closes its socket, tells its request, lets the next one go on. */
  private void failed(Attempt attempt, List<HandshakeFrame> lastWords) {
    if (attempts.get(attempt.connection()) != attempt) {
      return;
    }
    forget(attempt);
    attempt.connection().refuse(lastWords);
    EndpointId peer = attempt.handshake().peer();
    Contest contest = contests.get(peer);
    if (contest != null) {
      contest.parked.remove(attempt);
      if (contest.active == attempt) {
        contest.active = null;
      }
    }
    conclude(attempt, attempt.handshake().failure());
    if (contest != null && contests.get(peer) == contest) {
      next(peer, contest);
    }
  }

  /** The outcome of an attempt that failed, for the user. */
  private void conclude(Attempt attempt, BrokerError failure) {
    EndpointId peer = attempt.handshake().peer();
    BrokerError error =
        new BrokerError(failure.code(), Optional.of(attempt.info()), failure.message());
    if (!attempt.isOutbound()) {
      boolean known = !peer.isNil() || attempt.isReportedAnyway();
      refusals.tell(attempt, error, known && !isRedundant(failure));
      return;
    }
    PeeringRequest request = attempt.request();
    Optional<PeerLink> link = peerings.link(peer);
    if (!isRedundant(failure)) {
      requests.failed(request, error);
    } else if (link.isPresent()) {
      if (!attempt.startedBefore(link.get())) {
        // It asked for what it had. While both connect at once, peer_added is the outcome instead.
        context.statuses().accept(error);
      }
      requests.peered(request, link.get());
    } else if (!watch(peer, request)) {
      requests.failed(request, error);
    }
  }

  private static boolean isRedundant(BrokerError failure) {
    return failure.code() == ErrorCode.REDUNDANT_CONNECTION
        || failure.code() == ErrorCode.LOGIC_ERROR;
  }

  private void forget(Attempt attempt) {
    attempt.cancelTimeout();
    if (attempts.remove(attempt.connection()) != null && !attempt.isOutbound()) {
      inbound--;
    }
  }
}
