package org.jbroker.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.testkit.Await;

/**
 * Nodes of one layout in this process. The endpoints of nodes that listen are opened first, at any
 * free port, and the layout is made of these; so no port is guessed. Confined to the test's thread.
 */
final class TestCluster implements AutoCloseable {

  static final String HOST = "127.0.0.1";

  /** The limit of whatever should happen soon. */
  static final Duration SOON = Duration.ofSeconds(20);

  /** A thread of Netty's that all groups of a process share; it ends after an idle second. */
  static final String NETTY_SHARED = "globalEventExecutor-.*";

  private final EndpointOptions.Builder endpointOptions =
      EndpointOptions.builder().ignoreBrokerConf(true).forward(false);
  private final Map<String, NodeType> types = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Map<String, Endpoint> opened = new LinkedHashMap<>();
  private final Map<String, Cluster> running = new LinkedHashMap<>();
  private final Map<String, BlockingQueue<ClusterEvent>> events = new LinkedHashMap<>();
  private BiConsumer<String, EndpointOptions.Builder> eachEndpoint = (name, options) -> {};
  private UnaryOperator<ClusterBuilder> customizer = UnaryOperator.identity();
  private BiFunction<String, ClusterOptions.Builder, ClusterOptions.Builder> optionsOf =
      (name, options) -> options;

  /** Lets nodes that are opened from now on notice after 1.5 s that somebody is silent. */
  TestCluster impatient() {
    endpointOptions.heartbeatInterval(Duration.ofMillis(500));
    return this;
  }

  /** Changes the endpoints of nodes that are opened from now on. */
  TestCluster endpoints(UnaryOperator<EndpointOptions.Builder> change) {
    change.apply(endpointOptions);
    return this;
  }

  /** Changes how nodes join from now on. */
  TestCluster joining(UnaryOperator<ClusterBuilder> change) {
    customizer = change;
    return this;
  }

  /** Changes the options of nodes that join from now on, each by its name. */
  TestCluster options(BiFunction<String, ClusterOptions.Builder, ClusterOptions.Builder> change) {
    optionsOf = change;
    return this;
  }

  /** Adds a node to the layout; workers do not listen. */
  TestCluster node(String name, NodeType type) {
    types.put(name, type);
    if (type == NodeType.WORKER || type == NodeType.CONTROL) {
      ports.put(name, 0);
    } else {
      Endpoint endpoint = open(name);
      ports.put(name, endpoint.listen(HOST, 0));
      opened.put(name, endpoint);
    }
    return this;
  }

  /** Changes single endpoints, by the names of nodes. */
  TestCluster eachEndpoint(BiConsumer<String, EndpointOptions.Builder> change) {
    eachEndpoint = change;
    return this;
  }

  private Endpoint open(String name) {
    EndpointOptions.Builder own = endpointOptions.name(name).build().toBuilder();
    eachEndpoint.accept(name, own);
    return Endpoint.open(own.build());
  }

  /** The port that a node is reached at, as the layout will say. */
  int port(String name) {
    return ports.get(name);
  }

  /** Says that a node is reached at another port: a proxy's. */
  TestCluster reachedAt(String name, int port) {
    ports.put(name, port);
    return this;
  }

  /** The layout as all nodes but the one that listens see it. */
  ClusterLayout layout() {
    ClusterLayout.Builder layout = ClusterLayout.builder();
    String manager =
        types.entrySet().stream()
            .filter(entry -> entry.getValue() == NodeType.MANAGER)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("");
    types.forEach(
        (name, type) -> {
          ClusterNode node = ClusterNode.of(name, type, HOST, ports.get(name));
          boolean hasManager = type == NodeType.WORKER || type == NodeType.PROXY;
          layout.node(hasManager && !manager.isEmpty() ? node.withManager(manager) : node);
        });
    return layout.build();
  }

  /** Starts a node, and records its events. */
  Cluster start(String name) {
    return start(name, name);
  }

  /** Starts another process, so to speak, under a name; {@code key} is how the test calls it. */
  Cluster start(String key, String name) {
    BlockingQueue<ClusterEvent> log = new LinkedBlockingQueue<>();
    events.put(key, log);
    ClusterLayout layout = layout();
    Endpoint endpoint = opened.remove(key);
    boolean listens = endpoint != null;
    ClusterOptions options =
        optionsOf
            .apply(
                key,
                ClusterOptions.builder()
                    .retryInterval(Duration.ofMillis(200))
                    .nodes(listens ? silent(layout, name) : layout)
                    .node(name))
            .build();
    ClusterBuilder builder = Cluster.builder().options(options);
    builder.endpoint(listens ? endpoint : open(key));
    Cluster cluster =
        customizer.apply(builder.beforeConnecting(joining -> joining.onEvent(log::add))).join();
    running.put(key, cluster);
    return cluster;
  }

  /** The same with a node that does not listen: its endpoint does so already. */
  private static ClusterLayout silent(ClusterLayout layout, String name) {
    ClusterLayout.Builder copy = ClusterLayout.builder();
    for (ClusterNode node : layout.nodes().values()) {
      boolean self = node.name().equals(name);
      copy.node(
          self
              ? new ClusterNode(
                  node.name(),
                  node.type(),
                  node.ip(),
                  node.zoneId(),
                  0,
                  node.networkInterface(),
                  node.manager(),
                  node.timeMachine(),
                  node.lbFilter())
              : node);
    }
    return copy.build();
  }

  /** Starts all nodes that do not run, in the order of the layout. */
  TestCluster startAll() {
    for (String name : types.keySet()) {
      if (!running.containsKey(name)) {
        start(name);
      }
    }
    return this;
  }

  boolean isRunning(String key) {
    return running.containsKey(key);
  }

  Cluster cluster(String key) {
    return running.get(key);
  }

  /** Opens the endpoint of a node that was stopped again, at its old port. */
  void reopen(String name) {
    reopen(name, ports.get(name));
  }

  /** The same where the layout has the port of a proxy. */
  void reopen(String name, int port) {
    Endpoint endpoint = open(name);
    endpoint.listen(HOST, port);
    opened.put(name, endpoint);
  }

  /** Closes a node. */
  void stop(String key) {
    running.remove(key).close();
  }

  /** All events at a node that nobody took yet. */
  List<ClusterEvent> eventsSoFar(String key) {
    List<ClusterEvent> taken = new ArrayList<>();
    events.get(key).drainTo(taken);
    return taken;
  }

  /** The next event at a node. */
  ClusterEvent nextEvent(String key) throws InterruptedException {
    ClusterEvent event = events.get(key).poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new AssertionError("no event at " + key + "; members: " + cluster(key).members());
    }
    return event;
  }

  /** The next event of a type at a node; others are skipped. */
  <T extends ClusterEvent> T nextOf(String key, Class<T> type) throws InterruptedException {
    while (true) {
      ClusterEvent event = nextEvent(key);
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  /** The next coming or going at a node, which has to be a coming. */
  NodeUp nextUp(String key) throws InterruptedException {
    return (NodeUp) nextChange(key);
  }

  /** The next coming or going at a node, which has to be a going. */
  NodeDown nextDown(String key) throws InterruptedException {
    return (NodeDown) nextChange(key);
  }

  private ClusterEvent nextChange(String key) throws InterruptedException {
    while (true) {
      ClusterEvent event = nextEvent(key);
      if (event instanceof NodeUp || event instanceof NodeDown) {
        return event;
      }
    }
  }

  /** All events up to this one. */
  List<ClusterEvent> eventsUntil(String key, ClusterEvent last) throws InterruptedException {
    List<ClusterEvent> taken = new ArrayList<>();
    do {
      taken.add(nextEvent(key));
    } while (!taken.get(taken.size() - 1).equals(last));
    return taken;
  }

  /** Waits until a node sees exactly these. */
  void awaitMembers(String key, String... names) {
    Await.value(
        SOON,
        key + " sees " + List.of(names),
        () -> memberNames(key),
        seen -> seen.equals(new TreeSet<>(List.of(names))));
  }

  Set<String> memberNames(String key) {
    Set<String> names = new TreeSet<>();
    cluster(key).members().forEach(member -> names.add(member.name()));
    return names;
  }

  @Override
  public void close() {
    running.values().forEach(Cluster::close);
    opened.values().forEach(Endpoint::close);
  }
}
