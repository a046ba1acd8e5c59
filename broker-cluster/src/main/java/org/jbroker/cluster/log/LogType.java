package org.jbroker.cluster.log;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jbroker.data.Address;
import org.jbroker.data.Bool;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Int;
import org.jbroker.data.None;
import org.jbroker.data.Port;
import org.jbroker.data.Real;
import org.jbroker.data.SetData;
import org.jbroker.data.Str;
import org.jbroker.data.Subnet;
import org.jbroker.data.Timespan;
import org.jbroker.data.Timestamp;
import org.jbroker.data.Vector;

/**
 * The type of a column of a log: one of Zeek's types that can be logged.
 *
 * @param kind what it is
 * @param element what a set or vector is of, never another container; empty for all other kinds
 */
public record LogType(Kind kind, Optional<Kind> element) {

  /** The kinds of columns, with the numbers of Zeek's type tags. */
  public enum Kind {
    /** True or false. */
    BOOL(1, Bool.class),
    /** A signed 64-bit number. */
    INT(2, Int.class),
    /** An unsigned 64-bit number. */
    COUNT(3, Count.class),
    /** A 64-bit floating-point number. */
    DOUBLE(4, Real.class),
    /** A point in time; on the wire a double of seconds since 1970, exact to about 0.2 us. */
    TIME(5, Timestamp.class),
    /** A length of time; on the wire a double of seconds. */
    INTERVAL(6, Timespan.class),
    /** A string of bytes. */
    STRING(7, Str.class),
    /** The name of a constant. */
    ENUM(9, EnumValue.class),
    /** A port; files hold its number alone. */
    PORT(10, Port.class),
    /** An IP address. */
    ADDR(11, Address.class),
    /** A block of addresses. */
    SUBNET(12, Subnet.class),
    /** A set of one of the others; Zeek's tag is that of tables. */
    SET(14, SetData.class),
    /** The name of a function of Zeek. */
    FUNC(17, Str.class),
    /** The name of a file of Zeek. */
    FILE(18, Str.class),
    /** A vector of one of the others. */
    VECTOR(19, Vector.class);

    private final int number;
    private final Class<? extends Data> data;

    Kind(int number, Class<? extends Data> data) {
      this.number = number;
      this.data = data;
    }

    /** Zeek's number of the type. */
    public int number() {
      return number;
    }

    /** Whether it has elements. */
    public boolean isContainer() {
      return this == SET || this == VECTOR;
    }

    /** The kind with Zeek's number; empty for types that cannot be logged. */
    public static Optional<Kind> ofNumber(long number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }

    /** As in the header of a log file: {@code addr}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** See {@link Kind#BOOL}. */
  public static final LogType BOOL = of(Kind.BOOL);

  /** See {@link Kind#INT}. */
  public static final LogType INT = of(Kind.INT);

  /** See {@link Kind#COUNT}. */
  public static final LogType COUNT = of(Kind.COUNT);

  /** See {@link Kind#DOUBLE}. */
  public static final LogType DOUBLE = of(Kind.DOUBLE);

  /** See {@link Kind#TIME}. */
  public static final LogType TIME = of(Kind.TIME);

  /** See {@link Kind#INTERVAL}. */
  public static final LogType INTERVAL = of(Kind.INTERVAL);

  /** See {@link Kind#STRING}. */
  public static final LogType STRING = of(Kind.STRING);

  /** See {@link Kind#ENUM}. */
  public static final LogType ENUM = of(Kind.ENUM);

  /** See {@link Kind#PORT}. */
  public static final LogType PORT = of(Kind.PORT);

  /** See {@link Kind#ADDR}. */
  public static final LogType ADDR = of(Kind.ADDR);

  /** See {@link Kind#SUBNET}. */
  public static final LogType SUBNET = of(Kind.SUBNET);

  /**
   * Checks that containers, and only they, have elements.
   *
   * @throws IllegalArgumentException if not, or if the elements are containers
   */
  public LogType {
    Objects.requireNonNull(kind, "kind");
    if (kind.isContainer() != element.isPresent()) {
      throw new IllegalArgumentException("sets and vectors, and only they, have elements: " + kind);
    }
    if (element.isPresent() && element.get().isContainer()) {
      throw new IllegalArgumentException("a " + kind + " of " + element.get() + " is not logged");
    }
  }

  /** The type of a kind that has no elements. */
  public static LogType of(Kind kind) {
    return new LogType(kind, Optional.empty());
  }

  /** A set of elements of a type that is no container. */
  public static LogType setOf(LogType element) {
    return new LogType(Kind.SET, Optional.of(element.kind));
  }

  /** A vector of elements of a type that is no container. */
  public static LogType vectorOf(LogType element) {
    return new LogType(Kind.VECTOR, Optional.of(element.kind));
  }

  /**
   * A value as this type holds it. Ints that fit become counts and doubles, counts become doubles,
   * strings and enum values become each other; nothing else is changed. {@link None} stays: unset.
   *
   * @throws IllegalArgumentException if the value is of another type; the text names both
   */
  public Data convert(Data value) {
    if (value instanceof None) {
      return value;
    }
    Data converted = scalar(kind, value);
    if (converted instanceof SetData set) {
      SetData.Builder elements = SetData.builder(set.size());
      set.forEach(e -> elements.add(element(e)));
      return elements.build();
    }
    if (converted instanceof Vector vector) {
      Vector.Builder elements = Vector.builder(vector.size());
      vector.forEach(e -> elements.add(element(e)));
      return elements.build();
    }
    return converted;
  }

  private Data element(Data value) {
    return value instanceof None ? value : scalar(element.orElseThrow(), value);
  }

  private static Data scalar(Kind kind, Data value) {
    if (kind.data.isInstance(value)) {
      return value;
    }
    if (kind == Kind.COUNT && value instanceof Int number && number.value() >= 0) {
      return Data.count(number.value());
    }
    if (kind == Kind.DOUBLE && value instanceof Int number) {
      return Data.real(number.value());
    }
    if (kind == Kind.DOUBLE && value instanceof Count number) {
      return Data.real(number.toBigInteger().doubleValue());
    }
    if (kind == Kind.ENUM && value instanceof Str name) {
      return EnumValue.of(name.toBytes());
    }
    if (kind.data == Str.class && value instanceof EnumValue constant) {
      return Str.of(constant.toBytes());
    }
    throw new IllegalArgumentException(
        "a value of type " + value.type() + " is no " + kind + ": " + value);
  }

  /** As in the header of a log file: {@code set[addr]}. */
  @Override
  public String toString() {
    return element.map(e -> kind + "[" + e + "]").orElseGet(kind::toString);
  }
}
