package org.jbroker.runtime.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Filters;

/**
 * Which filters go where, computed from scratch out of the live ways and announcements. Immutable.
 *
 * <p>Nothing that was told before goes into it: a filter stands here only as long as its endpoint,
 * or a neighbour that speaks for it, is reached and announces it.
 */
final class FilterPlan {

  /**
   * A filter and whose it is.
   *
   * @param fromStub whether a neighbour learned it from a version-1 endpoint
   */
  private record Learned(EndpointId subscriber, List<Topic> filter, boolean fromStub) {}

  /** Of an endpoint without links and filter. */
  static final FilterPlan NONE = new FilterPlan(List.of(), Map.of(), Map.of());

  private final List<Topic> own;
  private final Map<EndpointId, List<Topic>> direct;
  private final Map<EndpointId, Collection<Topic>> routed;

  private FilterPlan(
      List<Topic> own,
      Map<EndpointId, List<Topic>> direct,
      Map<EndpointId, Collection<Topic>> routed) {
    this.own = own;
    this.direct = direct;
    this.routed = routed;
  }

  /**
   * Computes the plan.
   *
   * @param tree whether the network is declared to have no circles
   */
  static FilterPlan compute(OwnState own, LinkStateDatabase database, Paths paths, boolean tree) {
    List<Learned> learned = own.propagates() ? learned(own, database, paths) : List.of();
    Map<EndpointId, List<Topic>> direct = new HashMap<>();
    own.links()
        .forEach(
            (peer, link) -> {
              boolean relay = own.relaysForOthers() && OwnState.speaksFor(peer, link, database);
              direct.put(
                  peer,
                  relay ? relayed(own, peer, link.stub() && !tree, learned, paths) : own.filter());
            });
    return new FilterPlan(own.filter(), direct, routed(learned, paths));
  }

  /** The filters of all others that are reached, by what they and their neighbours announce. */
  private static List<Learned> learned(OwnState own, LinkStateDatabase database, Paths paths) {
    List<Learned> learned = new ArrayList<>();
    own.links()
        .forEach(
            (peer, link) -> {
              if (OwnState.speaksFor(peer, link, database)) {
                learned.add(new Learned(peer, link.filter(), link.stub()));
              }
            });
    for (EndpointId id : paths.destinations()) {
      Paths.Way way = paths.to(id);
      LinkStateDatabase.Entry entry = database.get(id);
      if (entry == null || way.stub() || !paths.isConfirmed(id)) {
        continue;
      }
      entry.state.filter().ifPresent(filter -> learned.add(new Learned(id, filter, false)));
      if (way.leadsOn()) {
        entry.state.links().forEach(l -> learnFrom(id, l, own, database, paths, learned));
      }
    }
    return learned;
  }

  private static void learnFrom(
      EndpointId neighbour,
      Adjacency link,
      OwnState own,
      LinkStateDatabase database,
      Paths paths,
      List<Learned> learned) {
    EndpointId peer = link.peer();
    if (link.filter().isEmpty() || peer.equals(own.self()) || !paths.reaches(peer)) {
      return;
    }
    LinkStateDatabase.Entry other = database.get(peer);
    if (!link.stub()
        && (other == null || !other.confirms(neighbour) || other.state.filter().isPresent())) {
      return;
    }
    learned.add(new Learned(peer, link.filter().get(), link.stub()));
  }

  private static List<Topic> relayed(
      OwnState own, EndpointId peer, boolean noStubs, List<Learned> learned, Paths paths) {
    List<Topic> all = new ArrayList<>(own.filter());
    for (Learned l : learned) {
      if (!l.subscriber().equals(peer)
          && !paths.to(l.subscriber()).nextHop().equals(peer)
          && !(noStubs && l.fromStub())) {
        all.addAll(l.filter());
      }
    }
    return List.copyOf(Filters.minimise(all));
  }

  private static Map<EndpointId, Collection<Topic>> routed(List<Learned> learned, Paths paths) {
    Map<EndpointId, List<Topic>> behind = new TreeMap<>();
    for (Learned l : learned) {
      Paths.Way way = paths.to(l.subscriber());
      if (way.hops() > 1 && !l.filter().isEmpty()) {
        behind.computeIfAbsent(way.nextHop(), hop -> new ArrayList<>()).addAll(l.filter());
      }
    }
    Map<EndpointId, Collection<Topic>> routed = new LinkedHashMap<>();
    behind.forEach((hop, all) -> routed.put(hop, List.copyOf(Filters.minimise(all))));
    return routed;
  }

  /** What this endpoint announces to a direct peer; its own filter if there is no such link. */
  List<Topic> filterFor(EndpointId peer) {
    return direct.getOrDefault(peer, own);
  }

  /** The prefixes of those behind each direct peer. */
  Map<EndpointId, Collection<Topic>> routed() {
    return routed;
  }
}
