package org.jbroker.store.engine.backend.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;

/**
 * A concurrent map. Every write is durable, in the sense of this backend, when it returns; so there
 * is no thread, the listener is never called, and nothing can fail.
 *
 * <p>No locks. {@code entries} is replaced as a whole by {@link #clear}, so that no reader sees
 * half of it; {@code sequence} grows after the map changed, so that who reads the number first sees
 * at least the writes that it counts.
 */
final class MemoryTable implements StoreBackend {

  private final String storeName;
  private volatile ConcurrentHashMap<Data, StoredEntry> entries = new ConcurrentHashMap<>();
  private volatile long sequence;

  MemoryTable(String storeName) {
    this.storeName = storeName;
  }

  @Override
  public Optional<StoredEntry> find(Data key) {
    return Optional.ofNullable(open().get(key));
  }

  @Override
  public boolean contains(Data key) {
    return open().containsKey(key);
  }

  @Override
  public long size() {
    return open().mappingCount();
  }

  @Override
  public SetData keys() {
    SetData.Builder keys = SetData.builder();
    open().keySet().forEach(keys::add);
    return keys.build();
  }

  @Override
  public EntryCursor scan(View view) {
    Objects.requireNonNull(view, "view");
    long from = sequence;
    return new Cursor(from, open().entrySet().iterator());
  }

  @Override
  public void expiries(ObjLongConsumer<Data> action) {
    open()
        .forEach(
            (key, entry) -> {
              if (entry.expires()) {
                action.accept(key, entry.expiryNanos());
              }
            });
  }

  @Override
  public long put(Data key, Data value, long expiryNanos) {
    open().put(key, new StoredEntry(value, expiryNanos));
    return next();
  }

  @Override
  public long erase(Data key) {
    open().remove(key);
    return next();
  }

  @Override
  public long clear() {
    open();
    entries = new ConcurrentHashMap<>();
    return next();
  }

  private long next() {
    long next = sequence + 1;
    sequence = next;
    return next;
  }

  @Override
  public long writeSequence() {
    return sequence;
  }

  @Override
  public long durableSequence() {
    return sequence;
  }

  @Override
  public void rollback() {
    open();
  }

  @Override
  public void close() {
    entries = null;
  }

  private ConcurrentHashMap<Data, StoredEntry> open() {
    ConcurrentHashMap<Data, StoredEntry> current = entries;
    if (current == null) {
      throw new BackendException(
          ErrorCode.BACKEND_FAILURE, "the memory of store \"" + storeName + "\" is closed");
    }
    return current;
  }

  /** The map's own iterator is as weakly consistent as a cursor may be. */
  private final class Cursor implements EntryCursor {

    private final long from;
    private final Iterator<Map.Entry<Data, StoredEntry>> rest;

    Cursor(long from, Iterator<Map.Entry<Data, StoredEntry>> rest) {
      this.from = from;
      this.rest = rest;
    }

    @Override
    public long sequence() {
      return from;
    }

    @Override
    public List<Item> next(int maxEntries, long maxBytes) {
      open();
      List<Item> part = new ArrayList<>(Math.min(maxEntries, 1024));
      while (part.size() < maxEntries && rest.hasNext()) {
        Map.Entry<Data, StoredEntry> entry = rest.next();
        part.add(new Item(entry.getKey(), entry.getValue()));
      }
      return part;
    }
  }
}
