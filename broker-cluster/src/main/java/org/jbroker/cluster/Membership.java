package org.jbroker.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeRefused;
import org.jbroker.cluster.ClusterEvent.NodeUp;

/**
 * Who is a member: a state machine without clock, thread or socket. What happened goes in, the
 * events that follow from it come out, in order.
 *
 * <p>Of each peer:
 *
 * <pre>
 *                  hello, name is free
 *   CONNECTED --------------------------------------&gt; UP
 *       |                                             ^
 *       | hello, the name has another id              | the holder of the name is lost,
 *       v                                             | first come, first served
 *    WAITING -----------------------------------------+
 *       |                                             |
 *       | the holder is alive, or                     |
 *       v the time to find that out is over           |
 *    REFUSED -----------------------------------------+
 * </pre>
 *
 * <p>and gone from each of them when the peer is lost. An unknown name leaves a peer CONNECTED, a
 * stranger.
 *
 * <p>Why a newcomer waits: a node that was killed and started again has a new id, and its hello may
 * come before the loss of its old connection is noticed; without a FIN that takes as long as a
 * silent peer is tolerated. Refusing it would lock it out, since a hello is sent once for each
 * connection. Taking it at once would let a second process of that name push out the first. So it
 * waits until the old one is lost, or found alive: heard from, or still not lost when every silent
 * peer would have been. A refused peer that stays connected still takes over when the name becomes
 * free.
 *
 * <p>A hello counts only if its id is that of a direct peer: what others say about third nodes is
 * ignored. Not for use by several threads; {@link MembershipLoop} owns it.
 */
final class Membership {

  /** For how many names one peer is refused before the rest is ignored. */
  static final int MAX_REFUSALS_PER_PEER = 8;

  private static final class Peer {
    /** The name that it goes by, up or waiting; null for a stranger. */
    String name;

    final Set<String> refusedNames = new HashSet<>();
  }

  private static final class Candidate {
    final long deadlineNanos;
    boolean refused;

    Candidate(long deadlineNanos) {
      this.deadlineNanos = deadlineNanos;
    }
  }

  private final Map<String, NodeType> types;
  private final String selfName;
  private final EndpointId selfId;
  private final long holdNanos;

  private final Map<EndpointId, Peer> peers = new LinkedHashMap<>();
  private final Map<String, ClusterMember> up = new LinkedHashMap<>();

  /** By name, in the order in which they said hello. No empty maps. */
  private final Map<String, Map<EndpointId, Candidate>> waiting = new LinkedHashMap<>();

  /**
   * With nobody connected.
   *
   * @param holdNanos how long a newcomer waits for a name whose holder may be dead
   */
  Membership(ClusterLayout layout, String selfName, EndpointId selfId, long holdNanos) {
    types = new HashMap<>();
    layout.nodes().forEach((name, node) -> types.put(name, node.type()));
    this.selfName = selfName;
    this.selfId = selfId;
    this.holdNanos = holdNanos;
  }

  /** A direct connection is up; nothing happens if it was known. Whether it was new. */
  boolean peerAdded(EndpointId id) {
    return !id.equals(selfId) && !id.isNil() && peers.putIfAbsent(id, new Peer()) == null;
  }

  /** The direct connection is gone, for whatever reason. */
  List<ClusterEvent> peerLost(EndpointId id, Instant wall) {
    Peer peer = peers.remove(id);
    if (peer == null || peer.name == null) {
      return List.of();
    }
    List<ClusterEvent> events = new ArrayList<>();
    ClusterMember member = up.get(peer.name);
    if (member != null && member.id().equals(id)) {
      up.remove(peer.name);
      events.add(new NodeDown(peer.name, id));
      admitNext(peer.name, wall, events);
    } else {
      forget(peer.name, id);
    }
    return events;
  }

  private void admitNext(String name, Instant wall, List<ClusterEvent> events) {
    Map<EndpointId, Candidate> candidates = waiting.get(name);
    if (candidates != null) {
      EndpointId next = candidates.keySet().iterator().next();
      forget(name, next);
      admit(name, next, wall, events);
    }
  }

  private void forget(String name, EndpointId id) {
    Map<EndpointId, Candidate> candidates = waiting.get(name);
    candidates.remove(id);
    if (candidates.isEmpty()) {
      waiting.remove(name);
    }
  }

  private void admit(String name, EndpointId id, Instant wall, List<ClusterEvent> events) {
    up.put(name, new ClusterMember(name, id, types.get(name), wall));
    events.add(new NodeUp(name, id));
  }

  /**
   * Exactly these peers are connected, whatever was heard before: for when news were lost.
   *
   * @return the events; whoever is new has been added
   */
  List<ClusterEvent> peersAre(Collection<EndpointId> connected, Instant wall) {
    List<ClusterEvent> events = new ArrayList<>();
    for (EndpointId known : List.copyOf(peers.keySet())) {
      if (!connected.contains(known)) {
        events.addAll(peerLost(known, wall));
      }
    }
    connected.forEach(this::peerAdded);
    return events;
  }

  /** A peer says who it is. */
  List<ClusterEvent> hello(String name, EndpointId id, long nowNanos, Instant wall) {
    Peer peer = peers.get(id);
    if (peer == null || name.equals(peer.name)) {
      return List.of();
    }
    if (!types.containsKey(name)) {
      return refuse(peer, name, id, RefusalReason.UNKNOWN_NAME);
    }
    if (peer.name != null) {
      return refuse(peer, name, id, RefusalReason.OTHER_NAME_BEFORE);
    }
    if (name.equals(selfName)) {
      return refuse(peer, name, id, RefusalReason.DUPLICATE_NAME);
    }
    peer.name = name;
    if (up.containsKey(name)) {
      waiting
          .computeIfAbsent(name, n -> new LinkedHashMap<>())
          .put(id, new Candidate(nowNanos + holdNanos));
      return List.of();
    }
    List<ClusterEvent> events = new ArrayList<>();
    admit(name, id, wall, events);
    return events;
  }

  private static List<ClusterEvent> refuse(
      Peer peer, String name, EndpointId id, RefusalReason reason) {
    if (peer.refusedNames.size() == MAX_REFUSALS_PER_PEER || !peer.refusedNames.add(name)) {
      return List.of();
    }
    return List.of(new NodeRefused(name, id, reason));
  }

  /** The holder of a name was heard from: those who wait for the name are refused. */
  List<ClusterEvent> foundAlive(String name) {
    List<ClusterEvent> events = new ArrayList<>();
    waiting
        .getOrDefault(name, Map.of())
        .forEach((id, candidate) -> refuseDuplicate(name, id, candidate, events));
    return events;
  }

  /** Refuses those who waited long enough. */
  List<ClusterEvent> tick(long nowNanos) {
    List<ClusterEvent> events = new ArrayList<>();
    waiting.forEach(
        (name, candidates) ->
            candidates.forEach(
                (id, candidate) -> {
                  if (nowNanos - candidate.deadlineNanos >= 0) {
                    refuseDuplicate(name, id, candidate, events);
                  }
                }));
    return events;
  }

  private static void refuseDuplicate(
      String name, EndpointId id, Candidate candidate, List<ClusterEvent> events) {
    if (!candidate.refused) {
      candidate.refused = true;
      events.add(new NodeRefused(name, id, RefusalReason.DUPLICATE_NAME));
    }
  }

  /** When {@link #tick} has something to do next, if ever. */
  OptionalLong nextDeadlineNanos() {
    long first = 0;
    boolean any = false;
    for (Map<EndpointId, Candidate> candidates : waiting.values()) {
      for (Candidate candidate : candidates.values()) {
        if (!candidate.refused && (!any || candidate.deadlineNanos - first < 0)) {
          first = candidate.deadlineNanos;
          any = true;
        }
      }
    }
    return any ? OptionalLong.of(first) : OptionalLong.empty();
  }

  /** Members whose names somebody waits for who was not refused yet. */
  List<ClusterMember> contested() {
    return waiting.entrySet().stream()
        .filter(entry -> entry.getValue().values().stream().anyMatch(c -> !c.refused))
        .map(entry -> up.get(entry.getKey()))
        .toList();
  }

  /** Whether there is a direct connection to it. */
  boolean isConnected(EndpointId id) {
    return peers.containsKey(id);
  }

  /** All direct connections, members or not. */
  Set<EndpointId> peers() {
    return Set.copyOf(peers.keySet());
  }

  /** Who is up, by name, in the order in which they came. A copy. */
  Map<String, ClusterMember> members() {
    return new LinkedHashMap<>(up);
  }
}
