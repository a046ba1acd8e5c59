package org.jbroker.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jbroker.EndpointOptions;
import org.jbroker.cluster.log.LoggerOptions;
import org.jbroker.data.Data;
import org.jbroker.store.Store;

/**
 * A node in a process of its own, for {@link ProcessCluster}: prints its events, answers the lines
 * of its standard input, and leaves politely at their end.
 *
 * <pre>
 *   7 members      -->  7 logger-1 manager
 * </pre>
 */
final class NodeMain {

  static final String STORE = "shared";

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final ClusterStore store;

  private NodeMain(Cluster cluster, ClusterStore store) {
    this.cluster = cluster;
    this.store = store;
  }

  /** Layout, node, directory of files, highest version of the protocol. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String node = args[1];
    Path directory = Path.of(args[2]);
    ClusterOptions options =
        ClusterOptions.builder()
            .nodes(ClusterLayout.load(Path.of(args[0])))
            .node(node)
            .retryInterval(Duration.ofMillis(300))
            .defaultStoreDir(directory.toString())
            .loggerOptions(
                LoggerOptions.builder()
                    .directory(directory.resolve(node))
                    .batchInterval(Duration.ofMillis(100))
                    .build())
            .build();
    EndpointOptions endpoint =
        EndpointOptions.builder()
            .ignoreBrokerConf(true)
            .name(node)
            .forward(false)
            .maxProtocolVersion(Integer.parseInt(args[3]))
            .build();
    ClusterStore[] store = new ClusterStore[1];
    try (Cluster cluster =
        Cluster.builder()
            .options(options)
            .endpointOptions(endpoint)
            .beforeConnecting(
                joining -> {
                  joining.onEvent(event -> print("event " + text(event)));
                  store[0] = joining.createStore(STORE, true);
                })
            .join()) {
      print("joined " + cluster.endpoint().id());
      new NodeMain(cluster, store[0]).answer();
    }
    print("left");
  }

  private static String text(ClusterEvent event) {
    if (event instanceof ClusterEvent.NodeUp up) {
      return "up " + up.name() + " " + up.id();
    } else if (event instanceof ClusterEvent.NodeDown down) {
      return "down " + down.name() + " " + down.id();
    } else if (event instanceof ClusterEvent.NodeFullyConnected full) {
      return "full " + full.name() + " " + full.resending();
    }
    return event instanceof ClusterEvent.ClusterStarted ? "started" : event.toString();
  }

  private static synchronized void print(String line) {
    System.out.println(line);
    System.err.println(LocalTime.now() + " " + line); // For whoever reads why a test failed.
  }

  private void answer() throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      print(words[0] + " " + answer(words));
    }
  }

  private String answer(String[] words) throws InterruptedException {
    return switch (words[1]) {
      case "members" -> String.join(" ", memberNames());
      case "counts" ->
          cluster.loggerCount()
              + " "
              + cluster.managerCount()
              + " "
              + cluster.proxyCount()
              + " "
              + cluster.workerCount();
      case "owners" -> owners(Integer.parseInt(words[2]));
      case "turns" -> turns(Integer.parseInt(words[2]));
      case "put" -> put(words[2], words[3]);
      case "store" -> contents();
      case "log" -> log(words[2], Integer.parseInt(words[3]));
      case "started" -> cluster.isFullyConnected() + " " + cluster.isStarted();
      default -> throw new IllegalArgumentException(words[1]);
    };
  }

  private TreeSet<String> memberNames() {
    return cluster.members().stream()
        .map(ClusterMember::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Which proxies the counts from 0 on belong to. */
  private String owners(int keys) {
    return IntStream.range(0, keys)
        .mapToObj(key -> name(cluster.pools().proxyPool().hrwTopic(Data.count(key))))
        .collect(Collectors.joining(" "));
  }

  /** The next workers in turn. */
  private String turns(int count) {
    return IntStream.range(0, count)
        .mapToObj(turn -> name(cluster.pools().workerPool().rrTopic("test")))
        .collect(Collectors.joining(" "));
  }

  private String name(String topic) {
    String prefix = cluster.options().topics().nodeTopicPrefix();
    return topic.isEmpty() ? "-" : topic.substring(prefix.length(), topic.length() - 1);
  }

  /** Whether the entry is durable. */
  private String put(String key, String value) throws InterruptedException {
    if (!store.awaitReady(TIMEOUT)) {
      return "not ready";
    }
    Store handle = store.store().orElseThrow();
    handle.put(key, value);
    return handle.flush(TIMEOUT) ? "durable" : "late";
  }

  private String contents() {
    Map<String, String> sorted = new TreeMap<>();
    store
        .store()
        .ifPresent(
            handle -> handle.snapshot().forEach((k, v) -> sorted.put(k.toString(), v.toString())));
    return sorted.toString();
  }

  /** How many records were taken. */
  private String log(String tag, int records) {
    return Long.toString(
        IntStream.range(0, records)
            .filter(i -> cluster.log(tag + "-" + cluster.options().node() + "-" + i))
            .count());
  }
}
