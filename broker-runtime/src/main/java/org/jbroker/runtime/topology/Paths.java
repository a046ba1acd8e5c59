package org.jbroker.runtime.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
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
final class Paths implements Ways {

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
  static final Paths NONE = new Paths(Map.of(), List.of(), Set.of());

  /** A copy by {@link Map#copyOf}, which takes a fifth of the space of a linked map. */
  private final Map<EndpointId, Way> ways;

  /** The keys of {@link #ways}, in the order of {@link #destinations}. */
  private final List<EndpointId> order;

  /**
   * Direct peers that announced the link neither to this endpoint nor to another that is reached.
   */
  private final Set<EndpointId> unconfirmed;

  private Paths(Map<EndpointId, Way> ways, List<EndpointId> order, Set<EndpointId> unconfirmed) {
    this.ways = Map.copyOf(ways);
    this.order = List.copyOf(order);
    this.unconfirmed = Set.copyOf(unconfirmed);
  }

  /** Computes the ways; stubs that are not direct peers are reached up to a number. */
  static Paths compute(OwnState own, LinkStateDatabase database, int maxStubs) {
    return new Search(own.self(), database).run(own.links(), maxStubs);
  }

  /** A computation under way. */
  private static final class Search {
    private final EndpointId self;
    private final LinkStateDatabase database;
    private final Map<EndpointId, Way> ways = new HashMap<>();
    private final List<EndpointId> order = new ArrayList<>();
    private final Set<EndpointId> unconfirmed = new HashSet<>();
    private final Deque<Step> frontier = new ArrayDeque<>();
    private final List<Step> expanded = new ArrayList<>();

    Search(EndpointId self, LinkStateDatabase database) {
      this.self = self;
      this.database = database;
    }

    Paths run(Map<EndpointId, OwnState.Link> links, int maxStubs) {
      links.forEach(this::begin);
      for (Step step = frontier.poll(); step != null; step = frontier.poll()) {
        expanded.add(step);
        expand(step);
      }
      addStubs(maxStubs);
      return new Paths(ways, order, unconfirmed);
    }

    private void begin(EndpointId peer, OwnState.Link link) {
      Entry entry = link.stub() ? null : database.get(peer);
      boolean confirmed = entry != null && entry.confirms(self);
      boolean leadsOn = confirmed && entry.state.transit();
      reach(peer, new Way(peer, 1, link.stub(), leadsOn));
      if (leadsOn) {
        frontier.add(new Step(entry, peer, 1));
      } else if (!confirmed && !link.stub()) {
        unconfirmed.add(peer);
      }
    }

    private void expand(Step step) {
      EndpointId from = step.entry().state.origin();
      Way through = null;
      Way end = null;
      for (Adjacency link : step.entry().state.links()) {
        EndpointId to = link.peer();
        boolean direct = unconfirmed.contains(to);
        if (link.stub() || to.equals(self) || ways.containsKey(to) && !direct) {
          continue;
        }
        Entry other = database.get(to);
        if (other == null || !other.confirms(from)) {
          continue;
        }
        int hops = step.hops() + 1;
        boolean leadsOn = other.state.transit();
        if (leadsOn) {
          frontier.add(new Step(other, step.nextHop(), hops));
        }
        if (direct) {
          unconfirmed.remove(to);
          reach(to, new Way(to, 1, false, leadsOn));
        } else if (leadsOn) {
          // All that are behind this one share their ways: there may be thousands.
          through = through == null ? new Way(step.nextHop(), hops, false, true) : through;
          reach(to, through);
        } else {
          end = end == null ? new Way(step.nextHop(), hops, false, false) : end;
          reach(to, end);
        }
      }
    }

    private void addStubs(int maxStubs) {
      int left = maxStubs;
      for (Step step : expanded) {
        for (Adjacency link : step.entry().state.links()) {
          EndpointId stub = link.peer();
          if (link.stub() && !stub.equals(self) && !ways.containsKey(stub) && left > 0) {
            reach(stub, new Way(step.nextHop(), step.hops() + 1, true, false));
            left--;
          }
        }
      }
    }

    private void reach(EndpointId destination, Way way) {
      if (ways.put(destination, way) == null) {
        order.add(destination);
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

  @Override
  public EndpointId nextHop(EndpointId destination) {
    Way way = ways.get(destination);
    return way == null ? null : way.nextHop();
  }

  /** All that is reached: those of version 64, nearest first, then stubs, nearest first. */
  List<EndpointId> destinations() {
    return order;
  }

  /** The destinations that these ways reach and others don't, in the order of the ways. */
  List<EndpointId> beyond(Paths others) {
    List<EndpointId> beyond = new ArrayList<>();
    for (EndpointId id : order) {
      if (!others.reaches(id)) {
        beyond.add(id);
      }
    }
    return beyond;
  }
}
