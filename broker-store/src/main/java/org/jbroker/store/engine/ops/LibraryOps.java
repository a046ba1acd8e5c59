package org.jbroker.store.engine.ops;

import java.util.Optional;
import org.jbroker.data.Address;
import org.jbroker.data.Data;
import org.jbroker.data.DataType;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Port;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;

/**
 * The two commands that the C++ library's mutators become, with what they do there (2.8, {@code
 * appliers.hh}): they look at the type of the value, not at the mutator that was meant.
 *
 * <pre>
 *   value                add(x)                             subtract(x)
 *   missing              to the empty value of initialType  skipped
 *   count, int, real,
 *   timespan             x of the same type is added        ... subtracted
 *   timestamp            x a timespan is added              ... subtracted
 *   string               x a string is appended             TYPE_CLASH
 *   set                  x is inserted                      x is removed
 *   table                x a vector [key, value] *          the key x is removed
 *   vector               x is pushed                        the last element is removed
 *   other                TYPE_CLASH                         TYPE_CLASH
 *
 *   *  another type is TYPE_CLASH, another length INVALID_DATA
 * </pre>
 *
 * <p>Limits as in {@link ManualOps}. Stateless.
 */
public final class LibraryOps {

  private LibraryOps() {}

  /**
   * The command {@code add}.
   *
   * @param current the value, or empty for a missing key
   * @param initialType what a missing key becomes first
   */
  public static Outcome add(Optional<Data> current, Data operand, DataType initialType) {
    Data start = current.orElseGet(() -> empty(initialType));
    if (start instanceof Str head && operand instanceof Str tail) {
      return ManualOps.build("add", () -> Containers.concat(head, tail));
    }
    if (start instanceof SetData set) {
      return ManualOps.build("add", () -> Containers.with(set, operand));
    }
    if (start instanceof Vector vector) {
      return ManualOps.build("add", () -> Containers.with(vector, vector.size(), operand));
    }
    if (start instanceof Table table && operand instanceof Vector pair) {
      if (pair.size() != 2) {
        return Outcome.invalid("add: a table takes a key and a value, not " + pair.size());
      }
      return ManualOps.build("add", () -> Containers.with(table, pair.get(0), pair.get(1)));
    }
    return Arithmetic.plus(start, operand)
        .map(Outcome::written)
        .orElseGet(() -> Outcome.clash("add", start, operand));
  }

  /**
   * The command {@code subtract}.
   *
   * @param current the value, or empty for a missing key
   */
  public static Outcome subtract(Optional<Data> current, Data operand) {
    if (current.isEmpty()) {
      return Outcome.SKIPPED;
    }
    Data value = current.get();
    if (value instanceof SetData set) {
      return Outcome.written(Containers.without(set, operand));
    }
    if (value instanceof Table table) {
      return Outcome.written(Containers.without(table, operand));
    }
    if (value instanceof Vector) {
      return ManualOps.pop(current);
    }
    return Arithmetic.minus(value, operand)
        .map(Outcome::written)
        .orElseGet(() -> Outcome.clash("subtract", value, operand));
  }

  /** The value of a type that the C++ library constructs without arguments. */
  public static Data empty(DataType type) {
    return switch (type) {
      case NONE -> Data.none();
      case BOOL -> Data.bool(false);
      case COUNT -> Data.count(0);
      case INT -> Data.integer(0);
      case REAL -> Data.real(0);
      case STRING -> Data.string("");
      case ADDRESS -> Address.ofBits(0, 0);
      case SUBNET -> Subnet.ofPrefixBits(Address.ofBits(0, 0), 0);
      case PORT -> Port.of(0, Port.Protocol.UNKNOWN);
      case TIMESTAMP -> Data.timestamp(0);
      case TIMESPAN -> Data.timespan(0);
      case ENUM_VALUE -> EnumValue.of("");
      case SET -> SetData.empty();
      case TABLE -> Table.empty();
      case VECTOR -> Vector.empty();
    };
  }
}
