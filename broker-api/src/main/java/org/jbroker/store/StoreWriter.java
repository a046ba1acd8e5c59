package org.jbroker.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jbroker.BrokerException;

/**
 * The operations that change a store.
 *
 * <p>On the master an operation is applied before the call returns: {@code put} then {@code get}
 * sees it. On a clone it is sent to the master, which decides and tells all clones; it becomes
 * visible here when it comes back, and until then {@code get} may answer with what was before. The
 * operations of one handle are applied in the order of their calls, each once, also by a master
 * that takes over the SQLite file of another. Only where a C++ master is involved, one whose
 * acknowledgement was lost with a master may be applied again by the next.
 *
 * <p><b>Expiry.</b> Every operation that leaves an entry decides over its end: with an {@code
 * expiry} it ends that long after the master applied the operation, without one it no longer ends
 * by itself. An expiry is positive and at most 2^63 nanoseconds (292 years).
 *
 * <p><b>Types.</b> An operation that does not fit the type of the value that is there leaves it as
 * it was, its expiry included. On the master the call then throws {@link
 * org.jbroker.ErrorCode#TYPE_CLASH}. On a clone of a Java master the first {@link #flush} that
 * covers it fails with that error, and so does the future of its {@code ...Async} twin; with a C++
 * master nobody is told. What an operation does to a missing key is said with each.
 *
 * <p><b>Errors.</b> All methods throw {@link IllegalArgumentException} for an object that {@link
 * org.jbroker.data.Data#of} does not convert, a key nested as deep as {@link
 * org.jbroker.data.Data#MAX_DEPTH} (a set of keys could not hold it), or an expiry out of range,
 * and {@link BrokerException} with
 *
 * <ul>
 *   <li>{@link org.jbroker.ErrorCode#TYPE_CLASH}, {@link org.jbroker.ErrorCode#INVALID_DATA}: if
 *       the operation does not fit the value, on the master from the call, on a clone from {@code
 *       flush};
 *   <li>{@link org.jbroker.ErrorCode#BACKEND_FAILURE}: on the master, if the backend refuses
 *       writes;
 *   <li>{@link org.jbroker.ErrorCode#STALE_DATA}: on a clone without a master, if its buffer of own
 *       writes is full or the time to wait for a master is over;
 *   <li>{@link org.jbroker.ErrorCode#SHUTTING_DOWN}: if the store is closed.
 * </ul>
 *
 * <p>A call returns when the operation is accepted, not when it is durable. The {@code ...Async}
 * twins return a future that completes when the master has it durably, together with all earlier
 * operations of this handle; it fails with the same exceptions.
 *
 * <p>Safe for use by several threads. The calls that wait are interruptible: they then throw {@link
 * org.jbroker.ErrorCode#REQUEST_TIMEOUT}, with the thread's flag set.
 */
public interface StoreWriter {

  /** Stores {@code value} at {@code key}, in place of what may be there. */
  void put(Object key, Object value);

  /** As {@link #put(Object, Object)}, for an entry that ends after {@code expiry}. */
  void put(Object key, Object value, Duration expiry);

  /** As {@link #put(Object, Object)}; completes when it is durable. */
  default CompletableFuture<Void> putAsync(Object key, Object value) {
    return StoreCalls.thenFlush(this, () -> put(key, value));
  }

  /** As {@link #put(Object, Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> putAsync(Object key, Object value, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> put(key, value, expiry));
  }

  /**
   * Stores {@code value} at {@code key} unless the key exists. The master decides; on a clone this
   * waits for its answer.
   *
   * @return whether it was stored; true means durably
   * @throws BrokerException with {@link org.jbroker.ErrorCode#REQUEST_TIMEOUT} if the master did
   *     not answer in time or the waiting thread was interrupted: then it may or may not have been
   *     stored
   */
  boolean putUnique(Object key, Object value);

  /** As {@link #putUnique(Object, Object)}, for an entry that ends after {@code expiry}. */
  boolean putUnique(Object key, Object value, Duration expiry);

  /**
   * As {@link #putUnique(Object, Object)} without waiting; many may be under way. The future fails
   * with {@link BrokerException}.
   */
  CompletableFuture<Boolean> putUniqueAsync(Object key, Object value);

  /** As {@link #putUniqueAsync(Object, Object)}, for an entry that ends after {@code expiry}. */
  CompletableFuture<Boolean> putUniqueAsync(Object key, Object value, Duration expiry);

  /** Removes the entry of {@code key}, if there is one. */
  void erase(Object key);

  /** As {@link #erase(Object)}; completes when it is durable. */
  default CompletableFuture<Void> eraseAsync(Object key) {
    return StoreCalls.thenFlush(this, () -> erase(key));
  }

  /** Removes all entries. */
  void clear();

  /** As {@link #clear()}; completes when it is durable. */
  default CompletableFuture<Void> clearAsync() {
    return StoreCalls.thenFlush(this, this::clear);
  }

  /**
   * Adds to a number or a timestamp: a count to a count, an int to an int, a real to a real, a
   * timespan to a timespan or timestamp. A missing key counts as zero of the amount's type, for a
   * timespan as the timestamp 1970. Counts, ints and times wrap around at 64 bits, as in C++.
   */
  void increment(Object key, Object amount);

  /** As {@link #increment(Object, Object)}, for an entry that ends after {@code expiry}. */
  void increment(Object key, Object amount, Duration expiry);

  /** As {@link #increment(Object, Object)}; completes when it is durable. */
  default CompletableFuture<Void> incrementAsync(Object key, Object amount) {
    return StoreCalls.thenFlush(this, () -> increment(key, amount));
  }

  /** As {@link #increment(Object, Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> incrementAsync(Object key, Object amount, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> increment(key, amount, expiry));
  }

  /**
   * Subtracts from a number or a timestamp; types as for {@link #increment(Object, Object)}. A
   * missing key stays missing.
   */
  void decrement(Object key, Object amount);

  /** As {@link #decrement(Object, Object)}, for an entry that ends after {@code expiry}. */
  void decrement(Object key, Object amount, Duration expiry);

  /** As {@link #decrement(Object, Object)}; completes when it is durable. */
  default CompletableFuture<Void> decrementAsync(Object key, Object amount) {
    return StoreCalls.thenFlush(this, () -> decrement(key, amount));
  }

  /** As {@link #decrement(Object, Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> decrementAsync(Object key, Object amount, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> decrement(key, amount, expiry));
  }

  /** Appends a string to a string. A missing key counts as the empty string. */
  void append(Object key, Object text);

  /** As {@link #append(Object, Object)}, for an entry that ends after {@code expiry}. */
  void append(Object key, Object text, Duration expiry);

  /** As {@link #append(Object, Object)}; completes when it is durable. */
  default CompletableFuture<Void> appendAsync(Object key, Object text) {
    return StoreCalls.thenFlush(this, () -> append(key, text));
  }

  /** As {@link #append(Object, Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> appendAsync(Object key, Object text, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> append(key, text, expiry));
  }

  /**
   * Adds an element to a set. A missing key counts as the empty set. (A third argument that is a
   * {@code Duration} is an expiry; to insert one as a value into a table, give it as {@code Data}.)
   */
  void insertInto(Object key, Object index);

  /** As {@link #insertInto(Object, Object)}, for an entry that ends after {@code expiry}. */
  void insertInto(Object key, Object index, Duration expiry);

  /** As {@link #insertInto(Object, Object)}; completes when it is durable. */
  default CompletableFuture<Void> insertIntoAsync(Object key, Object index) {
    return StoreCalls.thenFlush(this, () -> insertInto(key, index));
  }

  /** As {@link #insertInto(Object, Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> insertIntoAsync(Object key, Object index, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> insertInto(key, index, expiry));
  }

  /**
   * Sets the value of a key in a table, or inserts into a vector: the element at {@code index}, a
   * count or int of 0 to the vector's size, and those behind it move up. A missing key counts as
   * the empty table. On a C++ master a vector gets the pair of index and value at its end instead.
   */
  void insertInto(Object key, Object index, Object value);

  /**
   * As {@link #insertInto(Object, Object, Object)}, for an entry that ends after {@code expiry}.
   */
  void insertInto(Object key, Object index, Object value, Duration expiry);

  /** As {@link #insertInto(Object, Object, Object)}; completes when it is durable. */
  default CompletableFuture<Void> insertIntoAsync(Object key, Object index, Object value) {
    return StoreCalls.thenFlush(this, () -> insertInto(key, index, value));
  }

  /** As {@link #insertInto(Object, Object, Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> insertIntoAsync(
      Object key, Object index, Object value, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> insertInto(key, index, value, expiry));
  }

  /**
   * Removes an element from a set, a key from a table, or the element at {@code index}, a count or
   * int, from a vector; what is not there is no error. A missing key stays missing. On a C++ master
   * a vector loses its last element instead.
   */
  void removeFrom(Object key, Object index);

  /** As {@link #removeFrom(Object, Object)}, for an entry that ends after {@code expiry}. */
  void removeFrom(Object key, Object index, Duration expiry);

  /** As {@link #removeFrom(Object, Object)}; completes when it is durable. */
  default CompletableFuture<Void> removeFromAsync(Object key, Object index) {
    return StoreCalls.thenFlush(this, () -> removeFrom(key, index));
  }

  /** As {@link #removeFrom(Object, Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> removeFromAsync(Object key, Object index, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> removeFrom(key, index, expiry));
  }

  /** Appends an element to a vector. A missing key counts as the empty vector. */
  void push(Object key, Object value);

  /** As {@link #push(Object, Object)}, for an entry that ends after {@code expiry}. */
  void push(Object key, Object value, Duration expiry);

  /** As {@link #push(Object, Object)}; completes when it is durable. */
  default CompletableFuture<Void> pushAsync(Object key, Object value) {
    return StoreCalls.thenFlush(this, () -> push(key, value));
  }

  /** As {@link #push(Object, Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> pushAsync(Object key, Object value, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> push(key, value, expiry));
  }

  /** Removes the last element of a vector, if it has any. A missing key stays missing. */
  void pop(Object key);

  /** As {@link #pop(Object)}, for an entry that ends after {@code expiry}. */
  void pop(Object key, Duration expiry);

  /** As {@link #pop(Object)}; completes when it is durable. */
  default CompletableFuture<Void> popAsync(Object key) {
    return StoreCalls.thenFlush(this, () -> pop(key));
  }

  /** As {@link #pop(Object, Duration)}; completes when it is durable. */
  default CompletableFuture<Void> popAsync(Object key, Duration expiry) {
    return StoreCalls.thenFlush(this, () -> pop(key, expiry));
  }

  /**
   * Waits until all operations of this handle so far are durable on the master (on a C++ master:
   * acknowledged by it). Waits as long as it takes, on a clone at most until its buffered writes
   * fail.
   *
   * @throws BrokerException if one of them was lost: with {@link
   *     org.jbroker.ErrorCode#BACKEND_FAILURE} or {@link org.jbroker.ErrorCode#STALE_DATA}; on a
   *     clone also if one did not fit the value that it was for, with {@link
   *     org.jbroker.ErrorCode#TYPE_CLASH} or {@link org.jbroker.ErrorCode#INVALID_DATA}. What it
   *     told, the next one does not tell again
   */
  void flush();

  /**
   * As {@link #flush()}, waiting at most {@code timeout}.
   *
   * @return whether they were durable within {@code timeout}
   */
  boolean flush(Duration timeout);

  /** As {@link #flush()} without waiting. */
  CompletableFuture<Void> flushAsync();
}
