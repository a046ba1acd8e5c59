package org.jbroker.store.engine.backend.sqlite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.function.Function;
import org.jbroker.data.Data;

/**
 * What the file has for keys that were asked for; least recently and least frequently used ones
 * leave it. What is only written does not enter it: a write would cost as much again.
 *
 * <p>It is never older than the file for whoever looks into the pending groups first. A commit
 * counts up and then renews the entries that are here; what was loaded is kept only if no commit
 * counted up since before the load. So an entry is either kept before the commit counts, and
 * renewed, or not kept. A clear takes a new cache: a load that is under way ends in the old one.
 *
 * <p>For any thread; {@link #committed} for one at a time. The monitor guards the counting; no I/O
 * under it.
 */
final class ReadCache {

  private final Cache<Data, CachedEntry> entries;
  private volatile long commits;

  ReadCache(long maxBytes) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((Data key, CachedEntry value) -> value.bytes())
            // The housekeeping is short, and no thread outlives the store.
            .executor(Runnable::run)
            .build();
  }

  CachedEntry find(Data key, Function<Data, CachedEntry> load) {
    CachedEntry cached = entries.getIfPresent(key);
    if (cached != null) {
      return cached;
    }
    long before = commits;
    CachedEntry loaded = load.apply(key);
    keep(key, loaded, before);
    return loaded;
  }

  /** What is known about a key without a load. */
  Presence peek(Data key) {
    CachedEntry cached = entries.getIfPresent(key);
    if (cached == null) {
      return Presence.UNKNOWN;
    }
    return cached.entry().isPresent() ? Presence.THERE : Presence.ABSENT;
  }

  private synchronized void keep(Data key, CachedEntry loaded, long before) {
    if (commits == before) {
      entries.put(key, loaded);
    }
  }

  /** After a commit, once loads see it. */
  void committed(Collection<Write> writes) {
    count();
    for (Write write : writes) {
      if (entries.policy().getIfPresentQuietly(write.key()) != null) {
        entries.put(write.key(), CachedEntry.of(write));
      }
    }
  }

  private synchronized void count() {
    commits++;
  }
}
