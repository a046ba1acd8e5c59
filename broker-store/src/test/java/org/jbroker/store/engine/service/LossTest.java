package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.store.engine.service.StoreNet.EAGER;
import static org.jbroker.store.engine.service.StoreNet.SOON;
import static org.jbroker.store.engine.service.StoreNet.awaitIdle;
import static org.jbroker.store.engine.service.StoreNet.settle;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.clone.CloneState;
import org.jbroker.store.engine.service.StoreNet.Way;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a clone does when its master is gone, and when it or another one is back. */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class LossTest {

  @TempDir private Path folder;

  private final StoreNet net = new StoreNet();

  @AfterEach
  void close() {
    net.close();
  }

  private static void requireStale(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.STALE_DATA));
  }

  private static void awaitLoss(Endpoint endpoint) {
    Await.until(
        SOON, "the peering is lost", () -> endpoint.peers().stream().noneMatch(StoreNet::up));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void aConnectionThatIsCutAndHealsLosesAndRepeatsNothing(int version) throws Exception {
    Endpoint here = net.open(o -> o.maxProtocolVersion(version));
    Endpoint there = net.open(o -> o.maxProtocolVersion(version));
    Store master = here.attachMaster("yoda", Backend.memory());
    FaultProxy proxy = net.linkByProxy(there, here);
    Store clone = there.attachClone("yoda", EAGER);
    settle(master, clone);
    try (EventRecord atMaster = new EventRecord(master)) {
      int count = 0;
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 200; i++) {
          clone.increment("n", 1);
          clone.put("k" + i, round);
          count++;
          master.put("m" + i, round);
          if (i == 100) {
            proxy.cutAll();
          }
        }
      }
      settle(master, clone);
      assertThat(master.get("n", Integer.class)).contains(count);
      // Each increment is one event: none was applied twice to the same effect.
      Await.until(SOON, "the last event", () -> atMaster.lines().contains("Updated n: 599 -> 600"));
      assertThat(atMaster.lines().stream().filter(line -> line.contains(" n: "))).hasSize(count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void whatHappenedWhileTheLinkWasDownIsToldAsEventsByTheClone(int version) throws Exception {
    Endpoint here = net.open(o -> o.maxProtocolVersion(version));
    Endpoint there = net.open(o -> o.maxProtocolVersion(version));
    Store master = here.attachMaster("yoda", Backend.memory());
    for (String key : List.of("kept", "changed", "gone")) {
      master.put(key, 1);
    }
    FaultProxy proxy = net.linkByProxy(there, here);
    Store clone = there.attachClone("yoda", EAGER);
    settle(master, clone);
    try (EventRecord atClone = new EventRecord(clone)) {
      proxy.refuse();
      proxy.cutAll();
      awaitLoss(there);
      master.put("changed", 2);
      master.erase("gone");
      master.put("new", 3);
      clone.put("own", 4);
      assertThat(clone.get("changed")).contains(Data.of(1));
      assertThat(clone.exists("own")).isFalse();
      proxy.accept();
      atClone.await(StoreEvent.Inserted.class, "own");
      settle(master, clone);
      assertThat(atClone.lines())
          .containsExactlyInAnyOrder(
              "Updated changed: 1 -> 2",
              "Erased gone: 1 -> none",
              "Inserted new: none -> 3",
              "Inserted own: none -> 4");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void aLinkThatStallsForAWhileOnlyDelays(int version) throws Exception {
    Endpoint here =
        net.open(o -> o.maxProtocolVersion(version).heartbeatInterval(Duration.ofMillis(200)));
    Endpoint there =
        net.open(o -> o.maxProtocolVersion(version).heartbeatInterval(Duration.ofMillis(200)));
    Store master = here.attachMaster("yoda", Backend.memory());
    FaultProxy proxy = net.linkByProxy(there, here);
    Store clone = there.attachClone("yoda", EAGER);
    settle(master, clone);
    proxy.set(Fault.stall());
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      master.put("m" + i, "x".repeat(100));
      clone.put("c" + i, "y".repeat(100));
      answers.add(clone.putUniqueAsync("u" + i, i));
    }
    awaitLoss(there);
    proxy.set(Fault.pass());
    proxy.cutAll();
    awaitIdle(master, clone);
    assertThat(master.size()).isEqualTo(1500);
    for (CompletableFuture<Boolean> answer : answers) {
      assertThat(answer.exceptionally(unknown -> true).get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void aMasterThatMovesWithItsFileIsFoundAndGetsTheBufferedWrites(int version) throws Exception {
    Path file = folder.resolve("yoda.sqlite");
    Endpoint first = net.open(o -> o.maxProtocolVersion(version));
    Endpoint second = net.open(o -> o.maxProtocolVersion(version));
    Endpoint there = net.open(o -> o.maxProtocolVersion(version));
    net.link(there, first, Way.TCP_64);
    net.link(there, second, Way.TCP_64);
    Store master = first.attachMaster("yoda", Backend.sqlite(file));
    master.put("kept", 1);
    master.put("gone", 1);
    Store clone = there.attachClone("yoda", EAGER);
    settle(master, clone);
    try (EventRecord atClone = new EventRecord(clone)) {
      first.close();
      for (int i = 0; i < 100; i++) {
        clone.increment("n", 1);
      }
      clone.put("buffered", 2);
      CompletableFuture<Boolean> unique = clone.putUniqueAsync("unique", 3);
      Store next = second.attachMaster("yoda", Backend.sqlite(file));
      next.erase("gone");
      assertThat(unique.get(20, TimeUnit.SECONDS)).isTrue();
      settle(next, clone);
      assertThat(next.get("n")).contains(Data.of(100));
      assertThat(next.get("buffered")).contains(Data.of(2));
      assertThat(clone.get("kept")).contains(Data.of(1));
      atClone.await(StoreEvent.Inserted.class, "unique");
      assertThat(atClone.lines())
          .contains("Erased gone: 1 -> none", "Inserted buffered: none -> 2")
          .doesNotContain("Inserted kept: none -> 1", "Erased kept: 1 -> none");
    }
  }

  @Test
  void aMasterThatIsClosedAndAttachedAgainAtTheSameEndpointIsFound() throws Exception {
    Endpoint here = net.open();
    Endpoint there = net.open();
    net.link(there, here, Way.TCP_64);
    Path file = folder.resolve("yoda.sqlite");
    Store clone = there.attachClone("yoda", EAGER);
    for (int round = 0; round < 2; round++) {
      try (Store master = here.attachMaster("yoda", Backend.sqlite(file))) {
        clone.increment("n", 1);
        settle(master, clone);
        assertThat(clone.get("n", Integer.class)).contains(round + 1);
      }
    }
  }

  @Test
  void afterTheStaleIntervalReadsFailAndAfterTheBufferIntervalWritesDo() throws Exception {
    Endpoint here = net.open();
    Endpoint there = net.open(o -> o.useRealTime(false));
    Store master = here.attachMaster("yoda", Backend.memory());
    master.put("k", 1);
    FaultProxy proxy = net.linkByProxy(there, here);
    Store clone =
        there.attachClone(
            "yoda",
            EAGER
                .withStaleInterval(Duration.ofSeconds(3))
                .withMutationBufferInterval(Duration.ofSeconds(2)));
    Stepping time = new Stepping(there);
    time.until("the clone joins", clone.awaitIdleAsync(SOON));
    proxy.refuse();
    proxy.cutAll();
    net.awaitState("yoda", CloneState.RESYNCING, 1);
    CompletableFuture<Void> lost = clone.putAsync("buffered", 1);
    time.advance(Duration.ofMillis(1900));
    assertThat(clone.get("k")).contains(Data.of(1));
    clone.put("buffered too", 1);
    assertThat(lost).isNotDone();
    time.advance(Duration.ofMillis(100));
    requireStale(() -> clone.put("late", 1));
    assertThatThrownBy(() -> lost.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(BrokerException.class);
    assertThat(clone.get("k")).contains(Data.of(1));
    time.advance(Duration.ofMillis(999));
    assertThat(clone.get("k")).contains(Data.of(1));
    time.advance(Duration.ofMillis(1));
    requireStale(() -> clone.get("k"));
    requireStale(clone::size);
    requireStale(clone::snapshot);
    proxy.accept();
    time.until("the clone is back", clone.awaitIdleAsync(SOON));
    assertThat(clone.get("k")).contains(Data.of(1));
    clone.put("again", 1);
    time.until("it is written", clone.flushAsync());
    assertThat(master.exists("again")).isTrue();
    assertThat(master.exists("buffered")).isFalse();
    assertThat(master.exists("buffered too")).isFalse();
  }

  @Test
  void aBufferThatIsFullRefusesWritesAndKeepsTheOthers() throws Exception {
    Endpoint here = net.open();
    Endpoint there = net.open();
    Store clone = there.attachClone("yoda", EAGER.withMutationBufferBytes(10_000));
    int accepted = 0;
    try {
      while (accepted < 1000) {
        clone.put("k" + accepted, "x".repeat(100));
        accepted++;
      }
    } catch (BrokerException full) {
      assertThat(full.error().code()).isEqualTo(ErrorCode.STALE_DATA);
    }
    assertThat(accepted).isBetween(20, 100);
    Store master = here.attachMaster("yoda", Backend.memory());
    net.link(there, here, Way.TCP_64);
    int kept = accepted;
    Await.until(SOON, "they arrive", () -> master.size() == kept);
    for (int i = 0; i < accepted; i++) {
      assertThat(master.exists("k" + i)).isTrue();
    }
  }

  @Test
  @Tag("long")
  void aCloneThatNeverHadAMasterSaysSoAfterFiveSeconds() {
    Endpoint there = net.open();
    Store clone = there.attachClone("yoda", CloneOptions.DEFAULT);
    long began = System.nanoTime();
    requireStale(() -> clone.get("k"));
    assertThat(System.nanoTime() - began)
        .isBetween(TimeUnit.MILLISECONDS.toNanos(4900), TimeUnit.SECONDS.toNanos(15));
  }

  /** The time of an endpoint whose time is set. */
  private static final class Stepping {
    private final Endpoint endpoint;

    Stepping(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    void advance(Duration by) {
      endpoint.advanceTime(endpoint.now().plus(by));
    }

    /** Lets time pass until something is done. */
    void until(String what, CompletableFuture<?> done) {
      Await.until(
          SOON,
          what,
          () -> {
            advance(Duration.ofMillis(100));
            return done.isDone();
          });
      assertThat(done).isCompleted();
    }
  }
}
