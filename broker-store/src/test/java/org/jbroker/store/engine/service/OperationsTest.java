package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.store.engine.service.StoreNet.SOON;
import static org.jbroker.store.engine.service.StoreNet.awaitIdle;
import static org.jbroker.store.engine.service.StoreNet.settle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.store.Backend;
import org.jbroker.store.Response;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreProxy;
import org.jbroker.store.engine.service.StoreNet.Way;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a master and a clone do for their users, over each kind of peering. */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class OperationsTest {

  private static final List<String> EVENTS =
      List.of(
          "Inserted a: none -> 1",
          "Updated a: 1 -> two",
          "Updated a: two -> two",
          "Inserted u: none -> first",
          "Inserted n: none -> 5",
          "Updated n: 5 -> 7",
          "Updated n: 7 -> 4",
          "Inserted s: none -> foo",
          "Updated s: foo -> foobar",
          "Inserted set: none -> {1}",
          "Updated set: {1} -> {1, 2}",
          "Updated set: {1, 2} -> {2}",
          "Inserted t: none -> {k -> v}",
          "Updated t: {k -> v} -> {k -> v, l -> w}",
          "Updated t: {k -> v, l -> w} -> {l -> w}",
          "Inserted v: none -> (1)",
          "Updated v: (1) -> (1, 2)",
          "Updated v: (1, 2) -> (1)",
          "Erased a: two -> none");

  private final StoreNet net = new StoreNet();

  @AfterEach
  void close() {
    net.close();
  }

  /** A master and a clone of it, in sync. */
  private Store[] pair(Way way) throws InterruptedException {
    Endpoint here = net.open(way);
    Endpoint there = net.open(way);
    Store master = here.attachMaster("yoda", Backend.memory());
    net.link(there, here, way);
    Store clone = there.attachClone("yoda", StoreNet.EAGER);
    settle(master, clone);
    return new Store[] {master, clone};
  }

  private static void useEveryOperation(Store store) {
    store.put("a", 1);
    store.put("a", "two");
    store.put("a", "two", Duration.ofHours(1));
    assertThat(store.putUnique("u", "first")).isTrue();
    assertThat(store.putUnique("u", "second", Duration.ofHours(1))).isFalse();
    store.increment("n", 5);
    store.increment("n", 2, Duration.ofHours(1));
    store.decrement("n", 3);
    store.append("s", "foo");
    store.append("s", "bar", Duration.ofHours(1));
    store.insertInto("set", 1);
    store.insertInto("set", 2, Duration.ofHours(1));
    store.removeFrom("set", 1);
    store.insertInto("t", "k", "v");
    store.insertInto("t", "l", "w", Duration.ofHours(1));
    store.removeFrom("t", "k");
    store.push("v", 1);
    store.push("v", 2, Duration.ofHours(1));
    store.pop("v");
    store.erase("a");
    store.erase("missing");
    store.decrement("missing", 1);
    store.pop("missing");
    store.removeFrom("missing", 1);
  }

  @ParameterizedTest
  @CsvSource({"TCP_64, 0", "TCP_64, 1", "TCP_1, 0", "TCP_1, 1", "IN_PROCESS, 0", "IN_PROCESS, 1"})
  void everyOperationShowsAtMasterAndCloneWithItsEventsInOrder(Way way, int writer)
      throws Exception {
    Store[] pair = pair(way);
    try (EventRecord atMaster = new EventRecord(pair[0]);
        EventRecord atClone = new EventRecord(pair[1])) {
      useEveryOperation(pair[writer]);
      awaitIdle(pair[0], pair[1]);
      Map<Data, Data> expected = new HashMap<>();
      expected.put(Data.of("u"), Data.of("first"));
      expected.put(Data.of("n"), Data.of(4));
      expected.put(Data.of("s"), Data.of("foobar"));
      expected.put(Data.of("set"), Data.set(2));
      expected.put(Data.of("t"), Data.table("l", "w"));
      expected.put(Data.of("v"), Data.vector(1));
      for (Store store : pair) {
        assertThat(store.snapshot()).isEqualTo(expected);
        assertThat(store.size()).isEqualTo(6);
        assertThat((Object) store.keys()).isEqualTo(Data.of(expected.keySet()));
        assertThat(store.get("n", Long.class)).contains(4L);
        assertThat(store.get("a")).isEmpty();
        assertThat(store.exists("t")).isTrue();
        assertThat(store.exists("a")).isFalse();
        assertThat(store.getIndexFromValue("t", "l")).contains(Data.of("w"));
        assertThat(store.getIndexFromValue("t", "k")).isEmpty();
        assertThat(store.getIndexFromValue("set", 2)).contains(Data.of(true));
        assertThat(store.getIndexFromValue("v", 0)).contains(Data.of(1));
        assertThatThrownBy(() -> store.getIndexFromValue("a", 0))
            .satisfies(is(ErrorCode.NO_SUCH_KEY));
        assertThatThrownBy(() -> store.getIndexFromValue("s", 0))
            .satisfies(is(ErrorCode.TYPE_CLASH));
      }
      assertThat(atMaster.await(EVENTS.size())).isEqualTo(EVENTS);
      assertThat(atClone.await(EVENTS.size())).isEqualTo(EVENTS);
      assertThat(atClone.all()).isEqualTo(atMaster.all());
      assertThat(atMaster.all()).allMatch(event -> event.publisher().equals(pair[writer].id()));

      pair[writer].clear();
      atMaster.await(EVENTS.size() + 6);
      atClone.await(EVENTS.size() + 6);
      assertThat(pair[1].size()).isZero();
      assertThat(atClone.lines().subList(EVENTS.size(), EVENTS.size() + 6))
          .containsExactlyInAnyOrderElementsOf(
              expected.entrySet().stream()
                  .map(e -> "Erased " + e.getKey() + ": " + e.getValue() + " -> none")
                  .toList());
    }
  }

  private static Consumer<Throwable> is(ErrorCode code) {
    return thrown ->
        assertThat(thrown)
            .isInstanceOfSatisfying(
                BrokerException.class, e -> assertThat(e.error().code()).isEqualTo(code));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aCloneInsertsAndRemovesAtAnIndexOfAVector(Way way) throws Exception {
    Store[] pair = pair(way);
    pair[1].put("v", List.of("a", "c"));
    pair[1].insertInto("v", 1, "b");
    pair[1].removeFrom("v", 0);
    pair[1].removeFrom("v", 7); // Nothing is there.
    settle(pair[0], pair[1]);
    assertThat(pair[0].get("v")).contains(Data.vector("b", "c"));
    CompletableFuture<Void> beyond = pair[1].insertIntoAsync("v", 3, "x");
    assertThat(beyond)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingCause()
        .satisfies(is(ErrorCode.INVALID_DATA));
    settle(pair[0], pair[1]);
    assertThat(pair[1].get("v")).contains(Data.vector("b", "c"));
  }

  @Test
  void anOperationThatDoesNotFitLeavesTheValueEverywhere() throws Exception {
    Store[] pair = pair(Way.TCP_64);
    pair[0].put("s", "text");
    assertThatThrownBy(() -> pair[0].increment("s", 1)).satisfies(is(ErrorCode.TYPE_CLASH));
    try (EventRecord atClone = new EventRecord(pair[1])) {
      settle(pair[0], pair[1]);
      CompletableFuture<Void> increment = pair[1].incrementAsync("s", 1);
      pair[1].push("s", 1);
      assertThatThrownBy(pair[1]::flush)
          .satisfies(is(ErrorCode.TYPE_CLASH))
          .hasMessageContaining("push: a value of type STRING")
          .hasMessageContaining("key s");
      assertThat(increment)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .havingCause()
          .satisfies(is(ErrorCode.TYPE_CLASH));
      pair[1].insertInto("s", 1, 2);
      pair[1].put("last", 1);
      assertThatThrownBy(pair[1]::flush).satisfies(is(ErrorCode.TYPE_CLASH));
      pair[1].flush();
      settle(pair[0], pair[1]);
      atClone.await(StoreEvent.Inserted.class, "last");
      assertThat(atClone.lines()).doesNotContain("Updated s: text -> text");
      assertThat(pair[1].get("s")).contains(Data.of("text"));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void ofManyWhoPutTheSameKeyAtOnceExactlyOneWins(Way way) throws Exception {
    Endpoint here = net.open(way);
    Store master = here.attachMaster("yoda", Backend.memory());
    List<Store> clones = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Endpoint there = net.open(way);
      net.link(there, here, way);
      clones.add(there.attachClone("yoda", StoreNet.EAGER));
    }
    settle(master, clones.toArray(Store[]::new));
    int keys = 50;
    CyclicBarrier start = new CyclicBarrier(clones.size());
    List<CompletableFuture<List<Boolean>>> runs = new ArrayList<>();
    for (Store clone : clones) {
      runs.add(
          CompletableFuture.supplyAsync(
              () -> {
                List<Boolean> won = new ArrayList<>();
                for (int key = 0; key < keys; key++) {
                  try {
                    start.await(10, TimeUnit.SECONDS);
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                  won.add(clone.putUnique(key, clone.id().object()));
                }
                return won;
              },
              task -> new Thread(task, "asker").start()));
    }
    List<Boolean> first = runs.get(0).get(30, TimeUnit.SECONDS);
    List<Boolean> second = runs.get(1).get(30, TimeUnit.SECONDS);
    settle(master, clones.toArray(Store[]::new));
    for (int key = 0; key < keys; key++) {
      assertThat(first.get(key)).isNotEqualTo(second.get(key));
      Store winner = clones.get(first.get(key) ? 0 : 1);
      assertThat(master.get(key)).contains(Data.of(winner.id().object()));
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void manyRequestsToPutUniqueAreUnderWayAtOnce(Way way) throws Exception {
    Store[] pair = pair(way);
    int count = 1_000;
    for (int i = 0; i < count; i += 2) {
      pair[0].put(i, "old");
    }
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(pair[1].putUniqueAsync(i, "new"));
    }
    for (int i = 0; i < count; i++) {
      assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i % 2 == 1);
    }
    settle(pair[0], pair[1]);
    assertThat(pair[1].size()).isEqualTo(count);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void proxiesAnswerEachRequestByItsNumber(Way way) throws Exception {
    Store[] pair = pair(way);
    pair[0].put("t", Map.of("k", 1));
    settle(pair[0], pair[1]);
    for (Store store : pair) {
      try (StoreProxy proxy = store.proxy()) {
        long get = proxy.get("t");
        long missing = proxy.get("missing");
        long index = proxy.getIndexFromValue("t", "k");
        long size = proxy.size();
        long keys = proxy.keys();
        long unique = proxy.putUnique("t", 2);
        long fresh = proxy.putUnique("by " + store.isMaster(), 2);
        Map<Long, Response> answers = new HashMap<>();
        proxy.receive(7, SOON).forEach(response -> answers.put(response.id(), response));
        assertThat(answers.get(get).get()).isEqualTo(Data.table("k", 1));
        assertThat(answers.get(missing).error().orElseThrow().code())
            .isEqualTo(ErrorCode.NO_SUCH_KEY);
        assertThat(answers.get(index).get()).isEqualTo(Data.of(1));
        assertThat(answers.get(size).answer()).isPresent();
        assertThat(answers.get(keys).get()).isInstanceOf(SetData.class);
        assertThat(answers.get(unique).get()).isEqualTo(Data.of(false));
        assertThat(answers.get(fresh).get()).isEqualTo(Data.of(true));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void entriesEndPromptlyAndTheCloneIsToldThatTheyExpired(Way way) throws Exception {
    Store[] pair = pair(way);
    try (EventRecord atMaster = new EventRecord(pair[0]);
        EventRecord atClone = new EventRecord(pair[1])) {
      List<Long> latenessMillis = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        long began = System.nanoTime();
        pair[i % 2].put(i, i, Duration.ofMillis(120));
        StoreEvent expired = atMaster.await(StoreEvent.Expired.class, i);
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        assertThat(tookMillis).isGreaterThanOrEqualTo(120);
        latenessMillis.add(tookMillis - 120);
        assertThat(expired.publisher()).isEqualTo(pair[0].id());
        assertThat(atClone.await(StoreEvent.Expired.class, i)).isEqualTo(expired);
        assertThat(pair[1].exists(i)).isFalse();
      }
      // The best of several, since this machine may be busy; each tick takes 100 ms.
      assertThat(latenessMillis).anyMatch(late -> late <= 100);
    }
  }

  @Test
  void underSimulatedTimeAnEntryEndsExactlyWhenItShould() throws Exception {
    Endpoint here = net.open(o -> o.useRealTime(false));
    Endpoint there = net.open(o -> o.useRealTime(false));
    Store master = here.attachMaster("yoda", Backend.memory());
    net.link(there, here, Way.TCP_64);
    Store clone = there.attachClone("yoda", StoreNet.EAGER);
    try (EventRecord atMaster = new EventRecord(master);
        EventRecord atClone = new EventRecord(clone)) {
      CompletableFuture<Boolean> joined = clone.awaitIdleAsync(SOON);
      Instant[] now = {Instant.ofEpochSecond(1_000_000)};
      Await.until(
          SOON,
          "the clone joins",
          () -> {
            now[0] = now[0].plusMillis(100);
            here.advanceTime(now[0]);
            there.advanceTime(now[0]);
            return joined.isDone();
          });
      master.put("short", 1, Duration.ofSeconds(10));
      master.put("long", 1, Duration.ofSeconds(10).plusNanos(1));
      clone.put("clone's", 1, Duration.ofSeconds(10));
      Await.until(SOON, "all there", () -> clone.size() == 3);
      Instant end = now[0].plusSeconds(10);
      here.advanceTime(end.minusNanos(1));
      // Handled after the time was set, in the order of arrival.
      master.put("probe", 1);
      Await.until(SOON, "the probe arrives", () -> clone.exists("probe"));
      assertThat(master.size()).isEqualTo(4);
      here.advanceTime(end);
      atMaster.await(StoreEvent.Expired.class, "short");
      atMaster.await(StoreEvent.Expired.class, "clone's");
      atClone.await(StoreEvent.Expired.class, "short");
      atClone.await(StoreEvent.Expired.class, "clone's");
      assertThat(clone.get("long")).isEqualTo(Optional.of(Data.of(1)));
      assertThat(master.exists("long")).isTrue();
      here.advanceTime(end.plusNanos(1));
      atClone.await(StoreEvent.Expired.class, "long");
    }
  }
}
