package org.jbroker.runtime.peering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.StatusCode;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Filters;
import org.jbroker.runtime.routing.Sink;
import org.jbroker.runtime.telemetry.Component;
import org.jbroker.runtime.topology.Change;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.topology.Topology;
import org.jbroker.runtime.topology.Ways;

/**
 * The established links, and what follows from them: the topology, the routes, the filters that are
 * announced, the statuses that tell of it.
 *
 * <p>Confined to the control loop, but for {@link #path}, which any thread may ask.
 */
final class Links {

  /** An announcement of a filter is followed by a pause of so many times what it took. */
  private static final int ANNOUNCE_REST = 4;

  private static final long MAX_REST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long EXPIRE_NANOS = Duration.ofSeconds(10).toNanos();

  private final PeeringContext context;
  private final Topology topology;
  private final Map<EndpointId, PeerLink> links = new LinkedHashMap<>();
  private final Map<EndpointId, List<Topic>> filters = new HashMap<>();
  private final List<CompletableFuture<Void>> announceWaiters = new ArrayList<>();
  private final Map<PeerLink, List<Topic>> announced = new HashMap<>();

  /**
   * The links that may carry messages, by peer; written by the control loop, read by any thread.
   */
  private final Map<EndpointId, PeerLink> active = new ConcurrentHashMap<>();

  private final Flooder flooder;
  private final AwaitedPeers awaited;
  private volatile Ways ways;
  private final List<CompletableFuture<Void>> filterSends = new ArrayList<>();
  private boolean filterIsStale;
  private boolean resting;
  private boolean closed;

  Links(PeeringContext context) {
    this.context = context;
    topology =
        new Topology(
            context.self(),
            context.incarnation(),
            context.options().forward(),
            context.options().propagateSubscriptions(),
            context.options().treeTopology(),
            context.options().maxElements());
    flooder = new Flooder(context.control());
    awaited = new AwaitedPeers(context.control(), peer -> path(peer) != null);
    ways = topology.ways();
    scheduleExpiry();
  }

  Optional<PeerLink> get(EndpointId peer) {
    return Optional.ofNullable(links.get(peer));
  }

  Collection<PeerLink> all() {
    return List.copyOf(links.values());
  }

  int size() {
    return links.size();
  }

  /** The union of the direct peers' filters. */
  Set<Topic> peerSubscriptions() {
    Set<Topic> union = new LinkedHashSet<>();
    filters.values().forEach(union::addAll);
    return union;
  }

  /** The filter to announce to an endpoint whose handshake is under way. */
  List<Topic> filterFor(EndpointId peer) {
    return topology.filterFor(peer);
  }

  /** The link that leads to an endpoint, or null. Any thread. */
  Sink path(EndpointId destination) {
    EndpointId nextHop = ways.nextHop(destination);
    return nextHop == null ? null : active.get(nextHop);
  }

  /**
   * A peering is up. The peer may send when that has been reported, by {@link #reportUp} or {@link
   * #activate}.
   *
   * @param told the filter of this endpoint that the peer was told in the handshake
   * @param theirs the peer's filter
   */
  void admit(PeerLink link, List<Topic> told, List<Topic> theirs) {
    EndpointId peer = link.peer();
    links.put(peer, link);
    filters.put(peer, theirs);
    announced.put(link, told);
    Change change = topology.peerUp(peer, !link.announcesRoutes(), theirs);
    reportDiscovered(change);
    reportUnreachable(change);
    follow(change);
  }

  /** Reports a peering of which this side hears before it may send. */
  void reportUp(PeerLink link) {
    context.report(StatusCode.PEER_ADDED, link.info(), "handshake successful");
    context.log().info(Component.PEERING, "peer-added", "{} is up", describe(link));
  }

  /**
   * The peer is ready: sends it what it wants from now on.
   *
   * @param reports whether to report that the peering is up: after there is a way to the peer, so
   *     that what is published at that news reaches it
   */
  void activate(PeerLink link, boolean reports) {
    if (links.get(link.peer()) != link) {
      return; // It ended before it began.
    }
    if (link.announcesRoutes()) {
      link.sendRoutes(topology.database());
      flooder.add(link);
    }
    active.put(link.peer(), link);
    route(link.peer());
    announceTo(link);
    if (reports) {
      reportUp(link);
    }
    awaited.wake();
  }

  /** A peering is over; false if the link was none, or is none any more. */
  boolean remove(PeerLink link, PeerLink.End end, String why) {
    EndpointId peer = link.peer();
    if (!links.remove(peer, link)) {
      return false;
    }
    filters.remove(peer);
    announced.remove(link);
    active.remove(peer, link);
    flooder.remove(link);
    context.router().setPeer(link, Set.of());
    StatusCode code = end == PeerLink.End.LOST ? StatusCode.PEER_LOST : StatusCode.PEER_REMOVED;
    context.report(code, link.info(), why);
    context.log().info(Component.PEERING, "peer-gone", "{} is over: {}", describe(link), why);
    apply(topology.peerDown(peer));
    return true;
  }

  /** A peer announced another filter. */
  void onFilter(PeerLink link, List<Topic> filter) {
    if (links.get(link.peer()) != link) {
      context.router().setPeer(link, Set.of()); // It was widened when it had ended already.
      return;
    }
    filters.put(link.peer(), filter);
    Change change = topology.peerFilter(link.peer(), filter);
    route(link.peer());
    apply(change);
  }

  /** A peer passed announcements on. */
  void onRoutes(PeerLink link, List<LinkState> announcements) {
    if (links.get(link.peer()) != link) {
      return;
    }
    Change change = topology.receive(link.peer(), announcements, context.control().nanoTime());
    if (!change.replies().isEmpty()) {
      link.sendRoutes(change.replies());
    }
    apply(change);
  }

  /** The endpoint's own filter may have changed: announces it soon. */
  void ownFilterChanged() {
    filterIsStale = true;
    if (!resting) {
      announce();
    }
  }

  /** Completes when a filter that holds all changes so far has been sent to every peer. */
  CompletableFuture<Void> filterAnnounced() {
    if (closed) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    announceWaiters.add(waiter);
    ownFilterChanged();
    return waiter;
  }

  /**
   * Announces the filter, and rests in proportion to what that took before it does so again: a
   * program that adds a million topics one by one is not to announce each of them.
   */
  private void announce() {
    filterIsStale = false;
    long begin = context.control().nanoTime();
    List<CompletableFuture<Void>> waiters = List.copyOf(announceWaiters);
    announceWaiters.clear();
    apply(topology.ownFilter(ownFilter()));
    if (!waiters.isEmpty()) {
      flooder.flush(); // Somebody waits for this; it stands in announcements, too.
    }
    CompletableFuture.allOf(filterSends.toArray(CompletableFuture[]::new))
        .thenRun(() -> waiters.forEach(waiter -> waiter.complete(null)));
    long rest = Math.min(MAX_REST_NANOS, ANNOUNCE_REST * (context.control().nanoTime() - begin));
    resting = true;
    context.control().schedule(this::rested, rest);
  }

  /** What this endpoint wants, or a bit more if that is too much for a peer with our limits. */
  private List<Topic> ownFilter() {
    List<Topic> exact = context.router().ownFilter();
    List<Topic> widened =
        Filters.widen(
            exact, context.options().maxElements(), context.options().maxFrameBytes() / 2);
    if (widened != exact) {
      context
          .log()
          .warningOnce(
              Component.PEERING,
              "filter-widened",
              "own",
              "{} prefixes are more than peers accept (options maxElements, maxFrameBytes);"
                  + " {} shorter ones are announced, which bring more messages than wanted",
              exact.size(),
              widened.size());
    }
    return widened;
  }

  private void rested() {
    resting = false;
    if (filterIsStale) {
      announce();
    }
  }

  /** Completes with true once a path to an endpoint, and its filter if it tells it, are known. */
  CompletableFuture<Boolean> await(EndpointId peer, Duration timeout) {
    return awaited.await(peer, timeout);
  }

  /** Tells the network that this endpoint leaves, and takes leave of every peer. */
  void leaveAll(long drainNanos) {
    flooder.flood(topology.leave().floods());
    flooder.flush();
    all().forEach(link -> link.leave(drainNanos));
  }

  /** Nothing is waited for any more, nor will be. */
  void close() {
    closed = true;
    awaited.close();
    announceWaiters.forEach(waiter -> waiter.complete(null));
    announceWaiters.clear();
  }

  /** Reports a change of the topology and does what follows from it. */
  private void apply(Change change) {
    reportDiscovered(change);
    reportUnreachable(change);
    follow(change);
  }

  private void follow(Change change) {
    if (change.identityContested()) {
      context
          .log()
          .warning(
              Component.PEERING,
              "identity-contested",
              "another endpoint, or an earlier life of this one, announces the id {}",
              context.self());
    }
    // Whoever hears the news may act on it at once, so it has to be true here first.
    ways = topology.ways();
    if (change.routedFilters()) {
      links.keySet().forEach(this::route);
    }
    flooder.flood(change.floods());
    for (EndpointId peer : change.directFilters()) {
      PeerLink link = active.get(peer);
      if (link != null) {
        announceTo(link);
      }
    }
    awaited.wake();
  }

  private void reportDiscovered(Change change) {
    for (EndpointId found : change.discovered()) {
      context.report(
          StatusCode.ENDPOINT_DISCOVERED,
          EndpointInfo.of(found),
          "found a new peer in the network");
    }
  }

  private void reportUnreachable(Change change) {
    for (EndpointId gone : change.unreachable()) {
      context.report(StatusCode.ENDPOINT_UNREACHABLE, EndpointInfo.of(gone), "lost the last path");
    }
  }

  /** Sends a peer what it asked for, and what those behind it asked for. */
  private void route(EndpointId peer) {
    PeerLink link = links.get(peer);
    if (link != null && active.get(peer) == link) {
      List<Topic> wanted = new ArrayList<>(filters.get(peer));
      wanted.addAll(topology.routedFilters().getOrDefault(peer, List.of()));
      context.router().setPeer(link, wanted);
      link.recheckRoom();
    }
  }

  private void announceTo(PeerLink link) {
    List<Topic> filter = topology.filterFor(link.peer());
    if (!filter.equals(announced.put(link, filter))) {
      filterSends.removeIf(CompletableFuture::isDone);
      filterSends.add(link.sendFilter(filter));
    }
  }

  private void scheduleExpiry() {
    context
        .control()
        .schedule(
            () -> {
              scheduleExpiry(); // First: whatever goes wrong this time, there is a next.
              apply(topology.expire(context.control().nanoTime()));
            },
            EXPIRE_NANOS);
  }

  private static String describe(PeerLink link) {
    return link.info().network().map(Object::toString).orElse("in this process")
        + " ("
        + link.peer()
        + ", version "
        + link.version()
        + ")";
  }
}
