package org.jbroker.runtime.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jbroker.EndpointId;

/**
 * The newest announcement of each other endpoint. Confined to the owner of {@link Topology}.
 *
 * <p>Whether an origin can be reached is not known here: it is asked of the last {@link Paths}.
 * Unreachable origins are kept for {@link #HOLD_NANOS}, so that a late copy of what they said
 * before is recognised as old. They are also what makes room when the database is full; reachable
 * ones and those of the batch that is being received never go for that.
 */
final class LinkStateDatabase {

  /** How long an unreachable origin is remembered: 60 s. */
  static final long HOLD_NANOS = 60_000_000_000L;

  /** What an announcement did. */
  enum Outcome {
    /** It is the known one, or there is no room, or it is malformed. */
    REFUSED,
    /** It is older than the known one. */
    OUTDATED,
    /** It says nothing but what was known, under a newer number. */
    CONFIRMED,
    /** It has other filters, and the same links. */
    FILTERS_CHANGED,
    /** It has other links. */
    LINKS_CHANGED
  }

  /** An announcement and what is known about it. */
  static final class Entry {
    final LinkState state;

    /** The links in the order of peers; that of a well-formed announcement holds none twice. */
    private final List<Adjacency> byPeer;

    /** What is special about an origin that is out of reach or was; null if nothing is. */
    private Absence absence;

    private Entry(LinkState state, List<Adjacency> byPeer) {
      this.state = state;
      this.byPeer = byPeer;
    }

    /** Whether it announces a link of version 64 to {@code peer}. */
    boolean confirms(EndpointId peer) {
      int low = 0;
      int high = byPeer.size() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        Adjacency link = byPeer.get(middle);
        int order = link.peer().compareTo(peer);
        if (order == 0) {
          return !link.stub();
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return false;
    }
  }

  /** An origin is out of reach, or has not been announced again since it was. */
  private static final class Absence {
    final long sinceNanos;
    boolean over;

    Absence(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }
  }

  /** Shorter lists are not looked through for what is here already. */
  private static final int MANY_LINKS = 8;

  private final int maxOrigins;
  private final Map<EndpointId, Entry> entries = new HashMap<>();

  /** What may go to make room in this batch; null until it is needed. */
  private Deque<EndpointId> evictable;

  LinkStateDatabase(int maxOrigins) {
    this.maxOrigins = maxOrigins;
  }

  Entry get(EndpointId origin) {
    return entries.get(origin);
  }

  /** The announcement of an origin, or null. */
  LinkState state(EndpointId origin) {
    Entry entry = entries.get(origin);
    return entry == null ? null : entry.state;
  }

  /** The announcements of all origins, reachable or not. */
  List<LinkState> states() {
    return entries.values().stream().map(entry -> entry.state).toList();
  }

  int size() {
    return entries.size();
  }

  /** Begins to take announcements that arrived together. */
  void beginBatch() {
    evictable = null;
  }

  /**
   * Takes an announcement if it is well-formed, newer than the known one, and there is room.
   *
   * @param batch the origins of the batch that were taken already
   */
  Outcome accept(LinkState state, Set<EndpointId> batch, Paths paths) {
    if (state.origin().isNil() || state.sequence() < 1 || state.links().size() > maxOrigins) {
      return Outcome.REFUSED;
    }
    List<Adjacency> byPeer = sorted(state.links());
    if (!isWellFormed(state.origin(), byPeer)) {
      return Outcome.REFUSED;
    }
    Entry known = entries.get(state.origin());
    if (known == null) {
      if (entries.size() >= maxOrigins && !makeRoom(batch, paths)) {
        return Outcome.REFUSED;
      }
      entries.put(state.origin(), entry(state, byPeer, List.of()));
      return Outcome.LINKS_CHANGED;
    }
    if (!state.replaces(known.state)) {
      return known.state.replaces(state) ? Outcome.OUTDATED : Outcome.REFUSED;
    }
    Entry entry = entry(state, byPeer, known.byPeer);
    entries.put(state.origin(), entry);
    if (!sameLinks(known, entry)) {
      return Outcome.LINKS_CHANGED;
    }
    // The same peers, but perhaps with other filters or in another order.
    return known.byPeer.equals(entry.byPeer) && known.state.filter().equals(state.filter())
        ? Outcome.CONFIRMED
        : Outcome.FILTERS_CHANGED;
  }

  /**
   * An entry that shares with others what it can: the middle of a star has a link to each origin,
   * and announces the others anew with each one that comes or goes.
   */
  private Entry entry(LinkState state, List<Adjacency> byPeer, List<Adjacency> before) {
    if (byPeer != state.links() || byPeer.size() < MANY_LINKS) {
      return new Entry(state, byPeer);
    }
    List<Adjacency> shared = new ArrayList<>(byPeer.size());
    int old = 0;
    for (Adjacency link : byPeer) {
      while (old < before.size() && before.get(old).peer().compareTo(link.peer()) < 0) {
        old++;
      }
      shared.add(
          old < before.size() && before.get(old).equals(link) ? before.get(old) : shareId(link));
    }
    LinkState same =
        new LinkState(
            state.origin(),
            state.incarnation(),
            state.sequence(),
            state.transit(),
            state.filter(),
            shared);
    return new Entry(same, same.links());
  }

  private Adjacency shareId(Adjacency link) {
    Entry peer = entries.get(link.peer());
    return peer == null ? link : new Adjacency(peer.state.origin(), link.stub(), link.filter());
  }

  /** Whether the peers have to be told a known announcement again, now that its origin is back. */
  boolean share(Entry entry) {
    boolean wasAbsent = entry.absence != null;
    entry.absence = null;
    return wasAbsent;
  }

  /** Removes the origins that have been unreachable in all calls of the hold time. */
  void expire(Paths paths, long nowNanos) {
    for (Iterator<Entry> i = entries.values().iterator(); i.hasNext(); ) {
      Entry entry = i.next();
      Absence absence = entry.absence;
      if (paths.reachesOrigin(entry.state.origin())) {
        if (absence != null) {
          absence.over = true; // And yet not announced again: it was reached as a stub first.
        }
      } else if (absence == null || absence.over) {
        // Peers may forget it before this endpoint does.
        entry.absence = new Absence(nowNanos);
      } else if (nowNanos - absence.sinceNanos >= HOLD_NANOS) {
        i.remove();
      }
    }
  }

  private boolean makeRoom(Set<EndpointId> batch, Paths paths) {
    if (evictable == null) {
      evictable = new ArrayDeque<>();
      for (EndpointId origin : entries.keySet()) {
        if (!paths.reachesOrigin(origin)) {
          evictable.add(origin);
        }
      }
    }
    for (EndpointId origin = evictable.poll(); origin != null; origin = evictable.poll()) {
      if (!batch.contains(origin)) {
        entries.remove(origin);
        return true;
      }
    }
    return false;
  }

  /** The links in the order of peers: the list itself if it is, as that of an honest endpoint. */
  private static List<Adjacency> sorted(List<Adjacency> links) {
    for (int i = 1; i < links.size(); i++) {
      if (links.get(i - 1).peer().compareTo(links.get(i).peer()) > 0) {
        return links.stream().sorted(Comparator.comparing(Adjacency::peer)).toList();
      }
    }
    return links;
  }

  /** Whether an honest endpoint could say that: no link to nobody, itself, or the same twice. */
  private static boolean isWellFormed(EndpointId origin, List<Adjacency> byPeer) {
    EndpointId before = EndpointId.NIL;
    for (Adjacency link : byPeer) {
      if (link.peer().equals(before) || link.peer().equals(origin)) {
        return false;
      }
      before = link.peer();
    }
    return true;
  }

  private static boolean sameLinks(Entry a, Entry b) {
    if (a.state.transit() != b.state.transit() || a.byPeer.size() != b.byPeer.size()) {
      return false;
    }
    for (int i = 0; i < a.byPeer.size(); i++) {
      Adjacency one = a.byPeer.get(i);
      Adjacency other = b.byPeer.get(i);
      if (one != other && (one.stub() != other.stub() || !one.peer().equals(other.peer()))) {
        return false;
      }
    }
    return true;
  }
}
