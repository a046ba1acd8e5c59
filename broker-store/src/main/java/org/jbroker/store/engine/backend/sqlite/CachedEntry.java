package org.jbroker.store.engine.backend.sqlite;

import java.util.Optional;
import org.jbroker.spi.StoredEntry;

/**
 * What the file has for a key, as the cache keeps it: that there is nothing is worth keeping too,
 * since {@code putUnique} asks for it.
 *
 * @param entry the entry, if there is one
 * @param bytes about what it costs
 */
record CachedEntry(Optional<StoredEntry> entry, int bytes) {

  private static final int OVERHEAD_BYTES = 150;

  static CachedEntry present(StoredEntry entry, byte[] key, byte[] value) {
    return new CachedEntry(Optional.of(entry), OVERHEAD_BYTES + key.length + value.length);
  }

  static CachedEntry absent() {
    return new CachedEntry(Optional.empty(), OVERHEAD_BYTES);
  }

  static CachedEntry of(Write write) {
    return write.erases() ? absent() : present(write.entry(), write.keyBytes(), write.valueBytes());
  }
}
