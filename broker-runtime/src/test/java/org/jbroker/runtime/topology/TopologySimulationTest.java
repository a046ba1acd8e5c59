package org.jbroker.runtime.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Filters;
import org.jbroker.runtime.topology.SimulatedNetwork.Node;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many random networks; after each comes to rest, every view is compared with the truth. */
class TopologySimulationTest {

  @Test
  void everyViewIsTrueWhenTheNetworkComesToRest() {
    for (long seed = 1; seed <= 600; seed++) {
      simulate(seed);
    }
  }

  @Test
  @Tag("long")
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void everyViewIsTrueInManyMoreNetworks() {
    for (long seed = 1_000_000; seed < 1_040_000; seed++) {
      simulate(seed);
    }
  }

  private static void simulate(long seed) {
    try {
      SimulatedNetwork network = new SimulatedNetwork(seed);
      boolean punctual = seed % 2 == 0;
      for (int phase = 0; phase < 3; phase++) {
        for (int i = 0; i < 40; i++) {
          network.disturb();
          network.deliverSome();
          if (i % 8 == 0) {
            if (punctual) {
              network.deliverAll();
            }
            network.pass(Duration.ofSeconds(seed % 30).toNanos());
          }
        }
        network.deliverAll();
        if (punctual) {
          rest(network);
          network.nodes.stream().filter(n -> !n.stub).forEach(n -> verify(network, n));
        }
        // What was under way for longer than origins are remembered comes with the repetition.
        network.pass(0);
        network.pass(Duration.ofMinutes(10).toNanos());
        network.deliverAll();
        rest(network);
        for (Node node : network.nodes) {
          if (!node.stub) {
            verify(network, node);
            verifyForgotten(network, node);
          }
        }
      }
      // An event makes about two announcements, which cross each link once or twice; networks that
      // count to infinity, or defend themselves for ever, are far beyond that.
      assertThat(network.deliveries)
          .as("messages")
          .isLessThan(3 * network.nodes.size() * network.events);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  /** What must wait for a time (a double to outbid, an origin to forget) gets it. */
  private static void rest(SimulatedNetwork network) {
    for (int i = 0; i < 5; i++) {
      network.pass(Duration.ofSeconds(30).toNanos());
      network.deliverAll();
    }
  }

  private static void verify(SimulatedNetwork network, Node node) {
    Topology topology = node.topology;
    Map<Node, Integer> distances = network.distances(node);
    assertThat(topology.reachable())
        .as("reachable from %s", node)
        .containsExactlyInAnyOrderElementsOf(distances.keySet().stream().map(n -> n.id).toList());
    distances.forEach(
        (to, distance) -> {
          assertThat(topology.hops(to.id)).as("%s to %s", node, to).hasValue(distance);
          assertThat(walk(network, node, to)).as("from %s to %s", node, to).isEqualTo(distance);
        });
    verifyFilters(network, node, distances);
  }

  private static void verifyForgotten(SimulatedNetwork network, Node node) {
    assertThat(node.topology.knownOrigins())
        .as("origins that %s remembers", node)
        .isEqualTo((int) network.distances(node).keySet().stream().filter(n -> !n.stub).count());
  }

  /** Follows the next hops, and counts them. */
  private static int walk(SimulatedNetwork network, Node from, Node to) {
    Node at = from;
    int hops = 0;
    while (at != to && hops <= network.nodes.size()) {
      Node next = network.byId.get(at.topology.nextHop(to.id).orElseThrow());
      assertThat(network.linked(at, next)).as("%s is linked to %s", at, next).isTrue();
      at = next;
      hops++;
    }
    return hops;
  }

  private static void verifyFilters(
      SimulatedNetwork network, Node node, Map<Node, Integer> distances) {
    Map<EndpointId, Set<Topic>> routed = new HashMap<>();
    if (node.propagate) {
      distances.forEach(
          (to, distance) -> {
            if (distance > 1 && announces(network, node, to, distances)) {
              EndpointId hop = node.topology.nextHop(to.id).orElseThrow();
              routed.computeIfAbsent(hop, h -> new HashSet<>()).addAll(to.filter);
            }
          });
      routed.values().removeIf(Set::isEmpty);
    }
    Map<EndpointId, Set<Topic>> actual = new HashMap<>();
    node.topology.routedFilters().forEach((hop, f) -> actual.put(hop, new HashSet<>(f)));
    assertThat(actual).as("routed filters of %s", node).isEqualTo(routed);
    for (Node peer : network.neighbours(node)) {
      assertThat(node.topology.filterFor(peer.id))
          .as("what %s tells %s", node, peer)
          .isEqualTo(expectedFor(network, node, peer, distances));
    }
  }

  private static List<Topic> expectedFor(
      SimulatedNetwork network, Node node, Node peer, Map<Node, Integer> distances) {
    Collection<Topic> expected = new ArrayList<>(node.filter);
    if (node.propagate && node.transit && (peer.stub || !peer.propagate)) {
      distances.forEach(
          (to, distance) -> {
            boolean elsewhere =
                to != peer && !node.topology.nextHop(to.id).orElseThrow().equals(peer.id);
            boolean betweenStubs = to.stub && peer.stub && !node.tree;
            boolean known = distance == 1 || announces(network, node, to, distances);
            if (elsewhere && !betweenStubs && known) {
              expected.addAll(to.filter);
            }
          });
    }
    return Filters.minimise(expected);
  }

  /**
   * Whether {@code to} or a neighbour that {@code node} can reach and pass announces its filter.
   */
  private static boolean announces(
      SimulatedNetwork network, Node node, Node to, Map<Node, Integer> distances) {
    return !to.stub && to.propagate
        || network.neighbours(to).stream()
            .anyMatch(n -> !n.stub && n.propagate && n.transit && distances.containsKey(n));
  }
}
