package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.service.StoreNet.EAGER;
import static org.jbroker.store.engine.service.StoreNet.SOON;
import static org.jbroker.store.engine.service.StoreNet.awaitIdle;
import static org.jbroker.store.engine.service.StoreNet.settle;

import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.Endpoint;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.store.engine.service.StoreNet.Way;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many clones, many entries, and clones that do not keep up. */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class ManyClonesTest {

  private static final ResourceLeakDetector.Level USUAL = ResourceLeakDetector.getLevel();

  private final StoreNet net = new StoreNet();
  private final AtomicBoolean stop = new AtomicBoolean();

  /** Tracing each buffer of so many messages takes nearly all the time; other tests do it. */
  @BeforeAll
  static void traceFewBuffers() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
  }

  @AfterAll
  static void traceAsUsual() {
    ResourceLeakDetector.setLevel(USUAL);
  }

  @AfterEach
  void close() {
    stop.set(true);
    net.close();
  }

  /**
   * Writes to a store until told to stop, at most so often without a pause; completes with the
   * number of writes.
   */
  private CompletableFuture<Integer> writing(Store store, String prefix, int keys, int burst) {
    return CompletableFuture.supplyAsync(
        () -> {
          int count = 0;
          while (!stop.get()) {
            store.put(prefix + count % keys, count);
            if (count % 10 == 0) {
              store.erase(prefix + (count + keys / 2) % keys);
            }
            count++;
            if (count % burst == 0) {
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
          }
          return count;
        },
        task -> new Thread(task, "writer").start());
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void twentyClonesThatJoinDuringHeavyWritingEndUpEqual(int version) throws Exception {
    joinWhileWriting(version, 10);
  }

  /** The writer is faster than twenty clones can be told. */
  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  @Tag("long")
  void twentyClonesThatJoinWhileTheWriterNeverPausesEndUpEqual(int version) throws Exception {
    joinWhileWriting(version, Integer.MAX_VALUE);
  }

  private void joinWhileWriting(int version, int burst) throws Exception {
    Endpoint here = net.open(o -> o.maxProtocolVersion(version));
    Store master = here.attachMaster("yoda", Backend.memory());
    CompletableFuture<Integer> writes = writing(master, "m", 500, burst);
    List<Store> clones = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Endpoint there = net.open(o -> o.maxProtocolVersion(version));
      net.link(there, here, Way.TCP_64);
      Store clone = there.attachClone("yoda", EAGER);
      clone.put("clone" + i, i);
      clones.add(clone);
    }
    for (Store clone : clones) {
      assertThat(clone.getAsync("m1").get(20, TimeUnit.SECONDS)).isNotNull();
    }
    stop.set(true);
    assertThat(writes.get(20, TimeUnit.SECONDS)).isGreaterThan(500);
    awaitIdle(master, clones.toArray(Store[]::new));
    for (int i = 0; i < 20; i++) {
      assertThat(master.get("clone" + i)).contains(Data.of(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void aHundredThousandEntriesAreHandedOverWhileTheMasterGoesOn(int version) throws Exception {
    Endpoint here = net.open(o -> o.maxProtocolVersion(version));
    Endpoint there = net.open(o -> o.maxProtocolVersion(version));
    Store master = here.attachMaster("yoda", Backend.memory());
    for (int i = 0; i < 100_000; i++) {
      master.put(i, "value " + i);
    }
    CompletableFuture<Integer> writes = writing(master, "m", 1000, 100);
    net.link(there, here, Way.TCP_64);
    Store clone = there.attachClone("yoda", EAGER);
    assertThat(clone.sizeAsync().get(20, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(100_000);
    stop.set(true);
    assertThat(writes.get(20, TimeUnit.SECONDS)).isGreaterThan(100);
    settle(master, clone);
  }

  @Test
  void aCloneThatStallsDoesNotHoldUpTheOthers() throws Exception {
    Endpoint here = net.open(o -> o.heartbeatInterval(Duration.ofSeconds(30)));
    Store master = here.attachMaster("yoda", Backend.memory());
    Endpoint stalls = net.open(o -> o.heartbeatInterval(Duration.ofSeconds(30)));
    FaultProxy proxy = net.linkByProxy(stalls, here);
    Store stalled = stalls.attachClone("yoda", EAGER);
    Endpoint there = net.open();
    net.link(there, here, Way.TCP_64);
    Store clone = there.attachClone("yoda", EAGER);
    settle(master, stalled, clone);
    proxy.set(Fault.stall());
    String text = "x".repeat(200);
    for (int round = 0; round < 6; round++) {
      int last = (round + 1) * 5_000;
      for (int i = round * 5_000; i < last; i++) {
        master.put(i % 20_000, text + i);
      }
      // As many as fit no buffer; and each time the other clone gets them all.
      Await.until(
          SOON,
          "the clone follows",
          () -> clone.get((last - 1) % 20_000).equals(master.get((last - 1) % 20_000)));
      assertThat(clone.putUniqueAsync("round" + round, 1).get(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(stalled.size()).isLessThan(20_000);
    proxy.set(Fault.pass());
    awaitIdle(master, clone, stalled);
  }
}
