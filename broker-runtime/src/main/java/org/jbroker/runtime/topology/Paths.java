package org.jbroker.runtime.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jbroker.EndpointId;
import org.jbroker.runtime.topology.LinkStateDatabase.Entry;

/**
 * The shortest ways from this endpoint to all others, computed from scratch. Immutable.
 *
 * <p>A breadth-first search over the links of version 64 that both ends announce, which does not
 * leave an endpoint that is not for transit. Then the stubs, next to the nearest reached endpoint
 * that announces them; they come last so that nobody can cut off an endpoint by announcing it as a
 * stub. Own links start the search without being confirmed, as they are known to be up; but beyond
 * a direct peer it goes only when that has announced the link too, or by the way that it has to
 * that peer through others: a new link does not cut off what was reached without it.
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

  /** An endpoint from which the search goes on, and the way that it came. */
  private record Step(Entry entry, EndpointId nextHop, int hops) {}

  /** The ways of an endpoint without links. */
  static final Paths NONE = new Paths(new LinkedHashMap<>(), Set.of());

  private final Map<EndpointId, Way> ways;

  /**
   * Direct peers that announced the link neither to this endpoint nor to another that is reached.
   */
  private final Set<EndpointId> unconfirmed;

  private Paths(Map<EndpointId, Way> ways, Set<EndpointId> unconfirmed) {
    this.ways = Collections.unmodifiableMap(ways);
    this.unconfirmed = unconfirmed;
  }

  /** Computes the ways; stubs that are not direct peers are reached up to a number. */
  static Paths compute(OwnState own, LinkStateDatabase database, int maxStubs) {
    EndpointId self = own.self();
    Map<EndpointId, Way> ways = new LinkedHashMap<>();
    Set<EndpointId> unconfirmed = new HashSet<>();
    Deque<Step> frontier = new ArrayDeque<>();
    List<Step> expanded = new ArrayList<>();
    own.links()
        .forEach(
            (peer, link) -> {
              Entry entry = link.stub() ? null : database.get(peer);
              boolean confirmed = entry != null && entry.confirms(self);
              boolean leadsOn = confirmed && entry.state.transit();
              ways.put(peer, new Way(peer, 1, link.stub(), leadsOn));
              if (leadsOn) {
                frontier.add(new Step(entry, peer, 1));
              } else if (!confirmed && !link.stub()) {
                unconfirmed.add(peer);
              }
            });
    for (Step step = frontier.poll(); step != null; step = frontier.poll()) {
      expanded.add(step);
      EndpointId from = step.entry().state.origin();
      for (Adjacency link : step.entry().state.links()) {
        EndpointId to = link.peer();
        boolean direct = unconfirmed.contains(to);
        if (link.stub() || to.equals(self) || ways.containsKey(to) && !direct) {
          continue;
        }
        Entry other = database.get(to);
        if (other != null && other.confirms(from)) {
          int hops = step.hops() + 1;
          boolean leadsOn = other.state.transit();
          unconfirmed.remove(to);
          ways.put(
              to,
              direct
                  ? new Way(to, 1, false, leadsOn)
                  : new Way(step.nextHop(), hops, false, leadsOn));
          if (leadsOn) {
            frontier.add(new Step(other, step.nextHop(), hops));
          }
        }
      }
    }
    addStubs(self, expanded, ways, maxStubs);
    return new Paths(ways, unconfirmed);
  }

  private static void addStubs(
      EndpointId self, List<Step> expanded, Map<EndpointId, Way> ways, int maxStubs) {
    int left = maxStubs;
    for (Step step : expanded) {
      for (Adjacency link : step.entry().state.links()) {
        EndpointId stub = link.peer();
        if (link.stub() && !stub.equals(self) && !ways.containsKey(stub) && left > 0) {
          ways.put(stub, new Way(step.nextHop(), step.hops() + 1, true, false));
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

  /** Whether what a reached endpoint announced counts: somebody who is reached is linked to it. */
  boolean isConfirmed(EndpointId origin) {
    return !unconfirmed.contains(origin);
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
