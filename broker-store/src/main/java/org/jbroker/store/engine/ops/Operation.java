package org.jbroker.store.engine.ops;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jbroker.data.Data;

/**
 * The operations that change a value, as the manual has them (2.4.2); the order is that of their
 * numbers on the wire. {@link ManualOps} does the work.
 */
public enum Operation {
  /** Adds an amount to a number or timestamp. */
  INCREMENT(1),
  /** Subtracts an amount from a number or timestamp. */
  DECREMENT(1),
  /** Appends a text to a string. */
  APPEND(1),
  /** Adds an element to a set. */
  INSERT_ELEMENT(1),
  /** Sets the value of a key of a table, or inserts at an index of a vector. */
  INSERT_VALUE(2),
  /** Removes an element of a set, a key of a table, or the element at an index of a vector. */
  REMOVE_FROM(1),
  /** Appends an element to a vector. */
  PUSH(1),
  /** Removes the last element of a vector. */
  POP(0);

  private static final Operation[] BY_TAG = values();

  private final int operands;
  private final String text = name().toLowerCase(Locale.ROOT);

  Operation(int operands) {
    this.operands = operands;
  }

  /** How many there are; the highest tag is one less. */
  public static int count() {
    return BY_TAG.length;
  }

  /** The operation with this number, 0 to {@link #count()} - 1. */
  public static Operation ofTag(int tag) {
    return BY_TAG[tag];
  }

  /** The number on the wire. */
  public int tag() {
    return ordinal();
  }

  /** How many operands it takes beside the key. */
  public int operands() {
    return operands;
  }

  /** What it makes of a value, or of a missing key. */
  public Outcome apply(Optional<Data> current, List<Data> operands) {
    return switch (this) {
      case INCREMENT -> ManualOps.increment(current, operands.get(0));
      case DECREMENT -> ManualOps.decrement(current, operands.get(0));
      case APPEND -> ManualOps.append(current, operands.get(0));
      case INSERT_ELEMENT -> ManualOps.insertInto(current, operands.get(0));
      case INSERT_VALUE -> ManualOps.insertInto(current, operands.get(0), operands.get(1));
      case REMOVE_FROM -> ManualOps.removeFrom(current, operands.get(0));
      case PUSH -> ManualOps.push(current, operands.get(0));
      case POP -> ManualOps.pop(current);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
