package org.jbroker.store.engine.ops;

import java.util.OptionalLong;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Int;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;

/**
 * Strings and containers with one element more or less; each makes a new value.
 *
 * @implNote Linear in the size of the container, as copying it is. What would be nested deeper than
 *     {@link Data#MAX_DEPTH} throws IllegalArgumentException, what would be longer than an array
 *     ArithmeticException.
 */
final class Containers {

  private Containers() {}

  static Data concat(Str head, Str tail) {
    byte[] bytes = new byte[Math.addExact(head.length(), tail.length())];
    head.copyTo(bytes, 0);
    tail.copyTo(bytes, head.length());
    return Data.string(bytes);
  }

  static Data with(SetData set, Data element) {
    if (set.contains(element)) {
      return set;
    }
    SetData.Builder out = SetData.builder(set.size() + 1);
    boolean added = false;
    for (Data each : set) {
      if (!added && each.compareTo(element) > 0) {
        out.add(element);
        added = true;
      }
      out.add(each);
    }
    if (!added) {
      out.add(element);
    }
    return out.build();
  }

  static Data without(SetData set, Data element) {
    if (!set.contains(element)) {
      return set;
    }
    SetData.Builder out = SetData.builder(set.size() - 1);
    for (Data each : set) {
      if (!each.equals(element)) {
        out.add(each);
      }
    }
    return out.build();
  }

  static Data with(Table table, Data key, Data value) {
    Table.Builder out = Table.builder(table.size() + 1);
    boolean added = false;
    for (int i = 0; i < table.size(); i++) {
      int c = added ? 1 : table.keyAt(i).compareTo(key);
      if (!added && c >= 0) {
        out.put(key, value);
        added = true;
      }
      if (c != 0) {
        out.put(table.keyAt(i), table.valueAt(i));
      }
    }
    if (!added) {
      out.put(key, value);
    }
    return out.build();
  }

  static Data without(Table table, Data key) {
    if (!table.containsKey(key)) {
      return table;
    }
    Table.Builder out = Table.builder(table.size() - 1);
    table.forEach(
        (k, v) -> {
          if (!k.equals(key)) {
            out.put(k, v);
          }
        });
    return out.build();
  }

  /** With {@code element} at {@code index}, which is at most the size. */
  static Data with(Vector vector, int index, Data element) {
    Vector.Builder out = Vector.builder(vector.size() + 1);
    for (int i = 0; i < index; i++) {
      out.add(vector.get(i));
    }
    out.add(element);
    for (int i = index; i < vector.size(); i++) {
      out.add(vector.get(i));
    }
    return out.build();
  }

  /** Without the element at {@code index}, which exists. */
  static Data without(Vector vector, int index) {
    Vector.Builder out = Vector.builder(vector.size() - 1);
    for (int i = 0; i < vector.size(); i++) {
      if (i != index) {
        out.add(vector.get(i));
      }
    }
    return out.build();
  }

  /**
   * The position that a count or a non-negative int means; Long.MAX_VALUE for a larger one, empty
   * for anything else.
   */
  static OptionalLong position(Data index) {
    if (index instanceof Count c) {
      return OptionalLong.of(c.bits() < 0 ? Long.MAX_VALUE : c.bits());
    }
    if (index instanceof Int i && i.value() >= 0) {
      return OptionalLong.of(i.value());
    }
    return OptionalLong.empty();
  }
}
