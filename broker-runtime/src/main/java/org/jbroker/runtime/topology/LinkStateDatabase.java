package org.jbroker.runtime.topology;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    final Map<EndpointId, Adjacency> links;
    private final long batch;

    /** Whether all peers have been sent it, or have it for other reasons. */
    private boolean shared = true;

    private boolean aging;
    private long agingSinceNanos;

    private Entry(LinkState state, long batch) {
      this.state = state;
      this.batch = batch;
      links = new HashMap<>(state.links().size() * 2);
      for (Adjacency link : state.links()) {
        links.put(link.peer(), link);
      }
    }

    /** Whether it announces a link of version 64 to {@code peer}. */
    boolean confirms(EndpointId peer) {
      Adjacency link = links.get(peer);
      return link != null && !link.stub();
    }
  }

  private final int maxOrigins;
  private final Map<EndpointId, Entry> entries = new LinkedHashMap<>();
  private long batch;

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
    batch++;
    evictable = null;
  }

  /** Takes an announcement if it is well-formed, newer than the known one, and there is room. */
  Outcome accept(LinkState state, Paths paths) {
    if (!isWellFormed(state)) {
      return Outcome.REFUSED;
    }
    Entry known = entries.get(state.origin());
    if (known == null) {
      if (entries.size() >= maxOrigins && !makeRoom(paths)) {
        return Outcome.REFUSED;
      }
      entries.put(state.origin(), new Entry(state, batch));
      return Outcome.LINKS_CHANGED;
    }
    if (!state.replaces(known.state)) {
      return known.state.replaces(state) ? Outcome.OUTDATED : Outcome.REFUSED;
    }
    Entry entry = new Entry(state, batch);
    entries.put(state.origin(), entry);
    if (!sameLinks(known, entry)) {
      return Outcome.LINKS_CHANGED;
    }
    // The same peers, but perhaps with other filters or in another order.
    return known.links.equals(entry.links) && known.state.filter().equals(state.filter())
        ? Outcome.CONFIRMED
        : Outcome.FILTERS_CHANGED;
  }

  /** Whether the peers have to be told a known announcement again, now that its origin is back. */
  boolean share(Entry entry) {
    boolean wasShared = entry.shared;
    entry.shared = true;
    return !wasShared;
  }

  /** Removes the origins that have been unreachable in all calls of the hold time. */
  void expire(Paths paths, long nowNanos) {
    for (Iterator<Entry> i = entries.values().iterator(); i.hasNext(); ) {
      Entry entry = i.next();
      if (paths.reachesOrigin(entry.state.origin())) {
        entry.aging = false;
      } else if (!entry.aging) {
        entry.aging = true;
        entry.agingSinceNanos = nowNanos;
        // Peers may forget it before this endpoint does.
        entry.shared = false;
      } else if (nowNanos - entry.agingSinceNanos >= HOLD_NANOS) {
        i.remove();
      }
    }
  }

  private boolean makeRoom(Paths paths) {
    if (evictable == null) {
      evictable = new ArrayDeque<>();
      for (EndpointId origin : entries.keySet()) {
        if (!paths.reachesOrigin(origin)) {
          evictable.add(origin);
        }
      }
    }
    for (EndpointId origin = evictable.poll(); origin != null; origin = evictable.poll()) {
      if (entries.get(origin).batch != batch) {
        entries.remove(origin);
        return true;
      }
    }
    return false;
  }

  /** Whether an honest endpoint could say that, and it has no more links than can be known. */
  private boolean isWellFormed(LinkState state) {
    Collection<Adjacency> links = state.links();
    if (state.origin().isNil() || state.sequence() < 1 || links.size() > maxOrigins) {
      return false;
    }
    for (Adjacency link : links) {
      if (link.peer().isNil() || link.peer().equals(state.origin())) {
        return false;
      }
    }
    return links.stream().map(Adjacency::peer).distinct().count() == links.size();
  }

  private static boolean sameLinks(Entry a, Entry b) {
    if (a.state.transit() != b.state.transit() || a.links.size() != b.links.size()) {
      return false;
    }
    for (Adjacency link : a.links.values()) {
      Adjacency other = b.links.get(link.peer());
      if (other == null || other.stub() != link.stub()) {
        return false;
      }
    }
    return true;
  }
}
