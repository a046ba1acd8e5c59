package org.jbroker.runtime.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Filters;

/**
 * What one endpoint knows about the network: who can be reached, through which direct peer, and
 * which filters go where. The package's description tells how it works and why.
 *
 * <p>Pure: it knows no link, thread or clock. Its owner reports what happens on links, and sends
 * what the {@link Change} that each call returns says, in order: floods to the peers that are
 * linked by version 64 then, replies to the one whose announcements were received. Floods may wait
 * for others ({@link FloodPacer}); replies may not. It sends {@link #database()} to a peer of
 * version 64 as soon as {@link #peerUp} has reported its link. It hands over what a link delivers
 * in order, after {@code peerUp} and before {@code peerDown}, and calls {@link #expire} at least
 * every 30 s.
 *
 * <p>Everything is computed anew from the links that are announced by both ends, once a call, and
 * only if links or filters changed.
 *
 * <p><b>Hostile announcements.</b> At most {@code maxOrigins} other origins are kept, and as many
 * stubs reached that are not direct peers; what is beyond them is not known until there is room and
 * they announce themselves again, at the latest after 10 min. Announcements of nobody, without a
 * number, with more than {@code maxOrigins} links, or with links to nobody, to oneself, or twice to
 * the same are refused. Announcements are not signed: a peer can lie about others, and about us,
 * where we outbid it. It can go so far as to use up the numbers ({@link Long#MAX_VALUE} twice);
 * then our announcements stay what they are, and only a new id helps.
 *
 * <p>Not thread-safe: confined to the endpoint's control loop.
 */
public final class Topology {

  /** What calls came to, before it is compared with what was. */
  private static final class Work {
    /** The announcements that were accepted, each origin's newest. */
    final Map<EndpointId, LinkState> accepted = new LinkedHashMap<>();

    /** What is newer than what the sender has. */
    final Map<EndpointId, LinkState> replies = new LinkedHashMap<>();

    Optional<EndpointId> acceptedFrom = Optional.empty();
    boolean links;
    boolean filters;
    boolean announced;
    boolean contested;

    boolean isIdle() {
      return !links
          && !filters
          && !announced
          && !contested
          && accepted.isEmpty()
          && replies.isEmpty();
    }
  }

  private final boolean tree;
  private final int maxOrigins;
  private final OwnState own;
  private final LinkStateDatabase database;
  private Paths paths = Paths.NONE;
  private FilterPlan plan = FilterPlan.NONE;

  /**
   * The view of an endpoint without links.
   *
   * @param self the endpoint's id
   * @param incarnation its life: larger than in the life before, as a clock gives it
   * @param transit whether it forwards messages of others
   * @param propagate whether it announces filters of others
   * @param tree whether the user declared that the network has no circles, so that the filter of a
   *     version-1 neighbour may be announced to another one
   * @param maxOrigins how many other endpoints may announce themselves
   * @throws IllegalArgumentException if {@code self} is {@link EndpointId#NIL} or {@code
   *     maxOrigins} is not positive
   */
  public Topology(
      EndpointId self,
      long incarnation,
      boolean transit,
      boolean propagate,
      boolean tree,
      int maxOrigins) {
    if (self.isNil() || maxOrigins < 1) {
      throw new IllegalArgumentException("no id, or maxOrigins " + maxOrigins);
    }
    this.tree = tree;
    this.maxOrigins = maxOrigins;
    own = new OwnState(self, incarnation, transit, propagate);
    database = new LinkStateDatabase(maxOrigins);
  }

  /**
   * A link is up. If one to that peer was, this one takes its place.
   *
   * <p>The change does not name the peer if {@link #filterFor} it is what it was before the call.
   * An owner that told it something else in the handshake, since that took a while, tells it again.
   *
   * @param stub whether it is of version 1
   * @param directFilter what the peer told in the handshake
   */
  public Change peerUp(EndpointId peer, boolean stub, List<Topic> directFilter) {
    if (peer.isNil() || peer.equals(own.self())) {
      throw new IllegalArgumentException("no peer: " + peer);
    }
    Work work = new Work();
    own.links().put(peer, new OwnState.Link(stub, List.copyOf(Filters.minimise(directFilter))));
    work.links = true;
    return settle(work);
  }

  /** A link is down. */
  public Change peerDown(EndpointId peer) {
    Work work = new Work();
    work.links = own.links().remove(peer) != null;
    return settle(work);
  }

  /** A direct peer told another filter. Ignored if its link is down by now. */
  public Change peerFilter(EndpointId peer, List<Topic> directFilter) {
    Work work = new Work();
    List<Topic> minimal = List.copyOf(Filters.minimise(directFilter));
    own.links()
        .computeIfPresent(
            peer,
            (id, link) -> {
              work.filters = !link.filter().equals(minimal);
              return new OwnState.Link(link.stub(), minimal);
            });
    return settle(work);
  }

  /** What this endpoint itself subscribes to or forwards by configuration is now this. */
  public Change ownFilter(List<Topic> prefixes) {
    Work work = new Work();
    List<Topic> before = own.filter();
    own.setFilter(prefixes);
    work.filters = !before.equals(own.filter());
    return settle(work);
  }

  /**
   * Announcements came in. Ignored if the sender's link is down by now or of version 1.
   *
   * @param nowNanos monotonic time of any origin
   */
  public Change receive(EndpointId fromPeer, List<LinkState> announcements, long nowNanos) {
    if (!own.isAnnouncing(fromPeer)) {
      return Change.NONE;
    }
    Work work = new Work();
    work.acceptedFrom = Optional.of(fromPeer);
    database.beginBatch();
    for (LinkState state : announcements) {
      if (state.origin().equals(own.self())) {
        if (own.isContestedBy(state)) {
          own.contest(state);
          work.contested = true;
        }
      } else {
        accept(state, work);
      }
    }
    work.announced = own.defend(database, nowNanos);
    return settle(work);
  }

  private void accept(LinkState state, Work work) {
    EndpointId origin = state.origin();
    switch (database.accept(state, work.accepted.keySet(), paths)) {
      case REFUSED -> {}
      // If its clock was set back, the origin has to hear of its earlier life to outbid it.
      case OUTDATED -> work.replies.put(origin, database.state(origin));
      case CONFIRMED -> work.accepted.put(origin, state);
      case FILTERS_CHANGED -> {
        work.accepted.put(origin, state);
        work.filters = true;
      }
      case LINKS_CHANGED -> {
        work.accepted.put(origin, state);
        work.links = true;
      }
    }
  }

  /**
   * Does what depends on time: forgets origins that have been unreachable for 60 s, repeats the own
   * announcement every 10 min, and outbids doubles that contested this endpoint too often to be
   * answered at once.
   *
   * @param nowNanos monotonic time of the same origin as in {@link #receive}
   */
  public Change expire(long nowNanos) {
    database.expire(paths, nowNanos);
    Work work = new Work();
    work.announced = own.defend(database, nowNanos) | own.refresh(nowNanos);
    return settle(work);
  }

  /** Announces that this endpoint has no links, for good. The owner then closes them. */
  public Change leave() {
    own.leave();
    return settle(new Work());
  }

  /** Computes what follows from the work, and compares it with what was before. */
  private Change settle(Work work) {
    Paths oldPaths = paths;
    FilterPlan oldPlan = plan;
    if (work.links) {
      paths = Paths.compute(own, database, maxOrigins);
    }
    work.announced |= own.renew(database);
    if (work.links || work.filters) {
      plan = FilterPlan.compute(own, database, paths, tree);
    }
    if (work.isIdle()) {
      return Change.NONE;
    }
    List<EndpointId> discovered = work.links ? paths.beyond(oldPaths) : List.of();
    return new Change(
        discovered,
        work.links ? oldPaths.beyond(paths) : List.of(),
        floods(work, discovered),
        List.copyOf(work.replies.values()),
        changedDirectFilters(oldPlan),
        !plan.routed().equals(oldPlan.routed()),
        work.contested);
  }

  private List<Change.Flood> floods(Work work, List<EndpointId> discovered) {
    List<Change.Flood> floods = new ArrayList<>();
    for (LinkState state : work.accepted.values()) {
      floods.add(new Change.Flood(state, work.acceptedFrom));
    }
    for (EndpointId id : discovered) {
      LinkStateDatabase.Entry entry = database.get(id);
      if (entry != null
          && paths.reachesOrigin(id)
          && database.share(entry)
          && !work.accepted.containsKey(id)) {
        floods.add(new Change.Flood(entry.state, Optional.empty()));
      }
    }
    if (work.announced) {
      floods.add(new Change.Flood(own.announcement(), Optional.empty()));
    }
    return floods;
  }

  private Set<EndpointId> changedDirectFilters(FilterPlan before) {
    if (plan == before) {
      return Set.of();
    }
    Set<EndpointId> changed = new HashSet<>();
    for (EndpointId peer : own.links().keySet()) {
      if (!plan.filterFor(peer).equals(before.filterFor(peer))) {
        changed.add(peer);
      }
    }
    return changed;
  }

  /** The ways of now. */
  public Ways ways() {
    return paths;
  }

  /** The direct peer through which an endpoint is reached: itself if it is one; empty if none. */
  public Optional<EndpointId> nextHop(EndpointId destination) {
    return Optional.ofNullable(paths.nextHop(destination));
  }

  /** How many links away an endpoint is; empty if it cannot be reached. */
  public OptionalInt hops(EndpointId destination) {
    Paths.Way way = paths.to(destination);
    return way == null ? OptionalInt.empty() : OptionalInt.of(way.hops());
  }

  /** The endpoints that can be reached: those of version 64 first, each kind nearest first. */
  public Set<EndpointId> reachable() {
    return new LinkedHashSet<>(paths.destinations());
  }

  /**
   * The announcements to send to a peer whose link came up: all that are known, ours last.
   *
   * <p>Those of unreachable origins too, though the peer will forget them soon: only so two parts
   * of a network that come together find out where one of them remembers a life of an endpoint that
   * the other has never heard of. To be called when they are sent; from then on the peer gets all
   * floods.
   */
  public List<LinkState> database() {
    List<LinkState> states = new ArrayList<>(database.states());
    states.add(own.announcement());
    return states;
  }

  /** The newest announcement of this endpoint itself; its life grows when that is contested. */
  public LinkState ownAnnouncement() {
    return own.announcement();
  }

  /** How many other origins are known, reachable or not. */
  public int knownOrigins() {
    return database.size();
  }

  /**
   * The prefixes whose messages a direct peer must get for the endpoints behind it, beyond its own
   * filter. Peers without any are left out; empty if filters are not propagated. Minimised.
   */
  public Map<EndpointId, Collection<Topic>> routedFilters() {
    return Collections.unmodifiableMap(plan.routed());
  }

  /**
   * What this endpoint announces to a peer as its own filter, minimised: what it subscribes to and
   * forwards; and to a peer that does not hear or use route announcements with filters, if filters
   * are propagated, also what the others want that are not reached through that peer. For a peer
   * that is not linked, what to say in the handshake.
   */
  public List<Topic> filterFor(EndpointId peer) {
    return plan.filterFor(peer);
  }
}
