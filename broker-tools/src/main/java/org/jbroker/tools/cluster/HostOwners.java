package org.jbroker.tools.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.Pool;
import org.jbroker.cluster.PoolNode;
import org.jbroker.data.Data;

/**
 * Which proxy each host belongs to, and what changed since the last look. Used by one thread at a
 * time.
 */
final class HostOwners {

  /** Whom hosts belong to while no proxy is up. */
  private static final String NOBODY = "nobody";

  /** The most hosts of a line. */
  private static final int MAX_NAMES = 16;

  private final Pool proxies;
  private final List<Data> hosts;
  private final Map<String, String> names = new HashMap<>();
  private Map<Data, String> owners = new LinkedHashMap<>();

  /** Nobody owns anything yet. */
  HostOwners(Cluster cluster, List<Data> hosts) {
    proxies = cluster.pools().proxyPool();
    this.hosts = hosts;
    for (PoolNode node : proxies.nodes()) {
      names.put(cluster.nodeTopic(node.name()), node.name());
    }
    hosts.forEach(host -> owners.put(host, NOBODY));
  }

  /** Looks again; lines about what changed, none if nothing did. */
  List<String> update() {
    Map<Data, String> now = new LinkedHashMap<>();
    Map<String, Integer> shares = new TreeMap<>();
    Map<String, List<String>> moves = new TreeMap<>();
    for (Data host : hosts) {
      String before = owners.get(host);
      String after = names.getOrDefault(proxies.hrwTopic(host), NOBODY);
      now.put(host, after);
      shares.merge(after, 1, Integer::sum);
      if (!after.equals(before)) {
        moves
            .computeIfAbsent(before + " to " + after, way -> new ArrayList<>())
            .add(host.toString());
      }
    }
    owners = now;
    if (moves.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    moves.forEach(
        (way, moved) ->
            lines.add(
                "hosts moved from "
                    + way
                    + ": "
                    + moved.size()
                    + " of "
                    + hosts.size()
                    + names(moved)));
    lines.add("hosts are with " + text(shares));
    return lines;
  }

  /** A few of them. */
  private static String names(List<String> moved) {
    return moved.size() > MAX_NAMES ? "" : ": " + String.join(" ", moved);
  }

  private static String text(Map<String, Integer> shares) {
    List<String> parts = new ArrayList<>();
    shares.forEach((name, count) -> parts.add(name + ": " + count));
    return String.join(", ", parts);
  }
}
