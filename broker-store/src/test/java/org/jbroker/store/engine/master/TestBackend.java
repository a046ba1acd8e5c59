package org.jbroker.store.engine.master;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.BackendListener;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;

/**
 * A backend in memory that becomes durable at once or, while it is held, when the test says so, and
 * that fails when the test says so. Thread-safe; the listener is called without its lock, on the
 * thread of the test.
 */
public final class TestBackend implements StoreBackend {

  /** How many writes are held before there is no room for more. */
  public static final int CAPACITY = 10_000;

  private record Write(Consumer<Map<Data, StoredEntry>> change, Map<String, Long> notes) {}

  private final ConcurrentSkipListMap<Data, StoredEntry> visible = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Data, StoredEntry> durable = new ConcurrentSkipListMap<>();
  private final ArrayDeque<Write> pending = new ArrayDeque<>();
  private final Map<String, Long> notes = new HashMap<>();
  private final Map<String, Long> nextNotes = new HashMap<>();
  private BackendListener listener;
  private boolean held;
  private BackendException refusal;
  private BackendException scanRefusal;
  private boolean closed;
  private long durableSequence;

  /** As {@code Master} opens it. Entries survive: open it again to restart. */
  public synchronized TestBackend open(BackendListener newListener) {
    listener = newListener;
    closed = false;
    visible.clear();
    visible.putAll(durable);
    return this;
  }

  /** From now on writes are not durable until {@link #commit}. */
  public synchronized void hold() {
    held = true;
  }

  /** Makes the first {@code count} pending writes durable, as a group. */
  public void commit(int count) {
    BackendListener told;
    long upTo;
    synchronized (this) {
      for (int i = 0; i < count; i++) {
        commitOne();
      }
      told = listener;
      upTo = durableSequence;
    }
    told.durable(upTo);
  }

  /** Makes all writes durable. */
  public void commitAll() {
    commit(pendingWrites());
  }

  private synchronized void commitOne() {
    Write write = pending.remove();
    write.change().accept(durable);
    notes.putAll(write.notes());
    durableSequence++;
    notifyAll();
  }

  @Override
  public boolean hasCapacity() {
    return pendingWrites() < CAPACITY;
  }

  @Override
  public synchronized void awaitCapacity() throws InterruptedException {
    while (!hasCapacity() && refusal == null && !closed) {
      wait();
    }
  }

  /** How many writes are not durable. */
  public synchronized int pendingWrites() {
    return pending.size();
  }

  /** What is not durable is lost. */
  public void fail(String message) {
    BackendListener told;
    BackendException cause;
    synchronized (this) {
      cause = new BackendException(ErrorCode.BACKEND_FAILURE, message);
      refusal = cause;
      told = listener;
    }
    told.failed(cause);
  }

  /** From now on writes throw; null ends that. */
  public synchronized void refuse(String message) {
    refusal = message == null ? null : new BackendException(ErrorCode.BACKEND_FAILURE, message);
  }

  /** From now on scans throw; null ends that. */
  public synchronized void refuseScans(String message) {
    scanRefusal = message == null ? null : new BackendException(ErrorCode.BACKEND_FAILURE, message);
  }

  /** What a restart would find. */
  public NavigableMap<Data, StoredEntry> durableEntries() {
    return durable;
  }

  private synchronized long write(Consumer<Map<Data, StoredEntry>> change) {
    requireOpen();
    if (refusal != null) {
      throw refusal;
    }
    change.accept(visible);
    pending.add(new Write(change, Map.copyOf(nextNotes)));
    nextNotes.clear();
    if (!held) {
      commitOne();
    }
    return durableSequence + pending.size();
  }

  private synchronized void requireOpen() {
    if (closed) {
      throw new BackendException(ErrorCode.BACKEND_FAILURE, "closed");
    }
  }

  @Override
  public Optional<StoredEntry> find(Data key) {
    requireOpen();
    return Optional.ofNullable(visible.get(key));
  }

  @Override
  public long size() {
    requireOpen();
    return visible.size();
  }

  @Override
  public SetData keys() {
    requireOpen();
    SetData.Builder keys = SetData.builder();
    visible.keySet().forEach(keys::add);
    return keys.build();
  }

  @Override
  public synchronized EntryCursor scan(View view) {
    requireOpen();
    if (scanRefusal != null) {
      throw scanRefusal;
    }
    return new Cursor(
        view == View.DURABLE ? durable : visible,
        view == View.DURABLE ? durableSequence : writeSequence());
  }

  @Override
  public void expiries(ObjLongConsumer<Data> action) {
    durable.forEach(
        (key, entry) -> {
          if (entry.expires()) {
            action.accept(key, entry.expiryNanos());
          }
        });
  }

  @Override
  public long put(Data key, Data value, long expiryNanos) {
    return write(entries -> entries.put(key, new StoredEntry(value, expiryNanos)));
  }

  @Override
  public long erase(Data key) {
    return write(entries -> entries.remove(key));
  }

  @Override
  public long clear() {
    return write(Map::clear);
  }

  @Override
  public synchronized void note(String name, long number) {
    nextNotes.put(name, number);
  }

  @Override
  public synchronized Map<String, Long> notes() {
    return Map.copyOf(notes);
  }

  /** What is not durable is gone, as after the end of the process. */
  public synchronized void crash() {
    pending.clear();
    nextNotes.clear();
  }

  @Override
  public synchronized long writeSequence() {
    return durableSequence + pending.size();
  }

  @Override
  public synchronized long durableSequence() {
    return durableSequence;
  }

  @Override
  public synchronized void rollback() {
    pending.clear();
    nextNotes.clear();
    visible.clear();
    visible.putAll(durable);
    refusal = null;
  }

  @Override
  public void close() {
    if (pendingWrites() > 0) {
      commitAll();
    }
    synchronized (this) {
      closed = true;
    }
  }

  /** Looks at the map again for each part. */
  private record Cursor(NavigableMap<Data, StoredEntry> entries, long sequence, Data[] last)
      implements EntryCursor {

    Cursor(NavigableMap<Data, StoredEntry> entries, long sequence) {
      this(entries, sequence, new Data[1]);
    }

    @Override
    public List<Item> next(int maxEntries, long maxBytes) {
      List<Item> part = new ArrayList<>();
      NavigableMap<Data, StoredEntry> rest =
          last[0] == null ? entries : entries.tailMap(last[0], false);
      for (Map.Entry<Data, StoredEntry> entry : rest.entrySet()) {
        if (part.size() == maxEntries) {
          break;
        }
        part.add(new Item(entry.getKey(), entry.getValue()));
        last[0] = entry.getKey();
      }
      return part;
    }
  }
}
