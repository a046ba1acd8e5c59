package org.jbroker.store.engine.frontend;

import java.util.List;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.store.engine.ops.Operation;

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

  /** Changes a value. */
  record Update(Operation operation, Data key, List<Data> operands, OptionalLong expiryNanos)
      implements Mutation {}
}
