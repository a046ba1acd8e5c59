package org.jbroker.runtime.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jbroker.EndpointId;
import org.jbroker.runtime.topology.LinkStateDatabase.Entry;

/**
 * The shortest ways from this endpoint to all others, computed from scratch. Immutable.
 *
 * <p>A breadth-first search over the links of version 64 that both ends announce, which does not
 * leave an endpoint that is not for transit. Then the stubs, next to the nearest reached endpoint
 * that announces them; they come last so that nobody can cut off an endpoint by announcing it as a
 * stub. Own links start the search without being confirmed, as they are known to be up; but beyond
 * a direct peer it goes only when that has announced the link too.
 *
 * <p>The search visits direct peers in the order of ids. So of several shortest ways it finds
 * first, and keeps, the one whose first hop has the smallest id, and each endpoint chooses alike
 * whenever the same is announced.
 */
final class Paths {

  /**
   * A way.
   *
   * @param nextHop the direct peer at its beginning
   * @param hops the number of links
   * @param stub whether the endpoint is reached as one of version 1, which announces nothing
   * @param leadsOn whether others are reached through the endpoint
   */
  record Way(EndpointId nextHop, int hops, boolean stub, boolean leadsOn) {}

  /** The ways of an endpoint without links. */
  static final Paths NONE = new Paths(new LinkedHashMap<>());

  private final Map<EndpointId, Way> ways;

  private Paths(Map<EndpointId, Way> ways) {
    this.ways = Collections.unmodifiableMap(ways);
  }

  /** Computes the ways; stubs that are not direct peers are reached up to a number. */
  static Paths compute(OwnState own, LinkStateDatabase database, int maxStubs) {
    EndpointId self = own.self();
    Map<EndpointId, Way> ways = new LinkedHashMap<>();
    Deque<Entry> frontier = new ArrayDeque<>();
    List<Entry> expanded = new ArrayList<>();
    own.links()
        .forEach(
            (peer, link) -> {
              Entry entry = link.stub() ? null : database.get(peer);
              boolean leadsOn = entry != null && entry.state.transit() && entry.confirms(self);
              ways.put(peer, new Way(peer, 1, link.stub(), leadsOn));
              if (leadsOn) {
                frontier.add(entry);
              }
            });
    for (Entry entry = frontier.poll(); entry != null; entry = frontier.poll()) {
      expanded.add(entry);
      EndpointId from = entry.state.origin();
      Way way = ways.get(from);
      for (Adjacency link : entry.state.links()) {
        EndpointId to = link.peer();
        if (link.stub() || to.equals(self) || ways.containsKey(to)) {
          continue;
        }
        Entry other = database.get(to);
        if (other != null && other.confirms(from)) {
          ways.put(to, new Way(way.nextHop(), way.hops() + 1, false, other.state.transit()));
          if (other.state.transit()) {
            frontier.add(other);
          }
        }
      }
    }
    addStubs(self, expanded, ways, maxStubs);
    return new Paths(ways);
  }

  private static void addStubs(
      EndpointId self, List<Entry> expanded, Map<EndpointId, Way> ways, int maxStubs) {
    int left = maxStubs;
    for (Entry entry : expanded) {
      Way way = ways.get(entry.state.origin());
      for (Adjacency link : entry.state.links()) {
        EndpointId stub = link.peer();
        if (link.stub() && !stub.equals(self) && !ways.containsKey(stub) && left > 0) {
          ways.put(stub, new Way(way.nextHop(), way.hops() + 1, true, false));
          left--;
        }
      }
    }
  }

  boolean reaches(EndpointId destination) {
    return ways.containsKey(destination);
  }

  /**
   * Whether an endpoint is reached that announces itself. What one said that came back with version
   * 1 is void.
   */
  boolean reachesOrigin(EndpointId origin) {
    Way way = ways.get(origin);
    return way != null && !way.stub();
  }

  /** The way to an endpoint, or null. */
  Way to(EndpointId destination) {
    return ways.get(destination);
  }

  /** All ways: those of version 64, nearest first, then those to stubs, nearest first. */
  Map<EndpointId, Way> all() {
    return ways;
  }

  /** The destinations that these ways reach and others don't, in the order of the ways. */
  List<EndpointId> beyond(Paths others) {
    List<EndpointId> beyond = new ArrayList<>();
    for (EndpointId id : ways.keySet()) {
      if (!others.reaches(id)) {
        beyond.add(id);
      }
    }
    return beyond;
  }

  /** Whether every destination has the same way. */
  boolean sameAs(Paths others) {
    return ways.equals(others.ways);
  }
}
