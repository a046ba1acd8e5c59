package org.jbroker.runtime.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Filters;

/**
 * This endpoint's own links and filter, and the announcement that tells them to the others.
 * Confined to the owner of {@link Topology}.
 */
final class OwnState {

  /** Defences that are answered at once before {@link #DEFENCE_WINDOW_NANOS} has passed. */
  static final int DEFENCES_PER_WINDOW = 8;

  /** Two endpoints with one id must not outbid each other as fast as the network carries it. */
  static final long DEFENCE_WINDOW_NANOS = 60_000_000_000L;

  /**
   * How often an announcement is repeated though nothing changed: 10 min. It heals what floods
   * cannot: an endpoint that had no room for it, or forgot it while a link was stalled.
   */
  static final long REFRESH_NANOS = 600_000_000_000L;

  /**
   * A direct link.
   *
   * @param stub whether the peer speaks version 1
   * @param filter what it told on the link
   */
  record Link(boolean stub, List<Topic> filter) {}

  private final boolean transit;
  private final boolean propagate;
  private final NavigableMap<EndpointId, Link> links = new TreeMap<>();
  private List<Topic> filter = List.of();
  private LinkState announcement;
  private boolean left;

  private boolean refreshStarted;
  private long refreshedNanos;

  private int defences;
  private long defenceWindowStartNanos;
  private LinkState unanswered;

  OwnState(EndpointId self, long incarnation, boolean transit, boolean propagate) {
    this.transit = transit;
    this.propagate = propagate;
    announcement = new LinkState(self, incarnation, 1, transit, announcedFilter(), List.of());
  }

  EndpointId self() {
    return announcement.origin();
  }

  boolean propagates() {
    return propagate;
  }

  /** Whether the endpoint passes on what it says that it passes on. */
  boolean relaysForOthers() {
    return propagate && transit;
  }

  LinkState announcement() {
    return announcement;
  }

  /** The direct links by peer, in the order of ids. */
  NavigableMap<EndpointId, Link> links() {
    return links;
  }

  /** What this endpoint is subscribed to and forwards by configuration, minimised. */
  List<Topic> filter() {
    return filter;
  }

  void setFilter(List<Topic> prefixes) {
    filter = List.copyOf(Filters.minimise(prefixes));
  }

  void leave() {
    left = true;
  }

  /** Whether the peer is linked by version 64. */
  boolean isAnnouncing(EndpointId peer) {
    Link link = links.get(peer);
    return link != null && !link.stub();
  }

  /**
   * Makes a new announcement if the last one is out of date.
   *
   * @return whether there is a new one
   */
  boolean renew(LinkStateDatabase database) {
    Optional<List<Topic>> announcedFilter = announcedFilter();
    List<Adjacency> announcedLinks = announcedLinks(database);
    if (announcement.filter().equals(announcedFilter)
        && announcement.links().equals(announcedLinks)) {
      return false;
    }
    return announceAfter(announcement, false, announcedFilter, announcedLinks);
  }

  /**
   * Repeats the announcement under a new number if it is time to.
   *
   * @return whether there is a new one
   */
  boolean refresh(long nowNanos) {
    if (refreshStarted && nowNanos - refreshedNanos < REFRESH_NANOS) {
      return false;
    }
    boolean due = refreshStarted;
    refreshStarted = true;
    refreshedNanos = nowNanos;
    return due && announceAfter(announcement, false, announcement.filter(), announcement.links());
  }

  /**
   * Whether an announcement in the name of this endpoint is not its own, and would be believed: it
   * is of its life before, if that had a later clock, or of a double.
   */
  boolean isContestedBy(LinkState theirs) {
    return !announcement.isNewerThan(theirs) && !announcement.equals(theirs);
  }

  /** Remembers what has to be outbid, as it must not be the last word. */
  void contest(LinkState theirs) {
    if (unanswered == null || theirs.isNewerThan(unanswered)) {
      unanswered = theirs;
    }
  }

  /**
   * Outbids what was contested, unless that was done too often lately.
   *
   * @return whether there is a new announcement
   */
  boolean defend(LinkStateDatabase database, long nowNanos) {
    if (unanswered == null) {
      return false;
    }
    if (defences == 0 || nowNanos - defenceWindowStartNanos >= DEFENCE_WINDOW_NANOS) {
      defences = 0;
      defenceWindowStartNanos = nowNanos;
    }
    if (defences == DEFENCES_PER_WINDOW) {
      return false;
    }
    defences++;
    LinkState theirs = unanswered;
    unanswered = null;
    return isContestedBy(theirs)
        && announceAfter(theirs, true, announcedFilter(), announcedLinks(database));
  }

  /**
   * Announces with numbers above those of {@code last}: the next sequence, or the next life.
   *
   * <p>Numbers do not wrap. After the last sequence of the last life there is none, and the
   * announcement stays; nobody gets there but by a forged announcement.
   */
  private boolean announceAfter(
      LinkState last, boolean newLife, Optional<List<Topic>> filters, List<Adjacency> adjacencies) {
    long incarnation = last.incarnation();
    long sequence = last.sequence();
    if ((newLife || sequence == Long.MAX_VALUE) && incarnation < Long.MAX_VALUE) {
      incarnation++;
      sequence = 1;
    } else if (sequence < Long.MAX_VALUE) {
      sequence++;
    } else {
      return false;
    }
    announcement = new LinkState(self(), incarnation, sequence, transit, filters, adjacencies);
    return true;
  }

  private Optional<List<Topic>> announcedFilter() {
    if (!propagate) {
      return Optional.empty();
    }
    return Optional.of(left ? List.of() : filter);
  }

  private List<Adjacency> announcedLinks(LinkStateDatabase database) {
    List<Adjacency> adjacencies = new ArrayList<>();
    if (!left) {
      links.forEach(
          (peer, link) -> {
            boolean speaksFor = relaysForOthers() && speaksFor(peer, link, database);
            adjacencies.add(
                new Adjacency(
                    peer, link.stub(), speaksFor ? Optional.of(link.filter()) : Optional.empty()));
          });
    }
    return adjacencies;
  }

  /**
   * Whether the peer does not tell the network its filter itself, as far as is known. A peer of
   * version 64 that was not heard yet will be in a moment; announcing its filter until then would
   * only cost two floods.
   */
  static boolean speaksFor(EndpointId peer, Link link, LinkStateDatabase database) {
    if (link.stub()) {
      return true;
    }
    LinkState state = database.state(peer);
    return state != null && state.filter().isEmpty();
  }
}
