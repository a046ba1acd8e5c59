package org.jbroker.store.engine.backend.sqlite;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jbroker.data.Data;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.StoredEntry;

/**
 * The writes of one group, of each key the last. They become durable together, so their order among
 * themselves is of no account; a clear comes before all of them.
 *
 * <p>Changed under the lock of {@link GroupCommit}, until the writer thread takes it; {@link #find}
 * and {@link #writes} are for any thread at any time.
 */
final class PendingWrites {

  /** What an entry costs in memory beside its encoded bytes, roughly. */
  private static final int OVERHEAD_BYTES = 200;

  private final boolean cleared;
  private final ConcurrentHashMap<Data, Write> writes = new ConcurrentHashMap<>();
  private final Map<String, Long> notes = new HashMap<>();
  private long lastSequence;
  private long sizeAfter;
  private long bytes;

  /**
   * A group without writes.
   *
   * @param cleared whether everything before it is gone
   * @param lastSequence the write before
   * @param size the number of entries before
   */
  PendingWrites(boolean cleared, long lastSequence, long size) {
    this.cleared = cleared;
    this.lastSequence = lastSequence;
    sizeAfter = size;
  }

  /**
   * A write of one key.
   *
   * @param key the key
   * @param keyBytes the key as in the file
   * @param entry the new entry, or null if the key is erased
   * @param valueBytes the value as in the file, or null
   */
  record Write(Data key, byte[] keyBytes, StoredEntry entry, byte[] valueBytes) {

    static Write put(Data key, StoredEntry entry) {
      return new Write(key, DataCodec.encode(key), entry, DataCodec.encode(entry.value()));
    }

    static Write erase(Data key) {
      return new Write(key, DataCodec.encode(key), null, null);
    }

    boolean erases() {
      return entry == null;
    }

    int bytes() {
      return OVERHEAD_BYTES + keyBytes.length + (valueBytes == null ? 0 : valueBytes.length);
    }
  }

  /** Adds a write; {@code sizeChange} is what it does to the number of entries. */
  void add(Write write, int sizeChange) {
    Write before = writes.put(write.key(), write);
    bytes += write.bytes() - (before == null ? 0 : before.bytes());
    lastSequence++;
    sizeAfter += sizeChange;
  }

  /** Adds notes that belong to the last write. */
  void addNotes(Map<String, Long> more) {
    notes.putAll(more);
  }

  /** The notes; not to be changed while the group is committed. */
  Map<String, Long> notes() {
    return notes;
  }

  /** Whether everything that is not written here is gone. */
  boolean isCleared() {
    return cleared;
  }

  boolean isEmpty() {
    return !cleared && writes.isEmpty();
  }

  /** The write of a key, or null. */
  Write find(Data key) {
    return writes.get(key);
  }

  Collection<Write> writes() {
    return writes.values();
  }

  /** The number of the last write in or before it. */
  long lastSequence() {
    return lastSequence;
  }

  /** The number of entries after it. */
  long sizeAfter() {
    return sizeAfter;
  }

  long bytes() {
    return bytes;
  }
}
