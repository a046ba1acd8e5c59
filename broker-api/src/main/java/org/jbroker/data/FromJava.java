package org.jbroker.data;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Java objects to data; the rules stand at {@link Data#of}. Stateless. */
final class FromJava {

  /**
   * The containers around the object at hand, innermost first: finds cycles and bounds recursion.
   */
  private record Path(Object container, Path outer, int depth) {

    static Path enter(Object container, Path outer) {
      int depth = outer == null ? 1 : outer.depth + 1;
      if (depth > Data.MAX_DEPTH) {
        throw new IllegalArgumentException("nested deeper than " + Data.MAX_DEPTH);
      }
      for (Path p = outer; p != null; p = p.outer) {
        if (p.container == container) {
          throw new IllegalArgumentException(
              "a " + container.getClass().getName() + " contains itself");
        }
      }
      return new Path(container, outer, depth);
    }
  }

  private FromJava() {}

  static Data convert(Object value) {
    return convert(value, null);
  }

  private static Data convert(Object wrapped, Path outer) {
    Object value = wrapped;
    while (value instanceof Optional<?> optional) {
      value = optional.orElse(null);
    }
    if (value == null) {
      return None.NONE;
    }
    if (value instanceof Data data) {
      return data;
    }
    Data scalar = scalar(value);
    return scalar != null ? scalar : container(value, Path.enter(value, outer));
  }

  /** Null if the object is none of the types that become a scalar. */
  private static Data scalar(Object value) {
    if (value instanceof CharSequence s) {
      return Str.of(s.toString());
    }
    if (value instanceof Number n) {
      return number(n);
    }
    if (value instanceof Boolean b) {
      return Bool.of(b);
    }
    if (value instanceof byte[] bytes) {
      return Str.of(bytes);
    }
    if (value instanceof InetAddress address) {
      return Address.of(address);
    }
    if (value instanceof Duration duration) {
      return Timespan.of(duration);
    }
    if (value instanceof Instant instant) {
      return Timestamp.of(instant);
    }
    if (value instanceof Enum<?> constant) {
      return EnumValue.of(constant.name());
    }
    if (value instanceof DataConvertible convertible) {
      return Objects.requireNonNull(
          convertible.toData(), () -> value.getClass().getName() + ".toData() returned null");
    }
    return null;
  }

  private static Data number(Number n) {
    if (n instanceof Long || n instanceof Integer || n instanceof Short || n instanceof Byte) {
      return Int.of(n.longValue());
    }
    if (n instanceof Double || n instanceof Float) {
      return Real.of(n.doubleValue());
    }
    if (n instanceof BigInteger big) {
      return Count.of(big);
    }
    throw unsupported(n);
  }

  private static Data container(Object value, Path path) {
    if (value instanceof Record r) {
      return record(r, path);
    }
    if (value instanceof Set<?> set) {
      return set(set, path);
    }
    if (value instanceof Collection<?> collection) {
      return vector(collection, path);
    }
    if (value instanceof Map<?, ?> map) {
      return table(map, path);
    }
    if (value.getClass().isArray()) {
      return array(value, path);
    }
    throw unsupported(value);
  }

  private static Data record(Record r, Path path) {
    RecordShape shape = RecordShape.of(r.getClass());
    Vector.Builder out = Vector.builder(shape.size());
    for (int i = 0; i < shape.size(); i++) {
      out.add(convert(shape.read(r, i), path));
    }
    return out.build();
  }

  private static Data vector(Collection<?> elements, Path path) {
    Vector.Builder out = Vector.builder(elements.size());
    for (Object element : elements) {
      out.add(convert(element, path));
    }
    return out.build();
  }

  private static Data set(Set<?> elements, Path path) {
    SetData.Builder out = SetData.builder(elements.size());
    for (Object element : elements) {
      out.add(convert(element, path));
    }
    return out.build();
  }

  private static Data table(Map<?, ?> map, Path path) {
    Table.Builder out = Table.builder(map.size());
    int entries = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.put(convert(entry.getKey(), path), convert(entry.getValue(), path));
      entries++;
    }
    Table table = out.build();
    if (table.size() != entries) {
      throw new IllegalArgumentException(
          "two keys of the map become equal: " + entries + " entries, " + table.size() + " keys");
    }
    return table;
  }

  private static Data array(Object array, Path path) {
    int length = Array.getLength(array);
    Vector.Builder out = Vector.builder(length);
    for (int i = 0; i < length; i++) {
      out.add(convert(Array.get(array, i), path));
    }
    return out.build();
  }

  private static IllegalArgumentException unsupported(Object value) {
    return new IllegalArgumentException(
        "no data type for an object of " + value.getClass().getName());
  }
}
