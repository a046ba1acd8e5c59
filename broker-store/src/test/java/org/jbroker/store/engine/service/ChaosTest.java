package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.service.StoreNet.EAGER;
import static org.jbroker.store.engine.service.StoreNet.SOON;
import static org.jbroker.store.engine.service.StoreNet.settle;

import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jbroker.Endpoint;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Direction;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A master and three clones, all of which write, while their links are cut, stalled, delayed,
 * trickled and swallowed at random. When that has an end, all are equal; and nothing that a clone
 * wrote is missing or was applied twice, since the master runs on: each counts its own writes in an
 * entry by increments, and pushes their numbers to a list.
 */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class ChaosTest {

  private static final int CLONES = 3;
  private static final int KEYS = 200;
  private static final int LIST = 50;
  private static final ResourceLeakDetector.Level USUAL = ResourceLeakDetector.getLevel();

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

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

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  void whateverLinksDidAllAreEqualAfterwards(int version) throws Exception {
    play(version, Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1})
  @Tag("long")
  @Timeout(600)
  void whateverLinksDidForMinutesAllAreEqualAfterwards(int version) throws Exception {
    play(version, Duration.ofMinutes(3));
  }

  private void play(int version, Duration length) throws Exception {
    SeededRandom random = dump.random(version);
    Endpoint here = open(version);
    Store master = here.attachMaster("yoda", Backend.memory());
    List<FaultProxy> proxies = new ArrayList<>();
    List<Store> clones = new ArrayList<>();
    for (int i = 0; i < CLONES; i++) {
      Endpoint there = open(version);
      proxies.add(dump.add("proxy " + i, net.linkByProxy(there, here)));
      clones.add(there.attachClone("yoda", EAGER));
    }
    List<CompletableFuture<Long>> writers = new ArrayList<>();
    writers.add(writing(master, "master", random.nextLong()));
    for (int i = 0; i < CLONES; i++) {
      writers.add(writing(clones.get(i), "clone" + i, random.nextLong()));
    }
    disturb(proxies, random, System.nanoTime() + length.toNanos());
    stop.set(true);
    proxies.forEach(ChaosTest::heal);

    List<Long> counts = new ArrayList<>();
    for (CompletableFuture<Long> writer : writers) {
      counts.add(writer.get(20, TimeUnit.SECONDS));
    }
    for (Store clone : clones) {
      assertThat(clone.flush(Duration.ofSeconds(60))).as("all writes are acknowledged").isTrue();
    }
    for (Store clone : clones) {
      assertThat(clone.awaitIdle(SOON)).as("the clone is idle").isTrue();
    }
    assertThat(master.awaitIdle(SOON)).as("the master is idle").isTrue();
    // Not compared once: entries may still expire, which a clone hears a moment later.
    settle(master, clones.toArray(Store[]::new));
    requireEveryWriteOnce(master, "master", counts.get(0));
    for (int i = 0; i < CLONES; i++) {
      requireEveryWriteOnce(master, "clone" + i, counts.get(i + 1));
    }
  }

  private Endpoint open(int version) {
    return net.open(o -> o.maxProtocolVersion(version).heartbeatInterval(Duration.ofMillis(300)));
  }

  private static void heal(FaultProxy proxy) {
    proxy.accept();
    proxy.set(Fault.pass());
    // Where bytes vanished in the middle of a frame, only a new connection helps.
    proxy.cutAll();
  }

  /** Does something to some link, waits for a moment, and so on. */
  private static void disturb(List<FaultProxy> proxies, SeededRandom random, long untilNanos) {
    while (System.nanoTime() - untilNanos < 0) {
      FaultProxy proxy = proxies.get(random.nextInt(proxies.size()));
      Direction direction = random.nextBoolean() ? Direction.UPSTREAM : Direction.DOWNSTREAM;
      switch (random.nextInt(10)) {
        case 0, 1 -> proxy.cutAll();
        case 2 -> proxy.set(direction, Fault.stall());
        case 3 -> proxy.set(Fault.stall());
        case 4 -> proxy.set(Fault.trickle(1 + random.nextInt(2000), Duration.ofMillis(10)));
        case 5 -> proxy.set(direction, Fault.delay(Duration.ofMillis(1 + random.nextInt(150))));
        case 6 -> proxy.set(direction, Fault.blackHole());
        case 7 -> proxy.refuse();
        default -> {
          proxy.accept();
          proxy.set(Fault.pass());
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(200)));
    }
  }

  /** Writes in bursts until told to stop; completes with the number of own increments. */
  private CompletableFuture<Long> writing(Store store, String name, long seed) {
    Random random = new Random(seed);
    return CompletableFuture.supplyAsync(
        () -> {
          long count = 0;
          while (!stop.get()) {
            for (int i = random.nextInt(30); i > 0; i--) {
              count++;
              store.increment(name, 1);
              writeSomething(store, random, count);
              store.push(name + " list " + count / LIST, count);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(60)));
          }
          return count;
        },
        task -> new Thread(task, name).start());
  }

  /** Entries of all writers, in whose way they get. */
  private static void writeSomething(Store store, Random random, long count) {
    String key = "k" + random.nextInt(KEYS);
    switch (random.nextInt(6)) {
      case 0 -> store.erase(key);
      case 1 -> store.put(key, count, Duration.ofMillis(1 + random.nextInt(2000)));
      case 2 -> store.putUniqueAsync(key, count);
      default -> store.put(key, "x".repeat(random.nextInt(100)) + count);
    }
  }

  private static void requireEveryWriteOnce(Store master, String name, long count) {
    assertThat(master.get(name, Long.class).orElse(0L)).as("writes of %s", name).isEqualTo(count);
    for (long list = 0; list <= count / LIST; list++) {
      long first = Math.max(1, list * LIST);
      long last = Math.min(count, list * LIST + LIST - 1);
      if (first <= last) {
        assertThat(master.get(name + " list " + list))
            .as("writes %d to %d of %s, in order", first, last, name)
            .contains(Data.of(LongStream.rangeClosed(first, last).boxed().toList()));
      }
    }
  }
}
