package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeRefused;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of membership, one by one and in random order. */
class MembershipTest {

  private static final long HOLD_NANOS = 1000;
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final EndpointId SELF = new EndpointId(1, 0);
  private static final EndpointId A = new EndpointId(2, 1);
  private static final EndpointId B = new EndpointId(2, 2);
  private static final EndpointId C = new EndpointId(2, 3);
  private static final ClusterLayout LAYOUT =
      ClusterLayout.builder()
          .node(ClusterNode.of("boss", NodeType.MANAGER, "10.0.0.1", 1))
          .node(ClusterNode.of("log", NodeType.LOGGER, "10.0.0.1", 2))
          .node(ClusterNode.of("w1", NodeType.WORKER, "10.0.0.1", 0).withManager("boss"))
          .node(ClusterNode.of("w2", NodeType.WORKER, "10.0.0.1", 0).withManager("boss"))
          .build();

  private final Membership membership = new Membership(LAYOUT, "boss", SELF, HOLD_NANOS);

  private List<ClusterEvent> hello(String name, EndpointId id, long nowNanos) {
    return membership.hello(name, id, nowNanos, NOON);
  }

  private List<ClusterEvent> lost(EndpointId id) {
    return membership.peerLost(id, NOON);
  }

  private static NodeRefused refused(String name, EndpointId id, RefusalReason reason) {
    return new NodeRefused(name, id, reason);
  }

  @Test
  void isUpWithItsHelloAndDownWithItsConnection() {
    assertThat(membership.peerAdded(A)).isTrue();
    assertThat(membership.members()).isEmpty();

    assertThat(hello("w1", A, 0)).containsExactly(new NodeUp("w1", A));
    assertThat(membership.members())
        .containsExactly(Map.entry("w1", new ClusterMember("w1", A, NodeType.WORKER, NOON)));

    assertThat(lost(A)).containsExactly(new NodeDown("w1", A));
    assertThat(membership.members()).isEmpty();
    assertThat(lost(A)).isEmpty();
  }

  @Test
  void comesAndGoesOnceHoweverOftenItIsSaid() {
    membership.peerAdded(A);
    assertThat(membership.peerAdded(A)).isFalse();
    hello("w1", A, 0);

    assertThat(hello("w1", A, 1)).isEmpty();
    assertThat(membership.peerAdded(A)).isFalse();
    assertThat(membership.members()).hasSize(1);
  }

  @Test
  void isUpAgainWhenItReconnects() {
    membership.peerAdded(A);
    hello("w1", A, 0);
    lost(A);
    membership.peerAdded(A);

    assertThat(hello("w1", A, 0)).containsExactly(new NodeUp("w1", A));
  }

  @Test
  void ignoresWhoIsNoDirectPeer() {
    assertThat(hello("w1", A, 0)).isEmpty();
    membership.peerAdded(A);
    lost(A);
    assertThat(hello("w1", A, 0)).isEmpty();
    assertThat(membership.peerAdded(SELF)).isFalse();
    assertThat(hello("w1", SELF, 0)).isEmpty();
    assertThat(membership.peerAdded(EndpointId.NIL)).isFalse();
  }

  @Test
  void refusesAnUnknownNameOnceForEachConnection() {
    membership.peerAdded(A);

    assertThat(hello("w9", A, 0)).containsExactly(refused("w9", A, RefusalReason.UNKNOWN_NAME));
    assertThat(hello("w9", A, 0)).isEmpty();
    assertThat(lost(A)).isEmpty();
    membership.peerAdded(A);
    assertThat(hello("w9", A, 0)).hasSize(1);
  }

  @Test
  void ignoresAFloodOfUnknownNames() {
    membership.peerAdded(A);

    long told = IntStream.range(0, 1000).mapToLong(i -> hello("x" + i, A, 0).size()).sum();

    assertThat(told).isEqualTo(Membership.MAX_REFUSALS_PER_PEER);
    assertThat(hello("w1", A, 0)).containsExactly(new NodeUp("w1", A));
  }

  @Test
  void refusesTheNameOfTheLocalNode() {
    membership.peerAdded(A);

    assertThat(hello("boss", A, 0))
        .containsExactly(refused("boss", A, RefusalReason.DUPLICATE_NAME));
  }

  @Test
  void refusesASecondNameOfAPeer() {
    membership.peerAdded(A);
    hello("w1", A, 0);

    assertThat(hello("w2", A, 0))
        .containsExactly(refused("w2", A, RefusalReason.OTHER_NAME_BEFORE));
    assertThat(membership.members()).containsOnlyKeys("w1");
  }

  @Test
  void takesARestartedNodeWhenItsOldConnectionIsLost() {
    membership.peerAdded(A);
    hello("w1", A, 0);
    membership.peerAdded(B);

    assertThat(hello("w1", B, 0)).isEmpty();
    assertThat(membership.contested()).extracting(ClusterMember::id).containsExactly(A);
    assertThat(lost(A)).containsExactly(new NodeDown("w1", A), new NodeUp("w1", B));
    assertThat(membership.contested()).isEmpty();
  }

  @Test
  void refusesADuplicateWhenTheHolderIsFoundAlive() {
    membership.peerAdded(A);
    hello("w1", A, 0);
    membership.peerAdded(B);
    hello("w1", B, 0);

    assertThat(membership.foundAlive("w1"))
        .containsExactly(refused("w1", B, RefusalReason.DUPLICATE_NAME));
    assertThat(membership.foundAlive("w1")).isEmpty();
    assertThat(membership.contested()).isEmpty();
    assertThat(membership.nextDeadlineNanos()).isEmpty();
    assertThat(membership.members().get("w1").id()).isEqualTo(A);
  }

  @Test
  void refusesADuplicateWhenTheHolderIsStillThereInTheEnd() {
    membership.peerAdded(A);
    hello("w1", A, 0);
    membership.peerAdded(B);
    hello("w1", B, 5);

    assertThat(membership.nextDeadlineNanos()).hasValue(5 + HOLD_NANOS);
    assertThat(membership.tick(4 + HOLD_NANOS)).isEmpty();
    assertThat(membership.tick(5 + HOLD_NANOS))
        .containsExactly(refused("w1", B, RefusalReason.DUPLICATE_NAME));
    assertThat(membership.tick(6 + HOLD_NANOS)).isEmpty();
  }

  @Test
  void takesADuplicateThatWasRefusedWhenTheNameBecomesFree() {
    membership.peerAdded(A);
    hello("w1", A, 0);
    membership.peerAdded(B);
    hello("w1", B, 0);
    membership.foundAlive("w1");

    assertThat(lost(A)).containsExactly(new NodeDown("w1", A), new NodeUp("w1", B));
  }

  @Test
  void forgetsANewcomerThatLeavesAgain() {
    membership.peerAdded(A);
    hello("w1", A, 0);
    membership.peerAdded(B);
    hello("w1", B, 0);
    membership.peerAdded(C);
    hello("w1", C, 0);

    assertThat(lost(B)).isEmpty();
    assertThat(lost(A)).containsExactly(new NodeDown("w1", A), new NodeUp("w1", C));
  }

  @Test
  void comparesDeadlinesAcrossAnOverflowOfTheClock() {
    long late = Long.MAX_VALUE - 10;
    membership.peerAdded(A);
    hello("w1", A, late);
    membership.peerAdded(B);
    hello("w1", B, late);

    assertThat(membership.tick(late + 1)).isEmpty();
    assertThat(membership.tick(late + HOLD_NANOS)).hasSize(1);
  }

  @Test
  void catchesUpWithWhoIsConnected() {
    membership.peerAdded(A);
    hello("w1", A, 0);
    membership.peerAdded(B);
    hello("w1", B, 0);

    assertThat(membership.peersAre(Set.of(B, C), NOON))
        .containsExactly(new NodeDown("w1", A), new NodeUp("w1", B));
    assertThat(membership.peers()).containsExactlyInAnyOrder(B, C);
  }

  /**
   * Peers come, say one or several names, and go, in random order. An independent model: a name
   * belongs to the connected peer that claimed it first.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void nameBelongsToWhoClaimedItFirstOfThoseConnected(long seed) {
    SeededRandom random = SeededRandom.of(seed);
    List<String> names = List.of("w1", "w2", "log", "boss", "stranger");
    for (int round = 0; round < 200; round++) {
      Membership machine = new Membership(LAYOUT, "boss", SELF, HOLD_NANOS);
      Map<EndpointId, String> claims = new LinkedHashMap<>();
      Set<EndpointId> connected = new HashSet<>();
      History history = new History();
      long nowNanos = random.nextLong();
      for (int step = 0; step < 60; step++) {
        EndpointId id = new EndpointId(3, random.nextInt(6));
        String name = names.get(random.nextInt(names.size()));
        nowNanos += random.nextInt(300);
        switch (random.nextInt(8)) {
          case 0, 1 -> {
            machine.peerAdded(id);
            connected.add(id);
          }
          case 2, 3, 4 -> {
            history.add(machine.hello(name, id, nowNanos, NOON));
            boolean valid = !name.equals("boss") && !name.equals("stranger");
            if (connected.contains(id) && valid) {
              claims.putIfAbsent(id, name);
            }
          }
          case 5 -> {
            history.add(machine.peerLost(id, NOON));
            connected.remove(id);
            claims.remove(id);
          }
          case 6 -> history.add(machine.tick(nowNanos));
          default -> history.add(machine.foundAlive(name));
        }
        assertThat(ids(machine.members()))
            .as(() -> random + ": " + history)
            .isEqualTo(holders(claims));
        assertThat(history.up).as(() -> random + ": " + history).isEqualTo(holders(claims));
        assertThat(machine.peers()).isEqualTo(connected);
      }
      history.add(machine.tick(nowNanos + HOLD_NANOS));
      assertThat(machine.nextDeadlineNanos()).isEmpty();
      assertThat(machine.contested()).isEmpty();
      for (EndpointId id : List.copyOf(connected)) {
        history.add(machine.peerLost(id, NOON));
      }
      assertThat(history.up).isEmpty();
    }
  }

  private static Map<String, EndpointId> ids(Map<String, ClusterMember> members) {
    Map<String, EndpointId> ids = new HashMap<>();
    members.forEach((name, member) -> ids.put(name, member.id()));
    return ids;
  }

  private static Map<String, EndpointId> holders(Map<EndpointId, String> claims) {
    Map<String, EndpointId> holders = new HashMap<>();
    claims.forEach((id, name) -> holders.putIfAbsent(name, id));
    return holders;
  }

  /** What events say; fails where they contradict each other. */
  private static final class History {
    final Map<String, EndpointId> up = new HashMap<>();
    final List<ClusterEvent> all = new ArrayList<>();

    void add(List<ClusterEvent> events) {
      for (ClusterEvent event : events) {
        all.add(event);
        if (event instanceof NodeUp node) {
          assertThat(up.put(node.name(), node.id())).as(() -> "up twice: " + all).isNull();
        } else if (event instanceof NodeDown node) {
          assertThat(up.remove(node.name())).as(() -> "down: " + all).isEqualTo(node.id());
        } else {
          NodeRefused refused = (NodeRefused) event;
          assertThat(up.get(refused.name())).isNotEqualTo(refused.id());
        }
      }
    }

    @Override
    public String toString() {
      return all.toString();
    }
  }
}
