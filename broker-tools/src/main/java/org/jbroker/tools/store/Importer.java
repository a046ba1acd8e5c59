package org.jbroker.tools.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.store.Store;
import org.jbroker.tools.cli.InputLines;
import org.jbroker.tools.cli.ToolException;

/**
 * Stores a line's key and value, line after line. What is not acknowledged by the master is bounded
 * by the store, in bytes, and here, in entries: one window is sent while the one before it is on
 * its way. Used once, by one thread.
 */
final class Importer {

  /** A Java master acknowledges every 1,024 writes, so that this many wait for nobody. */
  private static final int WINDOW_ENTRIES = 8192;

  private final Store store;
  private final Fields fields;
  private final Optional<Duration> expiry;
  private final Duration patience;
  private final LongConsumer progress;
  private CompletableFuture<Void> acknowledged = CompletableFuture.completedFuture(null);
  private long stored;

  /**
   * An importer.
   *
   * @param expiry for each entry
   * @param patience how long to wait for an acknowledgement
   * @param progress told the number of entries so far, now and then
   */
  Importer(
      Store store,
      Fields fields,
      Optional<Duration> expiry,
      Duration patience,
      LongConsumer progress) {
    this.store = store;
    this.fields = fields;
    this.expiry = expiry;
    this.patience = patience;
    this.progress = progress;
  }

  private record Entry(Data key, Data value) {}

  /**
   * Stores all entries; returns how many.
   *
   * @throws ToolException if a line cannot be read (then the ones before it are stored), or the
   *     master does not acknowledge
   */
  long run(InputLines lines) throws IOException, InterruptedException {
    ToolException bad = null;
    try {
      storeAll(lines);
    } catch (ToolException e) {
      bad = e;
    }
    await(acknowledged);
    await(store.flushAsync());
    if (bad != null) {
      throw new ToolException(bad.getMessage() + "; " + stored + " entries before it are stored");
    }
    return stored;
  }

  private void storeAll(InputLines lines) throws IOException, InterruptedException {
    Optional<byte[]> line;
    while ((line = lines.next()).isPresent()) {
      if (line.get().length > 0) {
        store(parse(line.get(), lines.number()));
        stored++;
        if (stored % WINDOW_ENTRIES == 0) {
          progress.accept(stored);
          await(acknowledged);
          acknowledged = store.flushAsync();
        }
      }
    }
  }

  private Entry parse(byte[] line, long number) {
    try {
      int tab = indexOfTab(line, 0);
      if (tab < 0 || indexOfTab(line, tab + 1) >= 0) {
        throw new IllegalArgumentException("expected a key, one tab, a value");
      }
      Data key = fields.parse(Arrays.copyOfRange(line, 0, tab));
      Data value = fields.parse(Arrays.copyOfRange(line, tab + 1, line.length));
      return new Entry(key, value);
    } catch (IllegalArgumentException e) {
      throw new ToolException("line " + number + " of the input: " + e.getMessage());
    }
  }

  private static int indexOfTab(byte[] line, int from) {
    for (int i = from; i < line.length; i++) {
      if (line[i] == '\t') {
        return i;
      }
    }
    return -1;
  }

  private void store(Entry entry) {
    if (expiry.isPresent()) {
      store.put(entry.key(), entry.value(), expiry.get());
    } else {
      store.put(entry.key(), entry.value());
    }
  }

  private void await(CompletableFuture<Void> flush) throws InterruptedException {
    try {
      flush.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw unfinished("the master did not acknowledge in time");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException broker
          && broker.error().code() == ErrorCode.SHUTTING_DOWN) {
        throw broker;
      }
      throw unfinished(e.getCause().getMessage());
    }
  }

  private ToolException unfinished(String reason) {
    return new ToolException(reason + "; some of the first " + stored + " entries are stored");
  }
}
