package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.store.engine.service.StoreNet.EAGER;
import static org.jbroker.store.engine.service.StoreNet.SOON;
import static org.jbroker.store.engine.service.StoreNet.settle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.store.engine.service.StoreNet.Way;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two masters of one name. */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class ConflictTest {

  private final StoreNet net = new StoreNet();

  @AfterEach
  void close() {
    net.close();
  }

  private static void requireExists(ThrowingCallable attach) {
    assertThatThrownBy(attach)
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.MASTER_EXISTS));
  }

  @Test
  void aSecondStoreOfTheNameInOneEndpointIsRefusedUntilTheFirstIsClosed() {
    Endpoint endpoint = net.open();
    Store master = endpoint.attachMaster("yoda", Backend.memory());
    requireExists(() -> endpoint.attachMaster("yoda", Backend.memory()));
    assertThat(master.isClosed()).isFalse();
    master.put("k", 1);
    master.close();
    try (Store next = endpoint.attachMaster("yoda", Backend.memory())) {
      assertThat(next.size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aSecondMasterAtADirectPeerIsRefusedUntilTheFirstIsClosed(Way way) throws Exception {
    Endpoint here = net.open(way);
    Endpoint there = net.open(way);
    net.link(there, here, way);
    Store master = here.attachMaster("yoda", Backend.memory());
    Await.until(
        SOON,
        "the master's topic is known",
        () -> there.peerSubscriptions().contains(Wiring.masterTopic("yoda")));
    requireExists(() -> there.attachMaster("yoda", Backend.memory()));
    there.attachMaster("yoda2", Backend.memory()).close();
    Store clone = there.attachClone("yoda", EAGER);
    settle(master, clone);
    clone.close();
    master.close();
    Await.until(
        SOON,
        "the topic is withdrawn",
        () -> !there.peerSubscriptions().contains(Wiring.masterTopic("yoda")));
    there.attachMaster("yoda", Backend.memory()).close();
  }

  /** A partition: a master and a clone at endpoints of their own. */
  private final class Partition {
    final Endpoint masters;
    final Endpoint clones;
    final Store master;
    final Store clone;
    final StatusSubscriber statuses;
    final List<StatusEvent> seen = new ArrayList<>();

    Partition(int version, String mark) throws InterruptedException {
      masters = net.open(o -> o.maxProtocolVersion(version));
      clones = net.open(o -> o.maxProtocolVersion(version));
      masters.forward(Topic.of("yoda"));
      clones.forward(Topic.of("yoda"));
      master = masters.attachMaster("yoda", Backend.memory());
      net.link(clones, masters, Way.TCP_64);
      clone = clones.attachClone("yoda", EAGER);
      statuses = clones.statusSubscriber(false);
      master.put("mark", mark);
      settle(master, clone);
    }

    long conflicts() {
      seen.addAll(statuses.poll());
      return seen.stream()
          .filter(e -> e instanceof BrokerError error && error.code() == ErrorCode.MASTER_EXISTS)
          .count();
    }
  }

  @Test
  void whenTwoPartitionsMeetEachCloneStaysWithItsMasterAndSaysSoOnce() throws Exception {
    meet(64);
  }

  @Test
  @Tag("long")
  void whenTwoPartitionsOfVersion1MeetEachCloneStaysWithItsMaster() throws Exception {
    meet(1);
  }

  private void meet(int version) throws Exception {
    Partition left = new Partition(version, "left");
    Partition right = new Partition(version, "right");
    net.link(left.clones, right.clones, Way.TCP_64);
    Await.until(SOON, "the left is told", () -> left.conflicts() == 1);
    Await.until(SOON, "the right is told", () -> right.conflicts() == 1);
    left.clone.put("by left", 1);
    right.clone.put("by right", 1);
    settle(left.master, left.clone);
    settle(right.master, right.clone);
    assertThat(left.clone.get("mark")).contains(Data.of("left"));
    assertThat(right.clone.get("mark")).contains(Data.of("right"));
    assertThat(left.master.exists("by right")).isFalse();
    assertThat(right.master.exists("by left")).isFalse();
    Await.holds(
        Duration.ofMillis(600),
        "nothing more is told",
        () -> left.conflicts() == 1 && right.conflicts() == 1);
    left.statuses.close();
    right.statuses.close();
  }

  @Test
  void whenOneOfTwoMastersLeavesItsCloneGoesOverToTheOther() throws Exception {
    Partition left = new Partition(64, "left");
    Partition right = new Partition(64, "right");
    net.link(left.clones, right.clones, Way.TCP_64);
    Await.until(SOON, "the left is told", () -> left.conflicts() == 1);
    left.masters.close();
    Await.until(
        SOON,
        "it follows the other",
        () -> left.clone.get("mark").equals(right.master.get("mark")));
    left.clone.put("by left", 1);
    settle(right.master, right.clone, left.clone);
    assertThat(right.clone.exists("by left")).isTrue();
    left.statuses.close();
    right.statuses.close();
  }
}
