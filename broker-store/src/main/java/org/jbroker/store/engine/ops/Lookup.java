package org.jbroker.store.engine.ops;

import java.util.Optional;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.data.SetData;
import org.jbroker.data.Table;
import org.jbroker.data.TypeClashException;
import org.jbroker.data.Vector;

/** Reads from inside a value. Stateless. */
public final class Lookup {

  private Lookup() {}

  /**
   * The element of a container: of a table the value of a key, of a vector the element at a
   * position (a count or int of at least 0), of a set a bool that says whether it is in it.
   *
   * @return empty if a table or vector has no such index
   * @throws TypeClashException if {@code value} is no container (C++ returns it whole), or a vector
   *     and the index no position
   */
  public static Optional<Data> getIndexFromValue(Data value, Data index) {
    if (value instanceof Table table) {
      return table.get(index);
    }
    if (value instanceof SetData set) {
      return Optional.of(Data.bool(set.contains(index)));
    }
    if (value instanceof Vector vector) {
      OptionalLong position = Containers.position(index);
      if (position.isEmpty()) {
        throw new TypeClashException(
            "the index of a vector is a count or an int of at least 0, not " + index.type());
      }
      return position.getAsLong() < vector.size()
          ? Optional.of(vector.get((int) position.getAsLong()))
          : Optional.empty();
    }
    throw new TypeClashException("a value of type " + value.type() + " has no elements");
  }
}
