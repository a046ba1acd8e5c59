package org.jbroker.store.engine.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.service.StoreNet.EAGER;
import static org.jbroker.store.engine.service.StoreNet.HOST;
import static org.jbroker.store.engine.service.StoreNet.SOON;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a master with a SQLite file has after its end, planned or not. */
@NoLeaks(ignoreThreads = StoreNet.NETTY_SHARED)
class RestartTest {

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  @TempDir private Path folder;

  private final StoreNet net = new StoreNet();

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void contentsAndExpiriesSurviveClosingTheEndpoint() throws Exception {
    Path file = folder.resolve("yoda.sqlite");
    Map<Data, Data> before;
    try (Endpoint endpoint = net.open()) {
      Store master = endpoint.attachMaster("yoda", Backend.sqlite(file));
      for (int i = 0; i < 1000; i++) {
        master.put(i, Map.of("value", i));
      }
      master.put("ends", 1, Duration.ofMillis(400));
      master.put("stays", 1, Duration.ofHours(1));
      before = master.snapshot();
    }
    Endpoint again = net.open();
    Store master = again.attachMaster("yoda", Backend.sqlite(file));
    try (EventRecord events = new EventRecord(master)) {
      if (master.exists("ends")) {
        assertThat(master.snapshot()).isEqualTo(before);
        events.await(StoreEvent.Expired.class, "ends");
      }
      assertThat(master.size()).isEqualTo(1001);
      assertThat(master.get("stays")).contains(Data.of(1));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatWasFlushedByAMasterThatWasKilledIsThere() throws Exception {
    killAgainAndAgain(3);
  }

  @Test
  @Tag("long")
  @Timeout(1800)
  @DisabledOnOs(OS.WINDOWS)
  void whatWasFlushedByAMasterThatWasKilledIsThereOftenRepeated() throws Exception {
    killAgainAndAgain(20);
  }

  /** A master that listens: arguments FILE PORT, 0 for any. It writes entries of its own, too. */
  static final class MasterProcess {

    private MasterProcess() {}

    /** Main. */
    public static void main(String[] args) throws InterruptedException {
      Endpoint endpoint =
          Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).name("master").build());
      Store master = endpoint.attachMaster("yoda", Backend.sqlite(Path.of(args[0])));
      System.out.println("listening on " + endpoint.listen(HOST, Integer.parseInt(args[1])));
      long own = master.get("own", Long.class).orElse(0L);
      while (true) {
        for (int i = 0; i < 50; i++) {
          own++;
          master.put("own" + own % 100, own);
          master.put("own", own);
        }
        master.flush();
        System.out.println("flushed " + own);
        new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS);
      }
    }
  }

  /**
   * A clone of this process writes and flushes while the master's process writes and flushes, until
   * it is killed. The next life opens the same file, and the clone joins it.
   */
  private void killAgainAndAgain(int lives) throws Exception {
    SeededRandom random = dump.random(17);
    Path file = folder.resolve("yoda.sqlite");
    Endpoint there = net.open();
    Store clone = there.attachClone("yoda", EAGER);
    long written = 0;
    for (int life = 0; life < lives; life++) {
      try (TestProcess process =
          dump.add(TestProcess.java(MasterProcess.class, file.toString(), "0").start())) {
        int port =
            Integer.parseInt(
                process
                    .awaitLine(Pattern.compile("^listening on "), SOON)
                    .substring("listening on ".length()));
        assertThat(there.peer(HOST, port, Duration.ofMillis(100))).isTrue();
        assertThat(clone.awaitIdle(SOON)).as("life %d", life).isTrue();
        assertThat(clone.get("clone").map(Data::toString).orElse("0"))
            .isEqualTo(Long.toString(written));
        long deadline = System.nanoTime() + random.nextInt(300) * 1_000_000L;
        do {
          written++;
          clone.put("c" + written % 100, written);
          clone.increment("clone", 1);
          assertThat(clone.flush(SOON)).isTrue();
        } while (System.nanoTime() < deadline);
        process.kill9();
        there.unpeer(HOST, port);
        requireFlushed(file, process, written);
      }
    }
  }

  private void requireFlushed(Path file, TestProcess process, long written) {
    long said =
        process.lines().stream()
            .map(line -> line.text())
            .filter(text -> text.matches("flushed [0-9]+"))
            .mapToLong(text -> Long.parseLong(text.substring("flushed ".length())))
            .max()
            .orElse(0);
    try (Endpoint reader = net.open()) {
      Store store = reader.attachMaster("yoda", Backend.sqlite(file));
      long own = store.get("own", Long.class).orElse(0L);
      assertThat(own).isGreaterThanOrEqualTo(said);
      for (long n = Math.max(1, own - 99); n <= own; n++) {
        // Or the next one, if it died between the two writes.
        assertThat(store.get("own" + n % 100, Long.class).orElseThrow()).isIn(n, n + 100);
      }
      assertThat(store.get("clone", Long.class)).contains(written);
      for (long n = Math.max(1, written - 99); n <= written; n++) {
        assertThat(store.get("c" + n % 100, Long.class)).contains(n);
      }
    }
  }
}
