package org.jbroker.runtime.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.takeText;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.forwarding.Net.Via;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is known to be there, and by which way, while links come and go. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class TopologyTest {

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();
  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  /** Adds what happened since to the history of codes, by endpoint. */
  private static void record(StatusSubscriber statuses, Map<EndpointId, List<StatusCode>> history) {
    for (StatusEvent event : statuses.poll()) {
      if (event instanceof Status status) {
        history
            .computeIfAbsent(status.endpoint().orElseThrow().node(), id -> new ArrayList<>())
            .add(status.code());
      }
    }
  }

  private static void awaitHistory(
      StatusSubscriber statuses,
      Map<EndpointId, List<StatusCode>> history,
      EndpointId about,
      StatusCode... codes) {
    Await.value(
        LIMIT,
        "the statuses about " + about,
        () -> {
          record(statuses, history);
          return history.getOrDefault(about, List.of());
        },
        seen -> seen.equals(List.of(codes)));
  }

  @ParameterizedTest
  @CsvSource({"TCP", "LOCAL"})
  void endpointsBehindPeersAreDiscoveredAndReportedUnreachableOnce(Via via) {
    Endpoint a = net.open();
    Endpoint b = net.open();
    Endpoint c = net.open();
    Endpoint d = net.open();
    Endpoint old = net.openV1();
    StatusSubscriber statuses = a.statusSubscriber(true);
    Map<EndpointId, List<StatusCode>> history = new HashMap<>();
    net.chain(via, b, c, d);
    net.link(old, d);

    net.link(a, b, via);

    awaitHistory(statuses, history, b.id(), StatusCode.ENDPOINT_DISCOVERED, StatusCode.PEER_ADDED);
    for (Endpoint far : List.of(c, d, old)) {
      awaitHistory(statuses, history, far.id(), StatusCode.ENDPOINT_DISCOVERED);
    }

    net.cut(c, d, via);
    for (Endpoint far : List.of(d, old)) {
      awaitHistory(
          statuses,
          history,
          far.id(),
          StatusCode.ENDPOINT_DISCOVERED,
          StatusCode.ENDPOINT_UNREACHABLE);
    }

    net.cut(a, b, via);
    awaitHistory(
        statuses,
        history,
        b.id(),
        StatusCode.ENDPOINT_DISCOVERED,
        StatusCode.PEER_ADDED,
        StatusCode.PEER_REMOVED,
        StatusCode.ENDPOINT_UNREACHABLE);
    awaitHistory(
        statuses, history, c.id(), StatusCode.ENDPOINT_DISCOVERED, StatusCode.ENDPOINT_UNREACHABLE);
    assertThat(history).hasSize(4);
  }

  @Test
  void aSecondWayIsNoDiscoveryAndItsEndNoLoss() {
    List<Endpoint> nodes = net.open(4, o -> o);
    StatusSubscriber statuses = nodes.get(0).statusSubscriber(true);
    Map<EndpointId, List<StatusCode>> history = new HashMap<>();
    net.chain(Via.TCP, nodes.toArray(Endpoint[]::new));
    awaitHistory(statuses, history, nodes.get(3).id(), StatusCode.ENDPOINT_DISCOVERED);

    net.link(nodes.get(3), nodes.get(0));
    net.cut(nodes.get(1), nodes.get(2), Via.TCP);

    // Over its own link now.
    Await.until(
        LIMIT,
        () -> nodes.get(0).publish(nodes.get(2).id(), Topic.of("/t"), Data.none()).isClean());
    record(statuses, history);
    assertThat(history.get(nodes.get(2).id())).containsExactly(StatusCode.ENDPOINT_DISCOVERED);
    assertThat(history.get(nodes.get(3).id()))
        .containsExactly(StatusCode.ENDPOINT_DISCOVERED, StatusCode.PEER_ADDED);
  }

  @ParameterizedTest
  @CsvSource({"TCP", "LOCAL"})
  void aNewLinkCutsOffNothingThatWasReachedWithoutIt(Via via) {
    List<Endpoint> nodes = net.open(4, o -> o);
    Endpoint a = nodes.get(0);
    EndpointId far = nodes.get(3).id();
    StatusSubscriber statuses = a.statusSubscriber(true);
    Map<EndpointId, List<StatusCode>> history = new HashMap<>();
    net.chain(via, nodes.toArray(Endpoint[]::new));
    awaitHistory(statuses, history, far, StatusCode.ENDPOINT_DISCOVERED);

    for (int i = 0; i < 20; i++) {
      // For a moment this link is known here and not announced by the other end.
      net.link(a, nodes.get(2), via);
      Await.until(LIMIT, () -> a.publish(far, Topic.of("/t"), Data.none()).isClean());
      net.cut(a, nodes.get(2), via);
    }

    record(statuses, history);
    assertThat(history.get(far)).containsExactly(StatusCode.ENDPOINT_DISCOVERED);
  }

  @Test
  void awaitPeerWaitsForANodeThreeHopsAway() throws Exception {
    List<Endpoint> nodes = net.open(4, o -> o);
    EndpointId far = nodes.get(3).id();
    net.chain(Via.TCP, nodes.get(0), nodes.get(1), nodes.get(2));
    assertThat(nodes.get(0).awaitPeer(far, Duration.ofMillis(20))).isFalse();
    CompletableFuture<Boolean> awaited = nodes.get(0).awaitPeerAsync(far, LIMIT);
    CompletableFuture<Boolean> never =
        nodes.get(0).awaitPeerAsync(EndpointId.random(), Duration.ofDays(1_000_000));

    net.link(nodes.get(2), nodes.get(3));

    assertThat(awaited.get(10, TimeUnit.SECONDS)).isTrue();
    Subscriber there = nodes.get(3).subscriber("/t");
    nodes.get(0).publish(far, Topic.of("/t"), Data.string("three hops"));
    assertThat(takeText(there, 1)).containsExactly("three hops");
    nodes.get(0).close();
    assertThat(never.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(nodes.get(0).awaitPeer(far, LIMIT)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"TCP", "LOCAL"})
  void aRestartWithTheSameIdIsANewLife(Via via) throws Exception {
    EndpointId id = EndpointId.random();
    Endpoint a = net.open(o -> o.propagateSubscriptions(true));
    Endpoint b = net.open(o -> o.propagateSubscriptions(true));
    Subscriber atA = a.subscriber("/t");
    net.link(a, b, via);
    StatusSubscriber statuses = a.statusSubscriber(true);
    Map<EndpointId, List<StatusCode>> history = new HashMap<>();
    for (int life = 1; life <= 3; life++) {
      Endpoint c = net.open(o -> o.id(id).propagateSubscriptions(true));
      Subscriber atC = c.subscriber("/c");
      net.link(c, b, via);
      Net.warmUp(c, atA, "/t");
      Net.warmUp(a, atC, "/c");
      // Its first messages carry the numbers that its last life used.
      for (int n = 0; n < 5; n++) {
        c.publish("/t", life + "." + n);
      }
      assertThat(takeText(atA, 5))
          .containsExactly(life + ".0", life + ".1", life + ".2", life + ".3", life + ".4");
      c.close();
      Await.until(LIMIT, () -> a.publish("/c", 0).accepted() == 0);
    }
    awaitHistory(
        statuses,
        history,
        id,
        StatusCode.ENDPOINT_DISCOVERED,
        StatusCode.ENDPOINT_UNREACHABLE,
        StatusCode.ENDPOINT_DISCOVERED,
        StatusCode.ENDPOINT_UNREACHABLE,
        StatusCode.ENDPOINT_DISCOVERED,
        StatusCode.ENDPOINT_UNREACHABLE);
  }

  @Test
  void whoeverSpreadsOldNewsIsToldTheLatest() {
    Endpoint node = net.open();
    EndpointId origin = EndpointId.random();
    try (ScriptedV64 well = net.v64(node, EndpointId.random());
        ScriptedV64 badly = net.v64(node, EndpointId.random())) {
      well.announce(origin, 5);
      assertThat(badly.awaitAnnouncement(origin)).isEqualTo(5);

      // As an endpoint does that came back with its clock set back: it has to hear of 5 to outbid
      // it.
      badly.announce(origin, 4);

      assertThat(badly.awaitAnnouncement(origin)).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @CsvSource({"TCP,false", "TCP,true", "LOCAL,true"})
  void afterLinksCameAndWentEverybodysViewIsRight(Via via, boolean propagate) throws Exception {
    new Churn(dump.random(47), propagate).run(25, via, via);
  }

  @Test
  void afterLinksOfBothKindsCameAndWentEverybodysViewIsRight() throws Exception {
    new Churn(dump.random(48), true).run(25, Via.TCP, Via.LOCAL);
  }

  @Test
  @Tag("long")
  void afterHundredsOfChangesEverybodysViewIsRight() throws Exception {
    SeededRandom random = dump.random(System.nanoTime());
    for (int i = 0; i < 5; i++) {
      new Churn(random, true).run(150, Via.TCP, Via.LOCAL);
      net.close();
    }
  }

  /** Six endpoints whose links are made and cut at random. */
  private final class Churn {
    private static final int NODES = 6;

    private final SeededRandom random;
    private final List<Endpoint> nodes;
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<StatusSubscriber> statuses = new ArrayList<>();
    private final Map<Set<Integer>, Via> up = new HashMap<>();

    Churn(SeededRandom random, boolean propagate) {
      this.random = random;
      nodes = net.open(NODES, o -> o.propagateSubscriptions(propagate));
      for (int i = 0; i < NODES; i++) {
        subscribers.add(nodes.get(i).subscriber("/to/" + i));
        statuses.add(nodes.get(i).statusSubscriber(true));
      }
    }

    void run(int steps, Via even, Via odd) throws InterruptedException {
      for (int step = 0; step < steps; step++) {
        int i = random.nextInt(NODES);
        int k = (i + 1 + random.nextInt(NODES - 1)) % NODES;
        Via via = (i + k) % 2 == 0 ? even : odd;
        int low = Math.min(i, k);
        int high = Math.max(i, k);
        Set<Integer> pair = Set.of(low, high);
        if (up.remove(pair) != null) {
          net.cut(nodes.get(low), nodes.get(high), via);
        } else {
          net.link(nodes.get(low), nodes.get(high), via);
          up.put(pair, via);
        }
        if (step % 5 == 4) {
          check();
        }
      }
      check();
    }

    private void check() throws InterruptedException {
      for (int i = 0; i < NODES; i++) {
        Set<Integer> island = island(i);
        for (int k = 0; k < NODES; k++) {
          if (k != i) {
            check(i, k, island.contains(k));
          }
        }
      }
    }

    private void check(int from, int to, boolean reachable) throws InterruptedException {
      Endpoint here = nodes.get(from);
      Endpoint there = nodes.get(to);
      Topic topic = Topic.of("/to/" + to);
      Await.until(
          LIMIT,
          "node " + to + " is " + (reachable ? "" : "not ") + "reached from " + from + ": " + up,
          () -> here.publish(there.id(), topic, Data.none()).isClean() == reachable);
      if (reachable) {
        Net.warmUpTo(here, there, subscribers.get(to), topic);
      }
      Await.until(
          LIMIT,
          "the last word of " + from + " on " + to,
          () -> reachable == lastWord(from, there.id()));
    }

    private final Map<Integer, Map<EndpointId, List<StatusCode>>> histories = new HashMap<>();

    /** Whether the other one is there, by the statuses, which have to alternate. */
    private boolean lastWord(int from, EndpointId about) {
      Map<EndpointId, List<StatusCode>> history =
          histories.computeIfAbsent(from, f -> new HashMap<>());
      record(statuses.get(from), history);
      boolean there = false;
      for (StatusCode code : history.getOrDefault(about, List.of())) {
        if (code == StatusCode.ENDPOINT_DISCOVERED || code == StatusCode.ENDPOINT_UNREACHABLE) {
          assertThat(code == StatusCode.ENDPOINT_DISCOVERED)
              .as("discovered and lost in turns: %s", history.get(about))
              .isNotEqualTo(there);
          there = !there;
        }
      }
      return there;
    }

    private Set<Integer> island(int start) {
      Set<Integer> island = new HashSet<>(Set.of(start));
      boolean grown = true;
      while (grown) {
        grown = false;
        for (Set<Integer> pair : up.keySet()) {
          if (pair.stream().anyMatch(island::contains)) {
            grown |= island.addAll(pair);
          }
        }
      }
      return island;
    }
  }
}
