package org.jbroker.runtime.peering;

import io.netty.channel.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jbroker.BrokerException;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.EndpointMetrics.PeerMetrics;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerFlag;
import org.jbroker.PeerInfo;
import org.jbroker.PeerStatus;
import org.jbroker.Topic;
import org.jbroker.runtime.queue.DropReports;
import org.jbroker.runtime.routing.Sink;
import org.jbroker.runtime.tls.TlsLayer;
import org.jbroker.runtime.topology.LinkState;
import org.jbroker.runtime.wire.ProtocolLimits;

/**
 * An endpoint's peerings: how it and others come together and part.
 *
 * <pre>
 *  Requests ──connect──► Connection ──frames──► Handshakes ──done──► Links
 *      ▲                     ▲                      │                  │
 *      └──── ended, failed ──┼──────────────────────┴──────────────────┤
 *                        Listeners                              Topology, Router
 * </pre>
 *
 * <p>Public methods may be called by any thread; each becomes a task of the control loop, which
 * owns everything below. Events of sockets come from event loops and become tasks, too.
 */
public final class Peering {

  private final PeeringContext context;
  private final ProtocolLimits limits;
  private final Requests requests;
  private final Handshakes handshakes;
  private final Links links;
  private final Listeners listeners;
  private final LinkFactory linkFactory;
  private final LinkEvents linkEvents = new LinkEvents();
  private final Map<PeerLink, CompletableFuture<Boolean>> partings = new HashMap<>();
  private final CompletableFuture<Void> allGone = new CompletableFuture<>();
  private boolean closing;

  /**
   * The peerings of an endpoint: none yet.
   *
   * @param random makes the pauses between attempts uneven
   */
  public Peering(PeeringContext context, DropReports dropReports, RandomGenerator random) {
    this.context = context;
    limits = ProtocolLimits.of(context.options());
    links = new Links(context);
    linkFactory = new LinkFactory(context, dropReports, linkEvents);
    requests = new Requests(context, random, this::setUp);
    handshakes = new Handshakes(context, requests, new Table());
    listeners = new Listeners(context, channel -> setUp(channel, null));
  }

  // --- any thread

  /** Listens on TCP and returns the port. */
  public int listen(String address, int port) {
    return listeners.listen(address, port);
  }

  /** Listens on a Unix-domain socket. */
  public void listen(Path path) {
    listeners.listen(path);
  }

  /** Where the endpoint listens. */
  public List<NetworkInfo> listening() {
    return listeners.addresses();
  }

  /** Asks for a peering. */
  public CompletableFuture<PeerInfo> request(NetworkInfo target) {
    return flatten(
        context
            .control()
            .call(() -> requests.add(target), CompletableFuture.failedFuture(shuttingDown())));
  }

  /** Ends a peering and any request for it; completes with whether there was one. */
  public CompletableFuture<Boolean> withdraw(NetworkInfo target) {
    return flatten(
        context
            .control()
            .call(() -> withdrawNow(target), CompletableFuture.completedFuture(false)));
  }

  /** Ends the peering with an endpoint, if there is one. */
  public CompletableFuture<Boolean> part(EndpointId peer) {
    return flatten(
        context
            .control()
            .call(
                () ->
                    links
                        .get(peer)
                        .map(this::leave)
                        .orElseGet(() -> CompletableFuture.completedFuture(false)),
                CompletableFuture.completedFuture(false)));
  }

  /** Peers with another endpoint of this process; completes when both sides are ready. */
  public CompletableFuture<Void> join(Peering other) {
    boolean first = context.self().compareTo(other.context.self()) < 0;
    return LocalJoin.run(first ? this : other, first ? other : this, first);
  }

  /** The peerings that are up, being made, or waiting for their next attempt. */
  public CompletableFuture<List<PeerInfo>> peers() {
    return context.control().call(this::peersNow, List.of());
  }

  /** The union of the direct peers' filters. */
  public CompletableFuture<Set<Topic>> peerSubscriptions() {
    return context.control().call(links::peerSubscriptions, Set.of());
  }

  /** Completes with true once a path to an endpoint is known, with false after the time. */
  public CompletableFuture<Boolean> await(EndpointId peer, Duration timeout) {
    return flatten(
        context
            .control()
            .call(() -> links.await(peer, timeout), CompletableFuture.completedFuture(false)));
  }

  /** The link that leads to an endpoint, or null. */
  public Sink path(EndpointId destination) {
    return links.path(destination);
  }

  /** The endpoint's own filter may have changed. */
  public void ownFilterChanged() {
    context.control().execute(links::ownFilterChanged);
  }

  /** Completes when all changes of the endpoint's own filter have been sent to every peer. */
  public CompletableFuture<Void> filterAnnounced() {
    return flatten(
        context.control().call(links::filterAnnounced, CompletableFuture.completedFuture(null)));
  }

  /** Completes when every link has written what it was given so far. */
  public CompletableFuture<Void> drained() {
    return flatten(
        context
            .control()
            .call(
                () ->
                    CompletableFuture.allOf(
                        links.all().stream()
                            .map(PeerLink::drained)
                            .toArray(CompletableFuture[]::new)),
                CompletableFuture.completedFuture(null)));
  }

  /** What each link counted. */
  public CompletableFuture<List<PeerMetrics>> metrics() {
    return context
        .control()
        .call(() -> links.all().stream().map(PeerLink::metrics).toList(), List.of());
  }

  /**
   * What was asked for and what is there.
   *
   * @param linksUp how many peerings carry messages
   * @param requests how many were asked for by this side
   * @param peered how many of those are up
   */
  public record Wanted(int linksUp, int requests, int peered) {}

  /** What was asked for and what is there. */
  public CompletableFuture<Wanted> wanted() {
    return context
        .control()
        .call(
            () -> {
              List<PeeringRequest> all = requests.all();
              int up = (int) all.stream().filter(Peering::isPeered).count();
              return new Wanted(links.size(), all.size(), up);
            },
            new Wanted(0, 0, 0));
  }

  /**
   * Stops listening, withdraws all requests, takes leave of every peer; completes when the last
   * link is gone.
   */
  public CompletableFuture<Void> close(Duration drainTimeout) {
    listeners.close();
    boolean running =
        context
            .control()
            .execute(
                () -> {
                  closing = true;
                  requests.close();
                  handshakes.close();
                  links.leaveAll(drainTimeout.toNanos());
                  checkAllGone();
                });
    if (!running) {
      allGone.complete(null);
    }
    return allGone;
  }

  // --- event loops

  private void setUp(Channel channel, PeeringRequest request) {
    NetworkInfo target = request == null ? null : request.target();
    TlsLayer tls =
        target == null
            ? context.tls().accept(channel)
            : context.tls().connect(channel, target.address(), target.port());
    Connection connection =
        new Connection(
            channel,
            tls,
            limits,
            context.self(),
            new SocketEvents(context.control(), handshakes, request));
    channel.pipeline().addLast(connection);
  }

  private final class LinkEvents implements PeerLink.Events {
    @Override
    public void onFilter(PeerLink link, List<Topic> filter) {
      // At once: what comes next on the link may be a question that is answered under a new topic.
      context.router().widenPeer(link, filter);
      context.control().execute(() -> links.onFilter(link, filter));
    }

    @Override
    public void onRoutes(PeerLink link, List<LinkState> announcements) {
      context.control().execute(() -> links.onRoutes(link, announcements));
    }

    @Override
    public void onEnded(PeerLink link, PeerLink.End end, String why) {
      context.control().execute(() -> ended(link, end, why));
    }
  }

  // --- control loop

  private CompletableFuture<Boolean> withdrawNow(NetworkInfo target) {
    Optional<PeeringRequest> request = requests.find(target);
    Optional<PeerLink> link =
        request.isPresent()
            ? links.get(request.get().peer()).filter(l -> isPeered(request.get()))
            : links.all().stream().filter(l -> leadsTo(l, target)).findFirst();
    request.ifPresent(r -> requests.withdraw(r, "the peering request was withdrawn"));
    if (link.isPresent()) {
      return leave(link.get());
    }
    if (request.isEmpty()) {
      context.report(
          ErrorCode.PEER_INVALID,
          EndpointInfo.of(EndpointId.NIL, target),
          "cannot unpeer from " + target + ": there is no such peering");
    }
    return CompletableFuture.completedFuture(request.isPresent());
  }

  private static boolean isPeered(PeeringRequest request) {
    return request.status() == PeerStatus.PEERED;
  }

  private static boolean leadsTo(PeerLink link, NetworkInfo target) {
    return link.info().network().filter(network -> network.sameAddress(target)).isPresent();
  }

  private CompletableFuture<Boolean> leave(PeerLink link) {
    CompletableFuture<Boolean> gone =
        partings.computeIfAbsent(link, l -> new CompletableFuture<>());
    link.leave(context.options().drainTimeout().toNanos());
    return gone;
  }

  private List<PeerInfo> peersNow() {
    List<PeerInfo> result = new ArrayList<>();
    for (PeerLink link : links.all()) {
      result.add(new PeerInfo(link.info(), link.flags(), PeerStatus.PEERED));
    }
    for (PeeringRequest request : requests.all()) {
      if (!isPeered(request)) {
        Set<PeerFlag> flags = Set.of(PeerFlag.REMOTE, PeerFlag.OUTBOUND);
        result.add(new PeerInfo(request.info(), flags, request.status()));
      }
    }
    return result;
  }

  private void ended(PeerLink link, PeerLink.End end, String why) {
    boolean known = links.remove(link, end, why);
    CompletableFuture<Boolean> parting = partings.remove(link);
    if (parting != null) {
      parting.complete(true);
    }
    if (known) {
      requests.linkEnded(link.peer());
      handshakes.linkEnded(link.peer());
      checkAllGone();
    }
  }

  private void checkAllGone() {
    if (closing && links.size() == 0) {
      links.close();
      allGone.complete(null);
    }
  }

  /** What the handshakes see of the links. */
  private final class Table implements Handshakes.Peerings {
    @Override
    public Optional<PeerLink> link(EndpointId peer) {
      return links.get(peer);
    }

    @Override
    public int count() {
      return links.size();
    }

    @Override
    public List<Topic> filterFor(EndpointId peer) {
      return links.filterFor(peer);
    }

    @Override
    public PeerLink establish(Attempt attempt) {
      NetworkLink link = linkFactory.create(attempt);
      links.admit(link, attempt.told(), attempt.handshake().peerFilter());
      links.activate(link, true);
      link.open();
      return link;
    }

    @Override
    public void lost(PeerLink link, String why) {
      link.abort(why);
    }
  }

  // --- for LocalJoin, on this endpoint's control loop

  PeeringContext context() {
    return context;
  }

  Links links() {
    return links;
  }

  PeerLink.Events linkEvents() {
    return linkEvents;
  }

  boolean isClosing() {
    return closing;
  }

  private static BrokerException shuttingDown() {
    return new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closing");
  }

  private static <T> CompletableFuture<T> flatten(CompletableFuture<CompletableFuture<T>> nested) {
    return nested.thenCompose(inner -> inner);
  }
}
