package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.ProcessCluster.SOON;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jbroker.data.Data;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A manager, two loggers, two proxies and three workers, each a process, one of which speaks
 * version 1 only: started in any order, killed, started again. Every survivor is asked each time.
 */
@NoLeaks
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EightProcessesTest {

  private static final int KEYS = 64;

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  @TempDir Path directory;

  /** What was put into the store. */
  private final Map<String, String> stored = new LinkedHashMap<>();

  private ProcessCluster nodes;
  private SeededRandom random;

  @Test
  void survivesTheDeathOfANodeOfEachType() throws IOException {
    random = dump.random(8);
    run(1);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void survivesManyDeaths(long seed) throws IOException {
    random = dump.random(seed);
    run(3);
  }

  private void run(int rounds) throws IOException {
    try (ProcessCluster all =
        new ProcessCluster(directory, dump)
            .node("manager", NodeType.MANAGER)
            .node("logger-1", NodeType.LOGGER)
            .node("logger-2", NodeType.LOGGER)
            .node("proxy-1", NodeType.PROXY)
            .node("proxy-2", NodeType.PROXY)
            .node("worker-1", NodeType.WORKER)
            .node("worker-2", NodeType.WORKER)
            .node("worker-3", NodeType.WORKER)) {
      nodes = all;
      nodes.versionOne(any(nodes.names()));
      startInAnyOrder();
      for (int round = 0; round < rounds; round++) {
        List<NodeType> types =
            new ArrayList<>(
                List.of(NodeType.MANAGER, NodeType.LOGGER, NodeType.PROXY, NodeType.WORKER));
        Collections.shuffle(types, random);
        for (NodeType type : types) {
          killAndStartAgain(any(nodes.names(type)));
        }
      }
      aLoggerLeavesPolitelyAndNothingIsLost(any(nodes.names(NodeType.LOGGER)));
    }
  }

  private String any(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }

  private void startInAnyOrder() {
    List<String> order = new ArrayList<>(nodes.names());
    Collections.shuffle(order, random);
    order.forEach(nodes::start);
    for (String name : nodes.names()) {
      nodes.awaitEvent(name, "started");
      assertThat(nodes.query(name, "started")).as(name).isEqualTo("true true");
    }
    everybodySees(new HashSet<>(nodes.names()));
    put(any(nodes.names()));
    storesAreEqual();
  }

  private void killAndStartAgain(String victim) {
    List<String> before = owners(nodes.names());
    String oldId = nodes.id(victim);
    nodes.kill(victim);

    List<String> survivors = nodes.names().stream().filter(nodes::isRunning).toList();
    for (String name : nodes.neighbours(victim)) {
      nodes.awaitEvent(name, "down " + victim + " " + oldId);
    }
    everybodySees(new HashSet<>(survivors));
    onlyKeysOfTheDeadMoved(before, owners(survivors), victim);
    if (nodes.type(victim) != NodeType.MANAGER) {
      put(any(survivors));
      storesAreEqual();
    }

    nodes.start(victim);
    String newId = nodes.id(victim);
    assertThat(newId).isNotEqualTo(oldId);
    for (String name : nodes.neighbours(victim)) {
      nodes.awaitEvent(name, "up " + victim + " " + newId);
    }
    nodes.await(victim, "started", "true true"::equals);
    everybodySees(new HashSet<>(nodes.names()));
    assertThat(owners(nodes.names())).as("keys return").isEqualTo(before);
    put(any(nodes.names()));
    storesAreEqual();
    eachChangeWasToldOnce(victim, oldId, newId);
    if (nodes.type(victim) == NodeType.MANAGER) {
      theRestartedManagerAdoptsTheStart(victim);
    }
  }

  private void eachChangeWasToldOnce(String victim, String oldId, String newId) {
    for (String name : nodes.names()) {
      boolean meets = nodes.neighbours(victim).contains(name);
      assertThat(nodes.events(name, "down " + victim + " " + oldId))
          .as(name)
          .hasSize(meets ? 1 : 0);
      assertThat(nodes.events(name, "up " + victim + " " + newId)).as(name).hasSize(meets ? 1 : 0);
    }
    // Whoever never died saw the cluster start once; who came back was told once, or knew.
    for (String name : nodes.names()) {
      assertThat(nodes.events(name, "started")).as(name).hasSizeLessThanOrEqualTo(1);
    }
  }

  private void theRestartedManagerAdoptsTheStart(String manager) {
    for (String name : nodes.neighbours(manager)) {
      if (nodes.type(name) != NodeType.LOGGER) {
        nodes.awaitEvent(manager, "full " + name + " true");
      }
    }
    assertThat(nodes.events(manager, "started")).isEmpty();
  }

  /** Members, counts and turns are right at each of them. */
  private void everybodySees(Set<String> alive) {
    for (String name : alive) {
      TreeSet<String> expected = new TreeSet<>(nodes.neighbours(name));
      expected.retainAll(alive);
      nodes.await(name, "members", String.join(" ", expected)::equals);
      assertThat(nodes.query(name, "counts")).as(name).isEqualTo(counts(expected));
      TreeSet<String> workers = new TreeSet<>(expected);
      workers.removeIf(other -> nodes.type(other) != NodeType.WORKER);
      if (nodes.type(name) == NodeType.WORKER) {
        workers.add(name); // A node counts itself alive for round robin.
      }
      String turns = nodes.query(name, "turns " + 2 * workers.size());
      List<String> twice = new ArrayList<>(workers);
      twice.addAll(workers);
      assertThat(turns.split(" ")).as(name).containsExactlyInAnyOrderElementsOf(twice);
    }
  }

  private String counts(Set<String> members) {
    List<String> counts = new ArrayList<>();
    for (NodeType type :
        List.of(NodeType.LOGGER, NodeType.MANAGER, NodeType.PROXY, NodeType.WORKER)) {
      counts.add(Long.toString(members.stream().filter(m -> nodes.type(m) == type).count()));
    }
    return String.join(" ", counts);
  }

  /** The owner of each key, about whom all agree who are no proxies themselves. */
  private List<String> owners(List<String> asked) {
    List<String> owners = null;
    for (String name : asked) {
      if (nodes.type(name) != NodeType.PROXY) {
        List<String> said = Arrays.asList(nodes.query(name, "owners " + KEYS).split(" "));
        owners = owners == null ? said : owners;
        assertThat(said).as(name).isEqualTo(owners);
      }
    }
    assertThat(owners).isEqualTo(computed(asked));
    return owners;
  }

  /** The same, from the rules alone. */
  private List<String> computed(List<String> alive) {
    ClusterPools pools =
        new ClusterPools(ClusterOptions.builder().nodes(nodes.layout()).node("worker-1").build());
    pools.settle();
    alive.forEach(pools::nodeUp);
    List<String> owners = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      String topic = pools.proxyPool().hrwTopic(Data.count(key));
      owners.add(topic.replaceFirst("^.*/(.+)/$", "$1"));
    }
    return owners;
  }

  private static void onlyKeysOfTheDeadMoved(
      List<String> before, List<String> after, String victim) {
    for (int key = 0; key < KEYS; key++) {
      if (before.get(key).equals(victim)) {
        assertThat(after.get(key)).isNotEqualTo(victim);
      } else {
        assertThat(after.get(key)).as("key " + key).isEqualTo(before.get(key));
      }
    }
  }

  private void put(String name) {
    String key = "k" + stored.size();
    String value = "of-" + name + "-" + stored.size();
    assertThat(nodes.query(name, "put " + key + " " + value)).as(name).isEqualTo("durable");
    stored.put(key, value);
  }

  private void storesAreEqual() {
    String expected = new TreeMap<>(stored).toString();
    for (String name : nodes.names()) {
      if (nodes.isRunning(name)) {
        nodes.await(name, "store", expected::equals);
      }
    }
  }

  private void aLoggerLeavesPolitelyAndNothingIsLost(String leaver) throws IOException {
    int batches = 5;
    int perBatch = 200;
    List<String> writers =
        nodes.names().stream().filter(name -> nodes.type(name) != NodeType.LOGGER).toList();
    Map<Integer, String> asked = new LinkedHashMap<>();
    for (int batch = 0; batch < batches; batch++) {
      for (String writer : writers) {
        asked.put(nodes.ask(writer, "log b" + batch + " " + perBatch), writer);
      }
      if (batch == batches / 2) {
        nodes.beginToLeave(leaver);
      }
    }
    asked.forEach(
        (question, writer) ->
            assertThat(nodes.answer(writer, question)).isEqualTo(Integer.toString(perBatch)));
    nodes.awaitLeft(leaver);
    Set<String> expected = new TreeSet<>();
    for (String writer : writers) {
      for (int batch = 0; batch < batches; batch++) {
        for (int i = 0; i < perBatch; i++) {
          expected.add("b" + batch + "-" + writer + "-" + i);
        }
      }
    }
    Await.until(
        SOON, "all records are written, once", () -> messages().equals(new ArrayList<>(expected)));
  }

  /** The messages of all records, sorted. */
  private List<String> messages() {
    try {
      return nodes.logged().stream().map(line -> line.replaceFirst("^.*\t", "")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
