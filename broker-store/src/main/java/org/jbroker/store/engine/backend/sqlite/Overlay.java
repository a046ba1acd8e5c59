package org.jbroker.store.engine.backend.sqlite;

import java.util.Optional;
import java.util.function.Function;
import org.jbroker.data.Data;
import org.jbroker.spi.StoredEntry;

/**
 * Where a read looks, in this order: the group that gathers, the group that is being committed, and
 * the cache of what is durable, filled from the file. Immutable but for its parts; replaced when a
 * group moves on: a group leaves it after its writes have renewed the cache.
 *
 * @param young the group that gathers
 * @param old the group that is being committed, perhaps without writes
 * @param cache what is durable, as far as it was asked for
 */
record Overlay(PendingWrites young, PendingWrites old, ReadCache cache) {

  Optional<StoredEntry> find(Data key, Function<Data, CachedEntry> load) {
    Write write = pending(key);
    if (write != null) {
      return Optional.ofNullable(write.entry());
    }
    return hidesFile() ? Optional.empty() : cache.find(key, load).entry();
  }

  /** Whether a key has an entry, without asking the file. */
  Presence peek(Data key) {
    Write write = pending(key);
    if (write != null) {
      return write.erases() ? Presence.ABSENT : Presence.THERE;
    }
    return hidesFile() ? Presence.ABSENT : cache.peek(key);
  }

  private Write pending(Data key) {
    Write write = young.find(key);
    return write != null || young.isCleared() ? write : old.find(key);
  }

  /** Whether nothing that is in the file now will be in it after these groups, but by them. */
  boolean hidesFile() {
    return young.isCleared() || old.isCleared();
  }
}
