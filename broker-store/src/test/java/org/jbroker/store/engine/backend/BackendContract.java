package org.jbroker.store.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.SetData;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.BackendProvider;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoreBackend.View;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.Backend;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What every backend does. A subclass says which one. */
@NoLeaks
@ExtendWith(DumpOnFailure.class)
public abstract class BackendContract {

  /** Room for files. */
  @TempDir protected Path folder;

  /** What the backend told. */
  protected RecordingListener listener = new RecordingListener();

  /** The backend under test. */
  protected StoreBackend backend;

  /** Its settings; the same for each call in a test. */
  protected abstract Backend spec();

  /** Whether what was written is there after reopening. */
  protected abstract boolean isPersistent();

  /** Opens the backend. */
  @BeforeEach
  protected void open() {
    listener = new RecordingListener();
    backend =
        BackendProvider.named(spec().provider())
            .open(spec(), new BackendContext("yoda", "test", listener));
  }

  /** Closes it. */
  @AfterEach
  protected void close() {
    backend.close();
  }

  /** Closes and opens it. */
  protected void reopen() {
    close();
    open();
  }

  /** A key of its own for each number. */
  protected static Data key(long n) {
    return Data.vector("key", Data.count(n));
  }

  /** The value of a key, or null. */
  protected Data value(Data key) {
    return backend.find(key).map(StoredEntry::value).orElse(null);
  }

  /** Everything that a cursor meets; later states of a key replace earlier ones. */
  protected static Map<Data, StoredEntry> drain(EntryCursor cursor, int maxEntries, long maxBytes) {
    Map<Data, StoredEntry> met = new HashMap<>();
    List<EntryCursor.Item> part = cursor.next(maxEntries, maxBytes);
    while (!part.isEmpty()) {
      assertThat(part).hasSizeLessThanOrEqualTo(maxEntries);
      part.forEach(item -> met.put(item.key(), item.entry()));
      part = cursor.next(maxEntries, maxBytes);
    }
    assertThat(cursor.next(maxEntries, maxBytes)).isEmpty();
    return met;
  }

  @Test
  void findsWhatWasPutAsSoonAsPutReturns() {
    assertThat(backend.find(key(1))).isEmpty();
    backend.put(key(1), Data.string("one"), StoredEntry.NEVER);
    assertThat(backend.find(key(1)))
        .contains(new StoredEntry(Data.string("one"), StoredEntry.NEVER));
    assertThat(backend.contains(key(1))).isTrue();
    assertThat(backend.contains(key(2))).isFalse();
  }

  @Test
  void aLaterPutReplacesValueAndExpiry() {
    backend.put(key(1), Data.count(1), 5_000);
    backend.put(key(1), Data.string("x"), 6_000);
    assertThat(backend.find(key(1))).contains(new StoredEntry(Data.string("x"), 6_000));
    backend.put(key(1), Data.none(), StoredEntry.NEVER);
    listener.awaitDurable(backend);
    assertThat(backend.find(key(1))).contains(new StoredEntry(Data.none(), StoredEntry.NEVER));
    assertThat(backend.size()).isEqualTo(1);
  }

  @Test
  void keepsValuesOfEveryTypeAsKeysAndAsValues() {
    List<Data> values = new ArrayList<>();
    for (DataType type : DataType.values()) {
      values.add(org.jbroker.store.engine.ops.LibraryOps.empty(type));
    }
    values.add(Data.real(Double.NaN));
    values.add(Data.real(Double.NEGATIVE_INFINITY));
    values.add(Data.real(-0.0));
    values.add(Data.count(-1));
    values.add(Data.string(new byte[] {0, (byte) 0xFF, '\'', '?'}));
    values.add(Data.table("a", Data.set(1, "b"), Data.vector(), Data.subnet("10.0.0.0/8")));
    Data deep = Data.vector();
    for (int depth = 1; depth < Data.MAX_DEPTH - 1; depth++) {
      deep = Data.vector(deep);
    }
    values.add(deep);
    for (Data value : values) {
      backend.put(value, value, StoredEntry.NEVER);
    }
    backend.put(deep, Data.vector(deep), StoredEntry.NEVER);
    assertThat(value(deep)).isEqualTo(Data.vector(deep));
    backend.put(deep, deep, StoredEntry.NEVER);
    if (isPersistent()) {
      reopen();
    }
    for (Data value : values) {
      assertThat(value(value)).isEqualTo(value);
    }
    assertThat(backend.size()).isEqualTo(values.size());
    assertThat((Data) backend.keys()).isEqualTo(SetData.of(values.toArray(new Data[0])));
  }

  @Test
  void eraseRemovesAndIsNoErrorForAMissingKey() {
    backend.erase(key(1));
    backend.put(key(1), Data.count(1), StoredEntry.NEVER);
    listener.awaitDurable(backend);
    backend.erase(key(1));
    assertThat(backend.find(key(1))).isEmpty();
    assertThat(backend.size()).isZero();
    backend.erase(key(1));
    listener.awaitDurable(backend);
    assertThat(backend.find(key(1))).isEmpty();
    assertThat(backend.size()).isZero();
    assertThat((Data) backend.keys()).isEqualTo(SetData.empty());
  }

  @Test
  void clearRemovesWhatIsDurableAndWhatIsPending() {
    backend.put(key(1), Data.count(1), StoredEntry.NEVER);
    listener.awaitDurable(backend);
    backend.put(key(2), Data.count(2), StoredEntry.NEVER);
    backend.clear();
    assertThat(backend.find(key(1))).isEmpty();
    assertThat(backend.find(key(2))).isEmpty();
    assertThat(backend.size()).isZero();
    assertThat((Data) backend.keys()).isEqualTo(SetData.empty());
    backend.put(key(3), Data.count(3), StoredEntry.NEVER);
    assertThat(drain(backend.scan(View.LATEST), 10, 1000)).containsOnlyKeys(key(3));
    listener.awaitDurable(backend);
    assertThat(drain(backend.scan(View.DURABLE), 10, 1000)).containsOnlyKeys(key(3));
    assertThat(backend.find(key(1))).isEmpty();
    assertThat(backend.size()).isEqualTo(1);
  }

  @Test
  void numbersWritesFromOneWithoutGaps() {
    assertThat(backend.writeSequence()).isZero();
    assertThat(backend.durableSequence()).isZero();
    assertThat(backend.put(key(1), Data.count(1), StoredEntry.NEVER)).isEqualTo(1);
    assertThat(backend.erase(key(7))).isEqualTo(2);
    assertThat(backend.clear()).isEqualTo(3);
    assertThat(backend.put(key(1), Data.count(1), StoredEntry.NEVER)).isEqualTo(4);
    assertThat(backend.writeSequence()).isEqualTo(4);
    listener.awaitDurable(backend);
    assertThat(backend.durableSequence()).isEqualTo(4);
    backend.rollback();
    assertThat(backend.writeSequence()).as("without a failure").isEqualTo(4);
  }

  @Test
  void aCursorMeetsEverythingInPartsWithinTheLimits() {
    Map<Data, StoredEntry> model = new HashMap<>();
    for (int i = 0; i < 500; i++) {
      long expiry = i % 3 == 0 ? i : StoredEntry.NEVER;
      backend.put(key(i), Data.string("v" + i), expiry);
      model.put(key(i), new StoredEntry(Data.string("v" + i), expiry));
    }
    assertThat(drain(backend.scan(View.LATEST), 7, 1 << 20)).isEqualTo(model);
    listener.awaitDurable(backend);
    EntryCursor cursor = backend.scan(View.DURABLE);
    assertThat(cursor.sequence()).isEqualTo(500);
    assertThat(drain(cursor, 100, 50)).isEqualTo(model);
    assertThat(drain(backend.scan(View.LATEST), 1000, 1)).isEqualTo(model);
  }

  @Test
  void aCursorMissesNothingThatStaysWhileOthersAreWritten() {
    Map<Data, StoredEntry> stays = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      backend.put(key(i), Data.count(0), StoredEntry.NEVER);
    }
    listener.awaitDurable(backend);
    EntryCursor durable = backend.scan(View.DURABLE);
    EntryCursor latest = backend.scan(View.LATEST);
    Map<Data, StoredEntry> metDurable = new HashMap<>();
    Map<Data, StoredEntry> metLatest = new HashMap<>();
    SeededRandom random = SeededRandom.of(11);
    boolean more = true;
    while (more) {
      for (int i = 0; i < 40; i++) {
        int n = random.nextInt(1000);
        switch (random.nextInt(3)) {
          case 0 -> backend.put(key(n), Data.count(1), StoredEntry.NEVER);
          case 1 -> backend.erase(key(n));
          default -> backend.put(key(5000 + n), Data.count(1), StoredEntry.NEVER);
        }
      }
      List<EntryCursor.Item> a = durable.next(50, 1 << 20);
      List<EntryCursor.Item> b = latest.next(50, 1 << 20);
      a.forEach(item -> metDurable.put(item.key(), item.entry()));
      b.forEach(item -> metLatest.put(item.key(), item.entry()));
      more = !a.isEmpty() || !b.isEmpty();
    }
    for (int i = 1000; i < 2000; i++) {
      stays.put(key(i), new StoredEntry(Data.count(0), StoredEntry.NEVER));
    }
    assertThat(metDurable).containsAllEntriesOf(stays);
    assertThat(metLatest).containsAllEntriesOf(stays);
  }

  @Test
  void randomOperationsAgreeWithAModel() {
    SeededRandom random = SeededRandom.of(2024);
    Map<Data, StoredEntry> model = new HashMap<>();
    for (int step = 0; step < 6000; step++) {
      Data key = key(random.nextInt(60));
      int dice = random.nextInt(1000);
      if (dice < 600) {
        Data value =
            random.nextBoolean() ? Data.count(step) : Data.string("v".repeat(random.nextInt(400)));
        long expiry = random.nextBoolean() ? StoredEntry.NEVER : step;
        backend.put(key, value, expiry);
        model.put(key, new StoredEntry(value, expiry));
      } else if (dice < 850) {
        backend.erase(key);
        model.remove(key);
      } else if (dice < 860) {
        backend.clear();
        model.clear();
      } else if (dice < 864) {
        listener.awaitDurable(backend);
        assertThat(drain(backend.scan(View.DURABLE), 7, 300)).isEqualTo(model);
      } else if (dice < 867 && isPersistent()) {
        reopen();
      } else if (dice < 880) {
        assertThat(drain(backend.scan(View.LATEST), 1 + random.nextInt(50), 1 << 20))
            .isEqualTo(model);
        assertThat((Data) backend.keys())
            .isEqualTo(SetData.of(model.keySet().toArray(new Data[0])));
      }
      Data asked = key(random.nextInt(60));
      assertThat(backend.find(asked).orElse(null)).isEqualTo(model.get(asked));
      assertThat(backend.size()).isEqualTo(model.size());
    }
  }

  @Test
  void countsKeysThatNobodyAskedFor() {
    SeededRandom random = SeededRandom.of(7);
    Map<Data, Integer> model = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      Data key = key(random.nextInt(300));
      int dice = random.nextInt(10_000);
      if (dice < 6_000) {
        backend.put(key, Data.count(step), StoredEntry.NEVER);
        model.put(key, step);
      } else if (dice < 9_800) {
        backend.erase(key);
        model.remove(key);
      } else if (dice < 9_900) {
        assertThat(backend.size()).as("in step %d", step).isEqualTo(model.size());
      } else if (dice < 9_980) {
        listener.awaitDurable(backend);
      } else if (dice < 9_990 && isPersistent()) {
        reopen();
      } else if (dice == 9_999) {
        backend.clear();
        model.clear();
      }
    }
    assertThat(backend.size()).isEqualTo(model.size());
    model.forEach((key, value) -> assertThat(value(key)).isEqualTo(Data.count(value)));
  }

  @Test
  void theSizeIsRightWhileGroupsAreCommitted() throws InterruptedException {
    for (int i = 0; i < 20_000; i += 2) {
      backend.put(key(i), Data.count(0), StoredEntry.NEVER);
    }
    if (isPersistent()) {
      reopen();
    }
    long before = backend.size();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicReference<String> wrong = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              while (done.get() < 10_000 && wrong.get() == null) {
                long least = before + done.get();
                long size = backend.size();
                long most = before + begun.get();
                if (size < least || size > most) {
                  wrong.set(size + " is not from " + least + " to " + most);
                }
              }
            },
            "reader");
    reader.start();
    for (int i = 0; i < 20_000; i++) {
      // The even ones are there already.
      begun.addAndGet(i % 2);
      backend.put(key(i), Data.count(i), StoredEntry.NEVER);
      done.addAndGet(i % 2);
    }
    reader.join();
    assertThat(wrong.get()).isNull();
    assertThat(backend.size()).isEqualTo(20_000);
  }

  @Test
  void readersNeverSeeAnEntryGoBackOrVanish() throws InterruptedException {
    Data counter = Data.string("counter");
    backend.put(counter, Data.count(0), StoredEntry.NEVER);
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<String> wrong = new AtomicReference<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread reader =
          new Thread(
              () -> {
                long last = 0;
                while (!done.get() && wrong.get() == null) {
                  Data seen = value(counter);
                  long now = seen instanceof org.jbroker.data.Count c ? c.bits() : -1;
                  if (now < last) {
                    wrong.set(last + " then " + seen);
                  }
                  last = now;
                }
              },
              "reader-" + i);
      reader.start();
      readers.add(reader);
    }
    for (int i = 1; i <= 20_000; i++) {
      backend.put(counter, Data.count(i), StoredEntry.NEVER);
      if (i % 100 == 0) {
        listener.awaitDurable(backend);
      }
    }
    done.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(wrong.get()).isNull();
  }

  @Test
  void refusesEverythingAfterClose() {
    backend.put(key(1), Data.count(1), StoredEntry.NEVER);
    EntryCursor cursor = backend.scan(View.LATEST);
    backend.close();
    backend.close();
    assertThatThrownBy(() -> backend.find(key(1))).isInstanceOf(BackendException.class);
    assertThatThrownBy(() -> backend.put(key(1), Data.none(), StoredEntry.NEVER))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(backend::clear).isInstanceOf(BackendException.class);
    assertThatThrownBy(backend::keys).isInstanceOf(BackendException.class);
    assertThatThrownBy(() -> drain(cursor, 10, 1000)).isInstanceOf(BackendException.class);
  }
}
