package org.jbroker.store.engine.backend.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoreBackend.View;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.SqliteOptions;
import org.jbroker.store.engine.backend.RecordingListener;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Writes that fail while the store is running. */
@NoLeaks
@ExtendWith(DumpOnFailure.class)
class SqliteFailureTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final RecordingListener listener = new RecordingListener();

  private Path file() {
    return folder.resolve("store.sqlite");
  }

  private StoreBackend open(Connector connector) {
    SqliteOptions options =
        SqliteOptions.builder(file())
            .synchronous(SqliteOptions.Synchronous.OFF)
            .busyTimeout(Duration.ofMillis(50))
            .integrityCheck(true)
            .build();
    return SqliteTable.open(
        new SqliteFile(options, connector), new BackendContext("yoda", "test", listener));
  }

  private static Map<Data, StoredEntry> contents(StoreBackend backend, View view) {
    Map<Data, StoredEntry> all = new HashMap<>();
    EntryCursor cursor = backend.scan(view);
    for (var part = cursor.next(100, 1 << 20); !part.isEmpty(); part = cursor.next(100, 1 << 20)) {
      part.forEach(item -> all.put(item.key(), item.entry()));
    }
    return all;
  }

  private static StoredEntry entry(Object value) {
    return new StoredEntry(Data.of(value), StoredEntry.NEVER);
  }

  /** Makes what was written durable, and keeps the writer in its listener then. */
  private void holdTheWriterAfter(StoreBackend backend) {
    long last = backend.writeSequence();
    Await.until(SOON, () -> listener.told() == last);
    listener.closeGate();
    backend.erase(Data.of("no such key"));
    Await.until(SOON, () -> listener.told() == last + 1);
  }

  @Test
  void aFailedGroupIsForgottenAsAWholeAndTheNextOneSucceeds() {
    FaultyConnector faulty = new FaultyConnector();
    try (StoreBackend backend = open(faulty)) {
      backend.put(Data.of("kept"), Data.of(1), StoredEntry.NEVER);
      holdTheWriterAfter(backend);
      faulty.failAt(2);
      backend.put(Data.of("kept"), Data.of(2), StoredEntry.NEVER);
      backend.put(Data.of("lost"), Data.of(3), StoredEntry.NEVER);
      listener.openGate();

      BackendException told = listener.awaitFailure();
      assertThat(told.code()).isEqualTo(ErrorCode.BACKEND_FAILURE);
      assertThat(told).hasMessageContaining(file().toString()).hasMessageContaining("injected");
      assertThatThrownBy(() -> backend.put(Data.of("x"), Data.of(4), StoredEntry.NEVER))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining("injected");

      backend.rollback();
      assertThat(backend.writeSequence()).isEqualTo(backend.durableSequence());
      assertThat(backend.find(Data.of("kept"))).contains(entry(1));
      assertThat(backend.find(Data.of("lost"))).isEmpty();
      assertThat(contents(backend, View.DURABLE)).isEqualTo(contents(backend, View.LATEST));
      assertThat(backend.size()).isEqualTo(contents(backend, View.LATEST).size());

      backend.put(Data.of("lost"), Data.of(5), StoredEntry.NEVER);
      listener.awaitDurable(backend);
      assertThat(backend.find(Data.of("lost"))).contains(entry(5));
    }
  }

  @Test
  void whicheverWriteFailsTheFileHoldsExactlyTheWritesUpToTheLastDurableOne() {
    SeededRandom random = SeededRandom.of(7);
    for (int n = 1; n <= 80; n++) {
      FaultyConnector faulty = new FaultyConnector();
      Map<Data, StoredEntry> expected;
      try (StoreBackend backend = open(faulty)) {
        Map<Data, StoredEntry> model = contents(backend, View.LATEST);
        List<Map<Data, StoredEntry>> history = new ArrayList<>(List.of(new HashMap<>(model)));
        faulty.failAt(n);
        writeUntilItFails(backend, random, model, history);
        listener.awaitFailure();
        expected = history.get((int) backend.durableSequence());
        backend.rollback();
        assertThat(contents(backend, View.LATEST)).isEqualTo(expected);
        assertThat(contents(backend, View.DURABLE)).isEqualTo(expected);
        assertThat(backend.size()).isEqualTo(expected.size());
      }
      try (StoreBackend backend = open(Connector.DRIVER)) {
        assertThat(contents(backend, View.DURABLE)).as("failure at %d", n).isEqualTo(expected);
        assertThat(backend.size()).isEqualTo(expected.size());
      }
    }
  }

  private void writeUntilItFails(
      StoreBackend backend,
      SeededRandom random,
      Map<Data, StoredEntry> model,
      List<Map<Data, StoredEntry>> history) {
    try {
      while (!listener.hasFailed()) {
        writeAnything(backend, random, model);
        history.add(new HashMap<>(model));
        if (random.chance(0.3)) {
          long last = backend.writeSequence();
          Await.until(SOON, () -> backend.durableSequence() >= last || listener.hasFailed());
        }
      }
    } catch (BackendException refused) {
      assertThat(refused).hasMessageContaining("injected");
    }
  }

  private static void writeAnything(
      StoreBackend backend, SeededRandom random, Map<Data, StoredEntry> model) {
    Data key = Data.of(random.nextInt(20));
    if (random.chance(0.02)) {
      backend.clear();
      model.clear();
    } else if (random.chance(0.3)) {
      backend.erase(key);
      model.remove(key);
    } else {
      Data value = Data.of(random.nextLong());
      backend.put(key, value, StoredEntry.NEVER);
      model.put(key, new StoredEntry(value, StoredEntry.NEVER));
    }
  }

  @Test
  void aFullDiskIsReportedAndWritingGoesOnWhenThereIsRoomAgain() {
    AtomicInteger pages = new AtomicInteger(30);
    Connector limited =
        (path, busyTimeout) -> {
          Connection connection = Connector.DRIVER.connect(path, busyTimeout);
          try (Statement statement = connection.createStatement()) {
            statement.execute("pragma max_page_count=" + pages);
          }
          return connection;
        };
    try (StoreBackend backend = open(limited)) {
      backend.put(Data.of("small"), Data.of(1), StoredEntry.NEVER);
      listener.awaitDurable(backend);
      backend.put(Data.of("large"), Data.of("x".repeat(1 << 20)), StoredEntry.NEVER);
      BackendException told = listener.awaitFailure();
      assertThat(told)
          .hasMessageContaining("no room is left")
          .hasMessageContaining(file().toString());
      backend.rollback();
      assertThat(backend.find(Data.of("large"))).isEmpty();
      // Not a row of such a group may remain.
      backend.put(Data.of("small"), Data.of(1), StoredEntry.NEVER);
      holdTheWriterAfter(backend);
      for (int i = 0; i < 400; i++) {
        backend.put(Data.of(i), Data.of("x".repeat(1000)), StoredEntry.NEVER);
      }
      listener.openGate();
      listener.awaitFailure();
      backend.rollback();
      assertThat(contents(backend, View.DURABLE)).containsOnlyKeys(Data.of("small"));

      pages.set(10_000);
      backend.put(Data.of("small"), Data.of(2), StoredEntry.NEVER);
      listener.awaitDurable(backend);
      backend.put(Data.of("large"), Data.of("x".repeat(1 << 20)), StoredEntry.NEVER);
      listener.awaitDurable(backend);
    }
    try (StoreBackend backend = open(Connector.DRIVER)) {
      assertThat(backend.size()).isEqualTo(2);
      assertThat(backend.find(Data.of("small"))).contains(entry(2));
    }
  }

  @Test
  void aFileThatAnotherProgramLocksIsReportedAndWritingGoesOnAfterwards() throws SQLException {
    try (StoreBackend backend = open(Connector.DRIVER);
        Connection other = Connector.DRIVER.connect(file(), Duration.ZERO);
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      backend.put(Data.of("k"), Data.of(1), StoredEntry.NEVER);
      assertThat(listener.awaitFailure()).hasMessageContaining("locked");
      statement.execute("commit");
      backend.rollback();
      backend.put(Data.of("k"), Data.of(2), StoredEntry.NEVER);
      listener.awaitDurable(backend);
      assertThat(backend.find(Data.of("k"))).contains(entry(2));
    }
  }

  @Test
  void writesThatArriveTogetherShareATransaction() {
    try (StoreBackend backend = open(Connector.DRIVER)) {
      listener.closeGate();
      backend.put(Data.of(0), Data.of(0), StoredEntry.NEVER);
      Await.until(SOON, () -> listener.calls() == 1);
      for (int i = 1; i <= 1000; i++) {
        backend.put(Data.of(i), Data.of(i), StoredEntry.NEVER);
      }
      assertThat(backend.durableSequence()).isEqualTo(1);
      assertThat(contents(backend, View.DURABLE)).hasSize(1);
      assertThat(contents(backend, View.LATEST)).hasSize(1001);
      listener.openGate();
      listener.awaitDurable(backend);
      Await.until(SOON, () -> listener.told() == 1001);
      assertThat(listener.calls()).isEqualTo(2);
    }
  }

  @Test
  void writersAreToldWhenTooMuchIsPending() throws InterruptedException {
    try (StoreBackend backend = open(Connector.DRIVER)) {
      listener.closeGate();
      backend.put(Data.of(0), Data.of(0), StoredEntry.NEVER);
      Await.until(SOON, () -> listener.calls() == 1);
      Data large = Data.of(new byte[4 << 20]);
      assertThat(backend.hasCapacity()).isTrue();
      backend.awaitCapacity();
      for (int i = 0; i < 16; i++) {
        backend.put(Data.of(i), large, StoredEntry.NEVER);
      }
      assertThat(backend.hasCapacity()).isFalse();
      listener.openGate();
      backend.awaitCapacity();
      assertThat(backend.hasCapacity()).isTrue();
    }
  }
}
