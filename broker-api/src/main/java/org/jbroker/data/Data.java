package org.jbroker.data;

import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A value as Zeek knows it: one of fifteen immutable, final types.
 *
 * <p>The natural order is total: first by {@link #type()}, then by value. Counts compare unsigned,
 * strings and addresses by unsigned bytes, ports by number then protocol, subnets by address then
 * length, vectors, sets and tables lexicographically (tables by key, then value, pair by pair).
 * Reals compare as {@link Double#compare} does: -0.0 before 0.0 and NaN last, so that the order
 * agrees with {@code equals}, which C++ does not attempt.
 *
 * <p>Containers nest at most {@link #MAX_DEPTH} deep. {@code toString()} is the text form of the
 * C++ Broker, for example {@code (1, T, {a -> 10.0.0.0/8})}.
 */
public sealed interface Data extends Comparable<Data>
    permits None,
        Bool,
        Count,
        Int,
        Real,
        Str,
        Address,
        Subnet,
        Port,
        Timestamp,
        Timespan,
        EnumValue,
        SetData,
        Table,
        Vector {

  /**
   * The most containers around a value, itself included. A scalar has depth 0, an empty container
   * 1. Building anything deeper throws IllegalArgumentException. Chosen so that every recursive
   * walk fits a stack of 512 KiB.
   */
  int MAX_DEPTH = 256;

  /** The kind of this value. */
  DataType type();

  /** Calls the method of {@code visitor} for this kind and returns its result. */
  <R> R accept(Visitor<R> visitor);

  /** This value as {@code kind}, or empty if it is of another kind. */
  default <T extends Data> Optional<T> getIf(Class<T> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  /**
   * This value as {@code kind}.
   *
   * @throws TypeClashException if it is of another kind
   */
  default <T extends Data> T get(Class<T> kind) {
    if (!kind.isInstance(this)) {
      throw new TypeClashException("a value of type " + type() + " is no " + kind.getSimpleName());
    }
    return kind.cast(this);
  }

  /**
   * Converts to a Java type; the other way of {@link #of}.
   *
   * <p>Counts and ints become any integral type or BigInteger that holds them, reals double (or
   * float when exact), strings String or byte[], enum values constants of that name, addresses
   * InetAddress, times Instant and Duration, vectors arrays, {@code List} or records, sets {@code
   * Set}, tables {@code Map}. {@code none} becomes null, or empty where Optional is asked for. Type
   * arguments of record components are honoured; without any, elements stay Data. Data types and
   * {@code Object} return this value as it is. Collections are unmodifiable.
   *
   * @param <T> the wanted type
   * @return the converted value; null only for {@code none}
   * @throws TypeClashException if this value is of another kind or does not fit without loss: out
   *     of range, a string that is not UTF-8 asked for as String, a vector of another size than a
   *     record, an unknown enum constant
   * @throws IllegalArgumentException if no data converts to the type, or a record is not accessible
   */
  default <T> T as(Class<T> target) {
    return ToJava.convert(this, target);
  }

  /**
   * Converts a vector to a list, each element as {@link #as} does.
   *
   * @throws TypeClashException if this is no vector or an element does not fit
   */
  default <E> List<E> asList(Class<E> element) {
    return ToJava.list(this, element);
  }

  /**
   * Converts a set, each element as {@link #as} does, in the order of the set.
   *
   * @throws TypeClashException if this is no set, an element does not fit, or two elements become
   *     equal
   */
  default <E> Set<E> asSet(Class<E> element) {
    return ToJava.set(this, element);
  }

  /**
   * Converts a table, each key and value as {@link #as} does, in the order of the table.
   *
   * @throws TypeClashException if this is no table, an entry does not fit, or two keys become equal
   */
  default <K, V> Map<K, V> asMap(Class<K> key, Class<V> value) {
    return ToJava.map(this, key, value);
  }

  /**
   * Converts a Java object.
   *
   * <p>null, empty Optional: none. Boolean: bool. Byte, Short, Integer, Long: int. BigInteger:
   * count. Float, Double: real. CharSequence (as UTF-8), byte[]: string. InetAddress (without its
   * zone): address. Duration: timespan. Instant: timestamp. Enum: enum value of its {@code name()}.
   * Arrays, {@code Collection}: vector, except {@code Set}: set. Map: table. A record: vector of
   * its components in order. {@link DataConvertible}: what it says. A present Optional: its
   * content. Data: itself.
   *
   * @throws IllegalArgumentException if the object, or one inside it, is of another type, out of
   *     range, contains itself, is nested deeper than {@link #MAX_DEPTH}, is a string with an
   *     unpaired surrogate, a map two of whose keys become equal, or a record that is not
   *     accessible
   */
  static Data of(Object value) {
    return FromJava.convert(value);
  }

  /** The absent value. */
  static None none() {
    return None.NONE;
  }

  /** A truth value. */
  static Bool bool(boolean value) {
    return Bool.of(value);
  }

  /** A count from its 64 bits, read as unsigned: -1 is the largest. */
  static Count count(long unsignedBits) {
    return Count.of(unsignedBits);
  }

  /**
   * A count.
   *
   * @throws IllegalArgumentException if it is negative or needs more than 64 bits
   */
  static Count count(BigInteger value) {
    return Count.of(value);
  }

  /** A signed number. */
  static Int integer(long value) {
    return Int.of(value);
  }

  /** A floating point number. */
  static Real real(double value) {
    return Real.of(value);
  }

  /**
   * A string, encoded as UTF-8.
   *
   * @throws IllegalArgumentException if it has an unpaired surrogate
   */
  static Str string(String value) {
    return Str.of(value);
  }

  /** A string of these bytes, which are copied. */
  static Str string(byte[] bytes) {
    return Str.of(bytes);
  }

  /** An address; the zone of a link-local one is not part of it. */
  static Address address(InetAddress value) {
    return Address.of(value);
  }

  /**
   * An address from its text; names are never resolved.
   *
   * @throws IllegalArgumentException if it is neither IPv4 nor IPv6
   */
  static Address address(String text) {
    return Address.parse(text);
  }

  /**
   * A subnet, as in {@code "10.0.0.0/8"}.
   *
   * @throws IllegalArgumentException if the address or the length is malformed
   */
  static Subnet subnet(String text) {
    return Subnet.parse(text);
  }

  /**
   * The subnet of the first {@code length} bits of an address.
   *
   * @throws IllegalArgumentException if the length is outside 0..32 (IPv4) or 0..128 (IPv6)
   */
  static Subnet subnet(Address address, int length) {
    return Subnet.of(address, length);
  }

  /**
   * A port, as in {@code "80/tcp"}.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static Port port(String text) {
    return Port.parse(text);
  }

  /**
   * A port.
   *
   * @throws IllegalArgumentException if the number is outside 0..65535
   */
  static Port port(int number, Port.Protocol protocol) {
    return Port.of(number, protocol);
  }

  /**
   * A point in time.
   *
   * @throws IllegalArgumentException if it is further than about 292 years from 1970
   */
  static Timestamp timestamp(Instant value) {
    return Timestamp.of(value);
  }

  /** A point in time, in nanoseconds since 1970-01-01T00:00Z. */
  static Timestamp timestamp(long epochNanos) {
    return Timestamp.ofNanos(epochNanos);
  }

  /** The present, from the system's clock. */
  static Timestamp now() {
    return Timestamp.of(Instant.now());
  }

  /**
   * A length of time.
   *
   * @throws IllegalArgumentException if it is longer than about 292 years
   */
  static Timespan timespan(Duration value) {
    return Timespan.of(value);
  }

  /** A length of time in nanoseconds. */
  static Timespan timespan(long nanos) {
    return Timespan.ofNanos(nanos);
  }

  /** The constant of an enum, by its name such as {@code "Conn::LOG"}. */
  static EnumValue enumValue(String name) {
    return EnumValue.of(name);
  }

  /** A vector of {@code elements}, each converted by {@link #of}. */
  static Vector vector(Object... elements) {
    Data[] converted = new Data[elements.length];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = of(elements[i]);
    }
    return Vector.ofOwn(converted);
  }

  /** A set of {@code elements}, each converted by {@link #of}; repeated ones count once. */
  static SetData set(Object... elements) {
    SetData.Builder builder = SetData.builder(elements.length);
    for (Object element : elements) {
      builder.add(of(element));
    }
    return builder.build();
  }

  /**
   * A table of {@code key, value, key, value, ...}, each converted by {@link #of}; of equal keys
   * the last counts.
   *
   * @throws IllegalArgumentException if the last key has no value
   */
  static Table table(Object... keysAndValues) {
    Objects.requireNonNull(keysAndValues);
    if (keysAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "the last key has no value: " + Arrays.asList(keysAndValues));
    }
    Table.Builder builder = Table.builder(keysAndValues.length / 2);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.put(of(keysAndValues[i]), of(keysAndValues[i + 1]));
    }
    return builder.build();
  }
}
