package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.service.StoreNet.EAGER;
import static org.jbroker.store.engine.service.StoreNet.SOON;
import static org.jbroker.store.engine.service.StoreNet.awaitIdle;
import static org.jbroker.store.engine.service.StoreNet.settle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jbroker.BrokerError;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.StatusSubscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.service.StoreNet.Way;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes first and whatever lies between, a clone finds its master. */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class JoiningTest {

  private final StoreNet net = new StoreNet();

  @AfterEach
  void close() {
    net.close();
  }

  private static void writeFromBothEnds(Store master, Store clone) throws Exception {
    try (EventRecord atClone = new EventRecord(clone)) {
      master.put("by master", 1);
      clone.put("by clone", 2);
      assertThat(clone.putUniqueAsync("unique", 3).get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(clone.putUniqueAsync("unique", 4).get(10, TimeUnit.SECONDS)).isFalse();
      clone.increment("counter", 1);
      clone.increment("counter", 1);
      settle(master, clone);
      atClone.await(StoreEvent.Updated.class, "counter");
    }
    assertThat(clone.get("by master")).contains(Data.of(1));
    assertThat(master.get("by clone")).contains(Data.of(2));
    assertThat(clone.get("unique")).contains(Data.of(3));
    assertThat(master.get("counter")).contains(Data.of(2));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aCloneThatWasAttachedBeforeThePeering(Way way) throws Exception {
    Endpoint here = net.open(way);
    Endpoint there = net.open(way);
    Store clone = there.attachClone("yoda", EAGER);
    clone.put("early", 1);
    Store master = here.attachMaster("yoda", Backend.memory());
    master.put("old", 1);
    net.link(there, here, way);
    assertThat(clone.get("old")).contains(Data.of(1));
    writeFromBothEnds(master, clone);
    assertThat(master.get("early")).contains(Data.of(1));
  }

  /** Some hundred times what one frame may have. */
  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void aStoreThatIsLargerThanAFrame(int version) throws Exception {
    UnaryOperator<EndpointOptions.Builder> small =
        o -> o.maxProtocolVersion(version).maxFrameBytes(4096);
    Endpoint here = net.open(small);
    Endpoint there = net.open(small);
    Store master = here.attachMaster("yoda", Backend.memory());
    for (int i = 0; i < 10_000; i++) {
      master.put(i, "value number " + i);
    }
    net.link(there, here, version == 1 ? Way.TCP_1 : Way.TCP_64);
    Store clone = there.attachClone("yoda", EAGER);
    assertThat(clone.size()).isEqualTo(10_000);
    writeFromBothEnds(master, clone);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aCloneThatIsClosedIsNotWaitedFor(Way way) throws Exception {
    Endpoint here = net.open(way);
    Endpoint there = net.open(way);
    Store master = here.attachMaster("yoda", Backend.memory());
    net.link(there, here, way);
    Store clone = there.attachClone("yoda", EAGER);
    clone.put("k", 1);
    clone.flush();
    clone.close();
    master.put("l", 1);
    assertThat(master.awaitIdle(Duration.ofSeconds(10))).isTrue();
    assertThat(master.get("k")).contains(Data.of(1));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aCloneThatWasAttachedBeforeItsMaster(Way way) throws Exception {
    Endpoint here = net.open(way);
    Endpoint there = net.open(way);
    net.link(there, here, way);
    Store clone = there.attachClone("yoda", EAGER);
    clone.put("early", 1);
    Store master = here.attachMaster("yoda", Backend.memory());
    assertThat(clone.awaitIdle(SOON)).isTrue();
    writeFromBothEnds(master, clone);
    assertThat(master.get("early")).contains(Data.of(1));
  }

  /** The default interval is 10 s; a new peering or master must not wait for it. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void aCloneWithDefaultOptionsJoinsSoonAfterThePeering(Way way) throws Exception {
    Endpoint here = net.open(way);
    Endpoint there = net.open(way);
    Store clone = there.attachClone("yoda", CloneOptions.DEFAULT);
    Store master = here.attachMaster("yoda", Backend.memory());
    net.link(there, here, way);
    assertThat(clone.awaitIdle(SOON)).isTrue();
    writeFromBothEnds(master, clone);
  }

  @ParameterizedTest
  @CsvSource({"64, 64, 64", "1, 1, 1", "64, 1, 64", "1, 64, 1"})
  void throughARelayThatForwardsTheTopics(int masters, int relays, int clones) throws Exception {
    joinThroughRelay(masters, relays, clones);
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 64", "64, 64, 1", "64, 1, 1", "1, 1, 64"})
  @Tag("long")
  void throughARelayBetweenUnequalEndpoints(int masters, int relays, int clones) throws Exception {
    joinThroughRelay(masters, relays, clones);
  }

  private void joinThroughRelay(int masters, int relays, int clones) throws Exception {
    Endpoint here = net.open(o -> o.maxProtocolVersion(masters));
    Endpoint relay = net.open(o -> o.maxProtocolVersion(relays));
    Endpoint there = net.open(o -> o.maxProtocolVersion(clones));
    relay.forward(Topic.of("yoda"));
    Store master = here.attachMaster("yoda", Backend.memory());
    master.put("old", 1);
    net.link(here, relay, Way.TCP_64);
    net.link(there, relay, Way.TCP_64);
    Store clone = there.attachClone("yoda", EAGER);
    assertThat(clone.awaitIdle(SOON)).isTrue();
    assertThat(clone.get("old")).contains(Data.of(1));
    writeFromBothEnds(master, clone);
  }

  @ParameterizedTest
  @CsvSource({"64", "1"})
  void throughRelaysThatPropagateSubscriptions(int version) throws Exception {
    Endpoint[] chain = new Endpoint[4];
    for (int i = 0; i < chain.length; i++) {
      chain[i] =
          net.open(
              o ->
                  o.maxProtocolVersion(version)
                      .propagateSubscriptions(true)
                      .treeTopology(version == 1));
      if (i > 0) {
        net.link(chain[i - 1], chain[i], Way.TCP_64);
      }
    }
    Store clone = chain[3].attachClone("yoda", EAGER);
    Store master = chain[0].attachMaster("yoda", Backend.memory());
    assertThat(clone.awaitIdle(SOON)).isTrue();
    writeFromBothEnds(master, clone);
    Store second = chain[1].attachClone("yoda", EAGER);
    settle(master, clone, second);
  }

  @Test
  void inARingOfEndpointsEachChangeIsAppliedOnce() throws Exception {
    List<Endpoint> ring = List.of(net.open(), net.open(), net.open());
    for (Endpoint endpoint : ring) {
      endpoint.forward(Topic.of("yoda"));
    }
    for (int i = 0; i < 3; i++) {
      net.link(ring.get(i), ring.get((i + 1) % 3), Way.TCP_64);
    }
    Store master = ring.get(0).attachMaster("yoda", Backend.memory());
    Store first = ring.get(1).attachClone("yoda", EAGER);
    Store second = ring.get(2).attachClone("yoda", EAGER);
    settle(master, first, second);
    try (EventRecord events = new EventRecord(second)) {
      for (int i = 0; i < 100; i++) {
        first.increment("n", 1);
        second.increment("n", 1);
        master.increment("n", 1);
      }
      settle(master, first, second);
      assertThat(second.get("n")).contains(Data.of(300));
      assertThat(events.await(300)).hasSize(300);
    }
  }

  @Test
  void statusSubscribersHearOfACloneWithoutAMaster() throws Exception {
    Endpoint alone = net.open(options -> options.useRealTime(false));
    try (StatusSubscriber statuses = alone.statusSubscriber(false)) {
      alone.attachClone("yoda");
      alone.advanceTime(alone.now().plusSeconds(11));
      assertThat(statuses.get(SOON))
          .hasValueSatisfying(
              event ->
                  assertThat(event)
                      .isInstanceOfSatisfying(
                          BrokerError.class,
                          e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_SUCH_MASTER)));
    }
  }

  @Test
  void clonesThatComeAndGoLeaveNothingBehind() throws Exception {
    Endpoint here = net.open();
    Endpoint there = net.open();
    Store master = here.attachMaster("yoda", Backend.memory());
    net.link(there, here, Way.TCP_64);
    for (int round = 0; round < 2; round++) {
      try (Store clone = there.attachClone("yoda", EAGER)) {
        clone.increment("rounds", 1);
        awaitIdle(master, clone);
        assertThat(clone.get("rounds", Integer.class)).contains(round + 1);
      }
      assertThat(master.awaitIdle(Duration.ofSeconds(5)))
          .as("a clone that left is forgotten")
          .isTrue();
    }
  }
}
