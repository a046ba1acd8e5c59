package org.jbroker.benchmarks.micro;

import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reads entries with small keys: a count leads to a count. Every key exists. */
@State(Scope.Benchmark)
public class StoreReadBenchmark {

  /** How many entries there are; a power of two. */
  private static final int ENTRIES = 1 << 14;

  /** What holds the entries; see {@link KeyValue#named}. */
  @Param({"ours", "concurrent-hash-map", "caffeine", "mvstore"})
  public String contestant;

  private KeyValue store;
  private final Data[] keys = new Data[ENTRIES];

  /** A thread's place among the keys. */
  @State(Scope.Thread)
  public static class Cursor {
    private int next;
  }

  /** Fills the store. */
  @Setup(Level.Trial)
  public void fill() throws Exception {
    store = KeyValue.named(contestant);
    for (int i = 0; i < ENTRIES; i++) {
      keys[i] = Count.of(i);
      store.put(keys[i], Count.of(i + 1L));
    }
  }

  /** One entry. */
  @Benchmark
  public Data get(Cursor cursor) {
    Data value = store.get(keys[cursor.next++ & ENTRIES - 1]);
    if (value == null) {
      throw new IllegalStateException("an entry is missing");
    }
    return value;
  }

  /** Ends the store. */
  @TearDown(Level.Trial)
  public void close() throws Exception {
    store.close();
  }
}
