package org.jbroker.tools.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.NetworkInfo;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterMember;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.ClusterStatus;
import org.jbroker.cluster.NodeType;
import org.jbroker.cluster.PoolNode;
import org.jbroker.cluster.PoolStatus;

/**
 * What is known of one node: from the answer of another, and from the layout if there is one.
 *
 * @param name its name
 * @param type what it does
 * @param state whether it runs
 * @param address where it listens, as the layout says; empty without one
 * @param id the id of its endpoint, if it is up
 * @param upSince since when, by the clock of whoever answered, if it is up
 */
record NodeRow(
    String name,
    NodeType type,
    State state,
    Optional<String> address,
    Optional<EndpointId> id,
    Optional<Instant> upSince) {

  /** Whether a node runs, as far as another one can tell. */
  enum State {
    /** Connected to the one that answered, or that one itself. */
    UP,
    /** Not connected to it. */
    DOWN,
    /** These two do not connect to each other, as no two proxies do. */
    NOT_SEEN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** All nodes that are known: those of the layout in its order, then what else there is. */
  static List<NodeRow> of(ClusterStatus status, Optional<ClusterLayout> layout) {
    Map<String, NodeRow> rows = new LinkedHashMap<>();
    layout.ifPresent(
        known ->
            known.nodes().values().forEach(node -> rows.put(node.name(), absent(status, node))));
    up(rows, status.name(), status.type(), status.id(), status.upSince());
    for (ClusterMember member : status.members()) {
      up(rows, member.name(), member.type(), member.id(), member.upSince());
    }
    for (PoolStatus pool : status.pools()) {
      for (PoolNode node : pool.nodes()) {
        rows.computeIfAbsent(node.name(), name -> absent(status, name, pool.nodeType()));
      }
    }
    return new ArrayList<>(rows.values());
  }

  private static void up(
      Map<String, NodeRow> rows, String name, NodeType type, EndpointId id, Instant since) {
    Optional<String> address = Optional.ofNullable(rows.get(name)).flatMap(NodeRow::address);
    rows.put(name, new NodeRow(name, type, State.UP, address, Optional.of(id), Optional.of(since)));
  }

  private static NodeRow absent(ClusterStatus status, ClusterNode node) {
    Optional<String> address =
        node.listens()
            ? Optional.of(NetworkInfo.of(node.host(), node.port()).toString())
            : Optional.empty();
    return new NodeRow(
        node.name(),
        node.type(),
        missing(status, node.type()),
        address,
        Optional.empty(),
        Optional.empty());
  }

  private static NodeRow absent(ClusterStatus status, String name, NodeType type) {
    return new NodeRow(
        name, type, missing(status, type), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Nodes of one type do not connect to each other; those of type control come and go. */
  private static State missing(ClusterStatus status, NodeType type) {
    return type == status.type() || type == NodeType.CONTROL ? State.NOT_SEEN : State.DOWN;
  }

  /** The topics of the pools that it belongs to, and whether it is given work there. */
  Map<String, Boolean> pools(ClusterStatus status) {
    Map<String, Boolean> pools = new LinkedHashMap<>();
    for (PoolStatus pool : status.pools()) {
      for (PoolNode node : pool.nodes()) {
        if (node.name().equals(name)) {
          pools.put(pool.topic(), node.alive());
        }
      }
    }
    return pools;
  }
}
