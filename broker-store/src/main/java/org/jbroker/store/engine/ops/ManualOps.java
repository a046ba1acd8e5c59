package org.jbroker.store.engine.ops;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Int;
import org.jbroker.data.Real;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Table;
import org.jbroker.data.Timespan;
import org.jbroker.data.Vector;

/**
 * The operations as the manual has them (2.4.2), for Java's own writers.
 *
 * <pre>
 *   operation                missing key    fits                              else
 *   increment(amount)        zero *         count, int, real, timespan and    TYPE_CLASH
 *                                           the same; timestamp and timespan
 *   decrement(amount)        skipped        as increment                      TYPE_CLASH
 *   append(text)             ""             string and string                 TYPE_CLASH
 *   insertInto(index)        empty set      set                               TYPE_CLASH
 *   insertInto(index, value) empty table    table; vector, index 0..size **   TYPE_CLASH
 *   removeFrom(index)        skipped        set, table; vector ***            TYPE_CLASH
 *   push(value)              empty vector   vector                            TYPE_CLASH
 *   pop()                    skipped        vector, also an empty one         TYPE_CLASH
 *
 *   *   of the amount's type; for a timespan the timestamp 0
 *   **  a larger index is INVALID_DATA, one that is no count or non-negative int TYPE_CLASH
 *   *** an index beyond the end removes nothing, as a missing element of a set; another type
 *       of index is TYPE_CLASH
 * </pre>
 *
 * <p>A result nested deeper than {@link Data#MAX_DEPTH}, or longer than Java can hold, is
 * INVALID_DATA. Stateless; {@code current} is empty for a missing key.
 */
public final class ManualOps {

  private ManualOps() {}

  /** Adds to a number or a timestamp. */
  public static Outcome increment(Optional<Data> current, Data amount) {
    Optional<Data> start = current.isPresent() ? current : zeroFor(amount);
    if (start.isEmpty()) {
      return Outcome.clash("increment", Data.none(), amount);
    }
    return Arithmetic.plus(start.get(), amount)
        .map(Outcome::written)
        .orElseGet(() -> Outcome.clash("increment", start.get(), amount));
  }

  /** What {@link #increment} starts from when there is no value, or empty if it cannot. */
  public static Optional<Data> zeroFor(Data amount) {
    if (amount instanceof Count) {
      return Optional.of(Data.count(0));
    }
    if (amount instanceof Int) {
      return Optional.of(Data.integer(0));
    }
    if (amount instanceof Real) {
      return Optional.of(Data.real(0));
    }
    if (amount instanceof Timespan) {
      return Optional.of(Data.timestamp(0));
    }
    return Optional.empty();
  }

  /** Subtracts from a number or a timestamp. */
  public static Outcome decrement(Optional<Data> current, Data amount) {
    if (current.isEmpty()) {
      return Outcome.SKIPPED;
    }
    return Arithmetic.minus(current.get(), amount)
        .map(Outcome::written)
        .orElseGet(() -> Outcome.clash("decrement", current.get(), amount));
  }

  /** Appends to a string. */
  public static Outcome append(Optional<Data> current, Data text) {
    Data start = current.orElseGet(() -> Data.string(""));
    if (start instanceof Str head && text instanceof Str tail) {
      return build("append", () -> Containers.concat(head, tail));
    }
    return Outcome.clash("append", start, text);
  }

  /** Adds an element to a set. */
  public static Outcome insertInto(Optional<Data> current, Data index) {
    Data start = current.orElseGet(SetData::empty);
    if (start instanceof SetData set) {
      return build("insert_into", () -> Containers.with(set, index));
    }
    return Outcome.clash("insert_into", start, index);
  }

  /** Sets the value of a key of a table, or inserts into a vector. */
  public static Outcome insertInto(Optional<Data> current, Data index, Data value) {
    Data start = current.orElseGet(Table::empty);
    if (start instanceof Table table) {
      return build("insert_into", () -> Containers.with(table, index, value));
    }
    if (start instanceof Vector vector) {
      OptionalLong position = Containers.position(index);
      if (position.isEmpty()) {
        return Outcome.clash("insert_into", start, index);
      }
      if (position.getAsLong() > vector.size()) {
        return Outcome.invalid(
            "insert_into: index " + index + " is beyond the end of a vector of " + vector.size());
      }
      return build("insert_into", () -> Containers.with(vector, (int) position.getAsLong(), value));
    }
    return Outcome.clash("insert_into", start, index);
  }

  /** Removes an element of a set or vector, or a key of a table. */
  public static Outcome removeFrom(Optional<Data> current, Data index) {
    if (current.isEmpty()) {
      return Outcome.SKIPPED;
    }
    Data value = current.get();
    if (value instanceof SetData set) {
      return Outcome.written(Containers.without(set, index));
    }
    if (value instanceof Table table) {
      return Outcome.written(Containers.without(table, index));
    }
    if (value instanceof Vector vector) {
      OptionalLong position = Containers.position(index);
      if (position.isPresent()) {
        return Outcome.written(
            position.getAsLong() < vector.size()
                ? Containers.without(vector, (int) position.getAsLong())
                : vector);
      }
    }
    return Outcome.clash("remove_from", value, index);
  }

  /** Appends to a vector. */
  public static Outcome push(Optional<Data> current, Data value) {
    Data start = current.orElseGet(Vector::empty);
    if (start instanceof Vector vector) {
      return build("push", () -> Containers.with(vector, vector.size(), value));
    }
    return Outcome.clash("push", start, value);
  }

  /** Removes the last element of a vector. */
  public static Outcome pop(Optional<Data> current) {
    if (current.isEmpty()) {
      return Outcome.SKIPPED;
    }
    if (current.get() instanceof Vector vector) {
      return Outcome.written(
          vector.isEmpty() ? vector : Containers.without(vector, vector.size() - 1));
    }
    return Outcome.clash("pop", current.get(), Vector.empty());
  }

  /** Runs what may make a value too deep or too large. */
  static Outcome build(String operation, Supplier<Data> result) {
    try {
      return Outcome.written(result.get());
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Outcome.invalid(operation + ": " + e.getMessage());
    }
  }
}
