package org.jbroker.store.engine.backend.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Vector;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.BackendListener;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoreBackend.View;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.SqliteOptions;
import org.jbroker.store.engine.backend.RecordingListener;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process writes and says what is durable; it is killed at a random moment. Write n of a life
 * sets one of {@value #KEYS} keys to (life, n), or erases it, by a rule that the test knows, too.
 * So the file must hold exactly what some number of writes leave behind, and no fewer than were
 * said.
 */
@NoLeaks
@ExtendWith(DumpOnFailure.class)
@DisabledOnOs(OS.WINDOWS)
class KillTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int KEYS = 500;

  @TempDir Path folder;

  /** Writes until it is killed: arguments FILE LIFE. */
  static final class Writer {

    private Writer() {}

    /** Main. */
    public static void main(String[] args) throws InterruptedException {
      int life = Integer.parseInt(args[1]);
      BackendListener listener =
          new BackendListener() {
            @Override
            public void durable(long sequence) {
              System.out.println("durable " + sequence);
            }

            @Override
            public void failed(BackendException cause) {
              System.out.println("failed " + cause);
            }
          };
      StoreBackend backend = open(Path.of(args[0]), listener);
      for (long n = 1; ; n++) {
        backend.awaitCapacity();
        write(backend, life, n);
        if (n % 97 == 0) {
          LockSupport.parkNanos(200_000);
        }
      }
    }

    private static void write(StoreBackend backend, int life, long n) {
      if (erases(n)) {
        backend.erase(key(n));
      } else {
        backend.put(key(n), value(life, n), expiry(n));
      }
    }
  }

  private static StoreBackend open(Path file, BackendListener listener) {
    return new SqliteBackendProvider()
        .open(
            SqliteOptions.builder(file).integrityCheck(true).build(),
            new BackendContext("yoda", "test", listener));
  }

  private static Data key(long n) {
    return Data.count(n * 7919 % KEYS);
  }

  private static boolean erases(long n) {
    return n % 7 == 0;
  }

  private static Data value(int life, long n) {
    return Data.vector(life, Data.count(n), "x".repeat((int) (n % 300)));
  }

  private static long expiry(long n) {
    return n % 3 == 0 ? n : StoredEntry.NEVER;
  }

  /** What the first {@code last} writes of a life make of {@code state}. */
  private static void replay(Map<Data, StoredEntry> state, int life, long first, long last) {
    for (long n = first; n <= last; n++) {
      if (erases(n)) {
        state.remove(key(n));
      } else {
        state.put(key(n), new StoredEntry(value(life, n), expiry(n)));
      }
    }
  }

  private static Map<Data, StoredEntry> contents(StoreBackend backend) {
    Map<Data, StoredEntry> all = new HashMap<>();
    EntryCursor cursor = backend.scan(View.DURABLE);
    for (var part = cursor.next(1000, 1 << 20);
        !part.isEmpty();
        part = cursor.next(1000, 1 << 20)) {
      part.forEach(item -> all.put(item.key(), item.entry()));
    }
    return all;
  }

  @Test
  void nothingThatWasDurableIsMissingAfterKill9() {
    killAgainAndAgain(6, 150);
  }

  @Test
  @Tag("long")
  @Timeout(1800)
  void nothingThatWasDurableIsMissingAfterKill9OftenRepeated() {
    killAgainAndAgain(300, 800);
  }

  private void killAgainAndAgain(int lives, int maxMillis) {
    SeededRandom random = SeededRandom.of(99);
    Path file = folder.resolve("store.sqlite");
    Map<Data, StoredEntry> state = new HashMap<>();
    for (int life = 1; life <= lives; life++) {
      long said = liveAndDie(file, life, random.nextInt(maxMillis));
      try (StoreBackend backend = open(file, new RecordingListener())) {
        Map<Data, StoredEntry> found = contents(backend);
        long reached = Math.max(said, lastWrite(found, life));
        replay(state, life, 1, reached);
        // The very last write may have been one that erases, and so left no number behind.
        if (!found.equals(state) && erases(reached + 1)) {
          replay(state, life, reached + 1, reached + 1);
        }
        assertThat(found).as("life %d, durable %d of %d", life, said, reached).isEqualTo(state);
        assertThat(backend.size()).isEqualTo(state.size());
      }
    }
  }

  /** Runs a writer for a while; returns what it said last to be durable. */
  private static long liveAndDie(Path file, int life, int millis) {
    try (TestProcess writer =
        TestProcess.java(Writer.class, file.toString(), Integer.toString(life)).start()) {
      writer.awaitLine(Pattern.compile("^durable "), SOON);
      LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
      writer.kill9();
      return writer.lines().stream()
          .map(line -> line.text())
          .filter(text -> text.matches("durable [0-9]+"))
          .mapToLong(text -> Long.parseLong(text.substring("durable ".length())))
          .max()
          .orElseThrow();
    }
  }

  private static long lastWrite(Map<Data, StoredEntry> found, int life) {
    return found.values().stream()
        .map(entry -> entry.value().get(Vector.class))
        .filter(vector -> vector.get(0).equals(Data.of(life)))
        .mapToLong(vector -> vector.get(1).get(Count.class).bits())
        .max()
        .orElse(0);
  }
}
