package org.jbroker.store.engine.frontend;

import java.util.OptionalLong;
import org.jbroker.data.Data;

/**
 * A change that a user asked for, other than {@code putUnique}; the records are the operations of
 * {@link org.jbroker.store.StoreWriter}. An expiry is relative, in nanoseconds; without one the
 * entry does not end by itself.
 */
public sealed interface Mutation {

  /** Sets an entry. */
  record Put(Data key, Data value, OptionalLong expiryNanos) implements Mutation {}

  /** Removes an entry. */
  record Erase(Data key) implements Mutation {}

  /** Removes all entries. */
  record Clear() implements Mutation {}

  /** Adds to a number or timestamp. */
  record Increment(Data key, Data amount, OptionalLong expiryNanos) implements Mutation {}

  /** Subtracts from a number or timestamp. */
  record Decrement(Data key, Data amount, OptionalLong expiryNanos) implements Mutation {}

  /** Appends to a string. */
  record Append(Data key, Data text, OptionalLong expiryNanos) implements Mutation {}

  /** Adds an element to a set. */
  record InsertElement(Data key, Data index, OptionalLong expiryNanos) implements Mutation {}

  /** Sets the value of a key of a table, or inserts into a vector. */
  record InsertValue(Data key, Data index, Data value, OptionalLong expiryNanos)
      implements Mutation {}

  /** Removes an element of a set or vector, or a key of a table. */
  record RemoveFrom(Data key, Data index, OptionalLong expiryNanos) implements Mutation {}

  /** Appends to a vector. */
  record Push(Data key, Data value, OptionalLong expiryNanos) implements Mutation {}

  /** Removes the last element of a vector. */
  record Pop(Data key, OptionalLong expiryNanos) implements Mutation {}
}
