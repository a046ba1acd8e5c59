package org.jbroker.store;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jbroker.BrokerException;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;

/**
 * The operations that read a store.
 *
 * <p>On the master they see everything applied so far. On a clone they answer from its copy, which
 * lags behind the master by the time of a message. A clone that never had a copy waits for one up
 * to 5 s; the {@code ...Async} twins never wait on the caller's thread.
 *
 * <p>An entry exists until its expiry is applied, so reads and events agree.
 *
 * <p>All methods throw {@link IllegalArgumentException} for an object that {@link Data#of} does not
 * convert, and {@link BrokerException} with {@link org.jbroker.ErrorCode#STALE_DATA} on a clone
 * that never had a copy or lost its master for longer than {@link CloneOptions#staleInterval()},
 * {@link org.jbroker.ErrorCode#BACKEND_FAILURE} on a master whose backend cannot be read, and
 * {@link org.jbroker.ErrorCode#SHUTTING_DOWN} if the store is closed. The futures of the twins fail
 * with the same exceptions.
 *
 * <p>Safe for use by several threads; on a memory master a read takes no lock.
 */
public interface StoreReader {

  /** The value of {@code key}, or empty if there is none. */
  Optional<Data> get(Object key);

  /** As {@link #get(Object)}, without waiting. */
  CompletableFuture<Optional<Data>> getAsync(Object key);

  /**
   * The value of {@code key} as a Java type, a record for instance; see {@link Data#as}.
   *
   * @throws org.jbroker.data.TypeClashException if the value does not fit
   */
  default <T> Optional<T> get(Object key, Class<T> type) {
    return get(key).map(value -> value.as(type));
  }

  /** As {@link #get(Object, Class)}, without waiting. */
  default <T> CompletableFuture<Optional<T>> getAsync(Object key, Class<T> type) {
    return getAsync(key).thenApply(found -> found.map(value -> value.as(type)));
  }

  /** Whether {@code key} exists. */
  boolean exists(Object key);

  /** As {@link #exists(Object)}, without waiting. */
  CompletableFuture<Boolean> existsAsync(Object key);

  /**
   * An element of the container at {@code key}: of a table the value of key {@code index}, of a
   * vector the element at {@code index} (a count or int), of a set a bool that says whether {@code
   * index} is in it.
   *
   * @return empty if a table or vector has no such index
   * @throws BrokerException also with {@link org.jbroker.ErrorCode#NO_SUCH_KEY} if {@code key} does
   *     not exist; with {@link org.jbroker.ErrorCode#TYPE_CLASH} if its value is no container, or a
   *     vector and the index no count or int of at least 0
   */
  Optional<Data> getIndexFromValue(Object key, Object index);

  /** As {@link #getIndexFromValue(Object, Object)}, without waiting. */
  CompletableFuture<Optional<Data>> getIndexFromValueAsync(Object key, Object index);

  /** All keys: a copy, and expensive for a large store. Weakly consistent, as a snapshot. */
  SetData keys();

  /** As {@link #keys()}, without waiting. */
  CompletableFuture<SetData> keysAsync();

  /** The number of entries. */
  long size();

  /** As {@link #size()}, without waiting. */
  CompletableFuture<Long> sizeAsync();

  /**
   * A copy of all entries, in no particular order; unmodifiable. Weakly consistent: entries that
   * are written while it is taken may be in it with their old or their new value, all others are
   * exactly as they are.
   */
  Map<Data, Data> snapshot();

  /** As {@link #snapshot()}, without waiting. */
  CompletableFuture<Map<Data, Data>> snapshotAsync();
}
