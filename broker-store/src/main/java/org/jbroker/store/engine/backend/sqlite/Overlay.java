package org.jbroker.store.engine.backend.sqlite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.function.Function;
import org.jbroker.data.Data;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.engine.backend.sqlite.PendingWrites.Write;

/**
 * Where a read looks, in this order: the group that gathers, the group that is being committed, and
 * the cache of what is durable, filled from the file. Immutable but for its parts; replaced when a
 * group moves on.
 *
 * <p>Why the cache is never older than the file: a group's writes are put into it after their
 * commit and before the group leaves the overlay. A load that began before the commit holds its
 * key's place in the cache until it ends, so the put comes after it; one that begins later reads
 * the new state. A clear cannot put anything for keys it does not know: with it the cache is
 * replaced by a new one, and a load that is under way ends in the old.
 *
 * @param young the group that gathers
 * @param old the group that is being committed, perhaps without writes
 * @param cache what is durable, as far as it was asked for
 */
record Overlay(PendingWrites young, PendingWrites old, Cache<Data, CachedEntry> cache) {

  static Cache<Data, CachedEntry> newCache(long maxBytes) {
    return Caffeine.newBuilder()
        .maximumWeight(maxBytes)
        .weigher((Data key, CachedEntry value) -> value.bytes())
        // The housekeeping is short, and no thread outlives the store.
        .executor(Runnable::run)
        .build();
  }

  Optional<StoredEntry> find(Data key, Function<Data, CachedEntry> load) {
    Write write = young.find(key);
    if (write == null && !young.isCleared()) {
      write = old.find(key);
      if (write == null && !old.isCleared()) {
        return cache.get(key, load).entry();
      }
    }
    return write == null ? Optional.empty() : Optional.ofNullable(write.entry());
  }

  /** Whether nothing that is in the file now will be in it after these groups, but by them. */
  boolean hidesFile() {
    return young.isCleared() || old.isCleared();
  }

  /** After the commit of {@code old}: its writes are in the cache, and it is gone. */
  Cache<Data, CachedEntry> cacheAfterCommit(long maxBytes) {
    Cache<Data, CachedEntry> after = old.isCleared() ? newCache(maxBytes) : cache;
    for (Write write : old.writes()) {
      after.put(write.key(), CachedEntry.of(write));
    }
    return after;
  }
}
