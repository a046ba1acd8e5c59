package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.ClusterStarted;
import org.jbroker.cluster.ClusterEvent.NodeFullyConnected;
import org.jbroker.cluster.StartTracker.Effect;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When nodes are fully connected and the cluster has started. */
class StartTrackerTest {

  private static final ClusterLayout LAYOUT =
      ClusterLayout.parse(
          """
          nodes:
            boss: {type: manager, ip: 10.0.0.1, port: 1}
            log: {type: logger, ip: 10.0.0.1, port: 2}
            log-2: {type: logger, ip: 10.0.0.1, port: 3, manager: boss}
            p: {type: proxy, ip: 10.0.0.1, port: 4, manager: boss}
            w: {type: worker, ip: 10.0.0.1, manager: boss}
            ctl: {type: control, ip: 10.0.0.1, port: 5}
            tm: {type: time_machine, ip: 10.0.0.1, port: 6}
          """);

  private static final Effect STARTED = new Effect.Raise(new ClusterStarted());
  private static final Effect BROADCAST = new Effect.Broadcast();

  private static EndpointId id(String name) {
    return new EndpointId(7, name.hashCode());
  }

  private static StartTracker tracker(String name) {
    return new StartTracker(LAYOUT, name, id(name));
  }

  private static NodeFullyConnected full(String name, boolean resending) {
    return new NodeFullyConnected(name, id(name), resending);
  }

  private static Effect raise(String name, boolean resending) {
    return new Effect.Raise(full(name, resending));
  }

  private static Effect report(String name, boolean resending) {
    return new Effect.Report("boss", full(name, resending));
  }

  private static Effect tell(String name) {
    return new Effect.Tell(id(name));
  }

  private static List<Effect> up(StartTracker tracker, String... names) {
    List<Effect> effects = new ArrayList<>();
    for (String name : names) {
      effects.addAll(tracker.nodeUp(name, id(name)));
    }
    return effects;
  }

  private static List<Effect> reports(StartTracker tracker, String name, boolean resending) {
    return tracker.report(full(name, resending), true);
  }

  /** A manager that has started its cluster. */
  private static StartTracker startedManager() {
    StartTracker boss = tracker("boss");
    boss.begin();
    up(boss, "log", "log-2", "p", "w");
    reports(boss, "log-2", false);
    reports(boss, "p", false);
    assertThat(reports(boss, "w", false)).containsExactly(raise("w", false), STARTED, BROADCAST);
    return boss;
  }

  @Test
  void workerIsFullyConnectedWhenItHasSeenAllWhomItConnectsTo() {
    StartTracker worker = tracker("w");

    assertThat(worker.begin()).isEmpty();
    assertThat(up(worker, "boss", "log", "tm", "log-2")).isEmpty();
    assertThat(worker.isFullyConnected()).isFalse();
    assertThat(up(worker, "p")).containsExactly(raise("w", false), report("w", false));
    assertThat(worker.isFullyConnected()).isTrue();
  }

  @Test
  void whoWasSeenCountsThoughItIsDown() {
    StartTracker worker = tracker("w");
    up(worker, "boss", "log", "log-2");
    worker.nodeDown("log");

    assertThat(up(worker, "p")).contains(report("w", false));
    assertThat(up(worker, "log")).isEmpty();
  }

  @Test
  void managerThatComesBackIsToldWhetherTheClusterHadStarted() {
    StartTracker worker = tracker("w");
    up(worker, "log", "log-2", "p", "boss");
    worker.nodeDown("boss");
    assertThat(up(worker, "boss")).containsExactly(raise("w", false), report("w", false));
    assertThat(worker.clusterStarted()).containsExactly(STARTED);
    worker.nodeDown("boss");

    assertThat(up(worker, "boss")).containsExactly(raise("w", true), report("w", true));
  }

  @Test
  void loggerWithAManagerWaitsForIt() {
    StartTracker logger = tracker("log-2");

    assertThat(logger.begin()).isEmpty();
    assertThat(up(logger, "w")).isEmpty();
    assertThat(up(logger, "boss")).containsExactly(raise("log-2", false), report("log-2", false));
  }

  @Test
  void loggerWithoutAManagerIsFullyConnectedAtOnce() {
    StartTracker logger = tracker("log");

    assertThat(logger.begin()).containsExactly(raise("log", false));
    assertThat(up(logger, "boss", "w")).isEmpty();
    assertThat(logger.clusterStarted()).containsExactly(STARTED);
  }

  @Test
  void managerWithoutLoggersIsFullyConnectedAtOnceAndStartsAlone() {
    ClusterLayout alone = ClusterLayout.parse("nodes: {m: {type: manager, ip: 10.0.0.1}}");
    StartTracker boss = new StartTracker(alone, "m", id("m"));

    assertThat(boss.begin()).containsExactly(raise("m", false), STARTED, BROADCAST);
  }

  @Test
  void clusterStartsWhenEverybodyReported() {
    assertThat(startedManager().isStarted()).isTrue();
  }

  @Test
  void clusterStartsOnce() {
    StartTracker boss = startedManager();
    boss.nodeDown("w");
    up(boss, "w");

    assertThat(reports(boss, "w", true)).containsExactly(raise("w", true));
    assertThat(boss.clusterStarted()).isEmpty();
  }

  @Test
  void nodeHearsOfTheStartOnce() {
    StartTracker worker = tracker("w");

    assertThat(worker.clusterStarted()).containsExactly(STARTED);
    assertThat(worker.clusterStarted()).isEmpty();
  }

  @Test
  void nodeThatReportsAfterTheStartIsTold() {
    StartTracker boss = startedManager();
    boss.nodeDown("w");
    boss.nodeDown("log");
    up(boss, "w");

    assertThat(reports(boss, "w", false)).containsExactly(raise("w", false), tell("w"));
    assertThat(up(boss, "log")).containsExactly(raise("log", false), tell("log"));
  }

  @Test
  void restartedManagerAdoptsTheStartAndTellsWhoDoesNotKnow() {
    StartTracker boss = tracker("boss");
    boss.begin();
    up(boss, "p", "w", "log-2", "log");
    assertThat(reports(boss, "p", false)).containsExactly(raise("p", false));

    assertThat(reports(boss, "w", true)).containsExactly(raise("w", true), tell("log"), tell("p"));
    assertThat(boss.isStarted()).isTrue();
    assertThat(reports(boss, "log-2", true)).containsExactly(raise("log-2", true));
  }

  @Test
  void reportOfANewcomerThatHasToWaitCountsWhenItIsUp() {
    StartTracker boss = tracker("boss");
    boss.begin();

    assertThat(reports(boss, "w", false)).isEmpty();
    assertThat(up(boss, "w")).containsExactly(raise("w", false));
  }

  @Test
  void reportOfANewcomerThatLeavesIsVoid() {
    StartTracker boss = tracker("boss");
    reports(boss, "w", false);
    boss.peerLost(id("w"));

    assertThat(up(boss, "w")).isEmpty();
  }

  @Test
  void reportsOfStrangersAndForOthersDoNotCount() {
    StartTracker boss = tracker("boss");
    up(boss, "w");

    assertThat(boss.report(full("w", false), false)).isEmpty();
    assertThat(boss.report(new NodeFullyConnected("w", id("p"), true), true)).isEmpty();
    assertThat(up(boss, "p")).isEmpty();
    assertThat(boss.isStarted()).isFalse();
  }

  @Test
  void onlyManagersTakeReports() {
    StartTracker proxy = tracker("p");
    up(proxy, "w");

    assertThat(reports(proxy, "w", true)).isEmpty();
  }

  /** Nodes and links in random order: whoever is up in the end knows that the cluster started. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everybodyLearnsOfTheStartWhateverRestarts(long seed) {
    SeededRandom random = SeededRandom.of(seed);
    for (int round = 0; round < 100; round++) {
      new World(random).run();
    }
  }

  /** The nodes of the layout, with links that carry at once what is sent while they are up. */
  private static final class World {
    final SeededRandom random;
    final List<String> names = List.of("boss", "log", "log-2", "p", "w");
    final Map<String, StartTracker> nodes = new HashMap<>();
    final Map<String, EndpointId> ids = new HashMap<>();
    final Map<String, Integer> startsSeen = new HashMap<>();
    final List<List<String>> links = new ArrayList<>();
    int serial;
    boolean anyStarted;

    World(SeededRandom random) {
      this.random = random;
    }

    void run() {
      for (int step = 0; step < 40; step++) {
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(6)) {
          case 0 -> restart(name);
          case 1 -> disconnect(name, names.get(random.nextInt(names.size())));
          default -> connect(name, names.get(random.nextInt(names.size())));
        }
      }
      List<String> order = new ArrayList<>(names);
      Collections.shuffle(order, random);
      order.stream().filter(name -> !nodes.containsKey(name)).forEach(this::restart);
      order.forEach(a -> order.forEach(b -> connect(a, b)));
      for (String name : names) {
        assertThat(nodes.get(name).isStarted()).as(random + ": " + name).isTrue();
        assertThat(nodes.get(name).isFullyConnected()).as(random + ": " + name).isTrue();
        assertThat(startsSeen.getOrDefault(name, 0)).as(random + ": " + name).isBetween(0, 1);
      }
    }

    /** The last one that knew of the start must not go, or the cluster rightly starts again. */
    private boolean wouldForget(String name) {
      return anyStarted
          && names.stream()
              .filter(other -> !other.equals(name) && !other.equals("log"))
              .map(nodes::get)
              .noneMatch(node -> node != null && node.isStarted());
    }

    void restart(String name) {
      if (wouldForget(name)) {
        return;
      }
      names.forEach(other -> disconnect(name, other));
      EndpointId id = new EndpointId(9, serial++);
      StartTracker node = new StartTracker(LAYOUT, name, id);
      nodes.put(name, node);
      ids.put(name, id);
      startsSeen.remove(name);
      perform(name, node.begin());
    }

    private static boolean connects(String from, String to) {
      return ConnectionPlan.of(LAYOUT, LAYOUT.nodes().get(from)).stream()
          .anyMatch(node -> node.name().equals(to));
    }

    void connect(String from, String to) {
      List<String> link = List.of(from, to);
      if (!connects(from, to)
          || links.contains(link)
          || !nodes.containsKey(from)
          || !nodes.containsKey(to)) {
        return;
      }
      links.add(link);
      perform(from, nodes.get(from).nodeUp(to, ids.get(to)));
      perform(to, nodes.get(to).nodeUp(from, ids.get(from)));
    }

    void disconnect(String a, String b) {
      if (links.remove(List.of(a, b)) || links.remove(List.of(b, a))) {
        nodes.get(a).peerLost(ids.get(b));
        nodes.get(a).nodeDown(b);
        nodes.get(b).peerLost(ids.get(a));
        nodes.get(b).nodeDown(a);
      }
    }

    void perform(String name, List<Effect> effects) {
      for (Effect effect : effects) {
        if (effect instanceof Effect.Raise raise && raise.event() instanceof ClusterStarted) {
          startsSeen.merge(name, 1, Integer::sum);
          anyStarted = true;
        } else if (effect instanceof Effect.Report report && linked(name, "boss")) {
          boolean isPeer = true;
          perform("boss", nodes.get("boss").report(report.event(), isPeer));
        } else if (effect instanceof Effect.Tell tell) {
          names.stream()
              .filter(other -> tell.id().equals(ids.get(other)) && linked(name, other))
              .forEach(other -> perform(other, nodes.get(other).clusterStarted()));
        } else if (effect instanceof Effect.Broadcast) {
          names.stream()
              .filter(other -> linked(name, other))
              .forEach(other -> perform(other, nodes.get(other).clusterStarted()));
        }
      }
    }

    private boolean linked(String a, String b) {
      return links.contains(List.of(a, b)) || links.contains(List.of(b, a));
    }
  }
}
