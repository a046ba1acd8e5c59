package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.TestCluster.HOST;
import static org.jbroker.cluster.TestCluster.SOON;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeRefused;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Eight nodes, two of which speak version 1, with a faulty network between them: nodes leave and
 * come back, connections break, hosts vanish without a word. Whenever it is quiet, everybody sees
 * exactly who is there, and has been told so without a contradiction.
 */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class ClusterChaosTest {

  private static final Map<String, NodeType> NODES = new LinkedHashMap<>();

  static {
    NODES.put("manager", NodeType.MANAGER);
    NODES.put("logger-1", NodeType.LOGGER);
    NODES.put("logger-2", NodeType.LOGGER);
    NODES.put("proxy-1", NodeType.PROXY);
    NODES.put("proxy-2", NodeType.PROXY);
    NODES.put("worker-1", NodeType.WORKER);
    NODES.put("worker-2", NodeType.WORKER);
    NODES.put("worker-3", NodeType.WORKER);
  }

  private static final Set<String> OLD = Set.of("proxy-2", "worker-3");

  @ParameterizedTest
  @ValueSource(longs = 1)
  void everybodyAgreesWheneverItIsQuiet(long seed) throws Exception {
    run(SeededRandom.of(seed), 20);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9})
  void everybodyAgreesWheneverItIsQuietForLong(long seed) throws Exception {
    run(SeededRandom.of(seed), 200);
  }

  private static void run(SeededRandom random, int steps) throws Exception {
    try (World world = new World(random)) {
      List<String> order = new ArrayList<>(NODES.keySet());
      Collections.shuffle(order, random);
      order.forEach(world::start);
      world.settle();
      for (int step = 0; step < steps; step++) {
        world.step();
        if (random.chance(0.3)) {
          world.settle();
        }
      }
      world.settle();
      for (String name : NODES.keySet()) {
        assertThat(world.nodes.cluster(name).awaitStarted(SOON)).as(random + ": " + name).isTrue();
      }
    }
  }

  /** The nodes, and a proxy in front of each that listens. */
  private static final class World implements AutoCloseable {
    final SeededRandom random;
    final TestCluster nodes = new TestCluster().impatient();
    final Map<String, FaultProxy> networks = new HashMap<>();
    final Map<String, Integer> ports = new HashMap<>();
    final Map<String, Map<String, EndpointId>> told = new HashMap<>();
    final List<String> history = new ArrayList<>();

    World(SeededRandom random) {
      this.random = random;
      nodes.eachEndpoint(
          (name, options) -> options.maxProtocolVersion(OLD.contains(name) ? 1 : 64));
      NODES.forEach(
          (name, type) -> {
            nodes.node(name, type);
            if (nodes.port(name) != 0) {
              ports.put(name, nodes.port(name));
              FaultProxy network = FaultProxy.to(HOST, nodes.port(name));
              networks.put(name, network);
              nodes.reachedAt(name, network.port());
            }
          });
    }

    void start(String name) {
      nodes.start(name);
      told.put(name, new HashMap<>());
    }

    void step() {
      String name = List.copyOf(NODES.keySet()).get(random.nextInt(NODES.size()));
      FaultProxy network = networks.get(name);
      int dice = random.nextInt(10);
      if (dice < 5) {
        restart(name);
      } else if (network != null && dice < 9) {
        history.add("cut " + name);
        network.cutAll();
      } else if (network != null) {
        history.add("vanish " + name);
        network.links().forEach(link -> link.set(Fault.blackHole()));
      }
    }

    /** Stops it, and, mostly at the next time, starts it with a new id. */
    void restart(String name) {
      if (nodes.isRunning(name)) {
        history.add("stop " + name);
        nodes.stop(name);
      }
      if (random.chance(0.5)) {
        comeBack(name);
      }
    }

    private void comeBack(String name) {
      history.add("start " + name);
      if (ports.containsKey(name)) {
        nodes.reopen(name, ports.get(name));
      }
      start(name);
    }

    /** Everybody is there, and everybody sees so. */
    void settle() throws InterruptedException {
      NODES.keySet().stream().filter(name -> !nodes.isRunning(name)).forEach(this::comeBack);
      try {
        for (String name : NODES.keySet()) {
          Map<String, EndpointId> expected = neighbours(name);
          Await.value(SOON, name, () -> seen(name), expected::equals);
          listen(name, expected);
        }
      } catch (AssertionError e) {
        throw new AssertionError(random + ": " + history, e);
      }
      Await.until(SOON, random + ": pools agree after " + history, this::poolsAgree);
      history.add("settled");
    }

    /** A host that vanished may still be found out, so this may take a moment. */
    private boolean poolsAgree() {
      List<Pool> pools =
          Stream.of("worker-1", "worker-2", "worker-3")
              .map(name -> nodes.cluster(name).pools().proxyPool())
              .toList();
      for (int key = 0; key < 50; key++) {
        Object some = key;
        Set<String> chosen = pools.stream().map(p -> p.hrwTopic(some)).collect(Collectors.toSet());
        if (chosen.size() != 1 || chosen.contains("")) {
          return false;
        }
      }
      return true;
    }

    private Map<String, EndpointId> neighbours(String name) {
      ClusterLayout layout = nodes.layout();
      Map<String, EndpointId> result = new TreeMap<>();
      for (String other : NODES.keySet()) {
        if (connects(layout, name, other) || connects(layout, other, name)) {
          result.put(other, nodes.cluster(other).endpoint().id());
        }
      }
      return result;
    }

    private static boolean connects(ClusterLayout layout, String from, String to) {
      return ConnectionPlan.of(layout, layout.nodes().get(from)).stream()
          .anyMatch(node -> node.name().equals(to));
    }

    private Map<String, EndpointId> seen(String name) {
      Map<String, EndpointId> result = new TreeMap<>();
      nodes.cluster(name).members().forEach(member -> result.put(member.name(), member.id()));
      return result;
    }

    /** What a node was told adds up to what is. */
    private void listen(String name, Map<String, EndpointId> expected) throws InterruptedException {
      Map<String, EndpointId> up = told.get(name);
      nodes.eventsSoFar(name).forEach(event -> note(up, event));
      while (!new TreeMap<>(up).equals(expected)) {
        note(up, nodes.nextEvent(name));
      }
    }

    private static void note(Map<String, EndpointId> up, ClusterEvent event) {
      if (event instanceof NodeUp node) {
        assertThat(up.put(node.name(), node.id())).as("up twice: " + event).isNull();
      } else if (event instanceof NodeDown node) {
        assertThat(up.remove(node.name())).isEqualTo(node.id());
      } else {
        assertThat(event).isNotInstanceOf(NodeRefused.class);
      }
    }

    @Override
    public void close() {
      networks.values().forEach(FaultProxy::cutAll);
      nodes.close();
      networks.values().forEach(FaultProxy::close);
    }
  }
}
