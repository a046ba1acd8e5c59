package org.jbroker.data;

import java.time.Duration;

/** A length of time in nanoseconds, up to about 292 years either way. */
public final class Timespan implements Data {

  private final long nanos;

  private Timespan(long nanos) {
    this.nanos = nanos;
  }

  /** From nanoseconds. */
  public static Timespan ofNanos(long nanos) {
    return new Timespan(nanos);
  }

  /**
   * From Java's type.
   *
   * @throws IllegalArgumentException if it is longer than 2^63 nanoseconds (about 292 years)
   */
  public static Timespan of(Duration value) {
    try {
      return new Timespan(value.toNanos());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("longer than 2^63 nanoseconds: " + value, e);
    }
  }

  /** The length in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** As Java's type, exactly. */
  public Duration toDuration() {
    return Duration.ofNanos(nanos);
  }

  @Override
  public DataType type() {
    return DataType.TIMESPAN;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Timespan t
        ? Long.compare(nanos, t.nanos)
        : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Timespan t && nanos == t.nanos;
  }

  @Override
  public int hashCode() {
    return Hashing.ofLong(10, nanos);
  }

  /** Nanoseconds with their unit, as in {@code 1500ns}. */
  @Override
  public String toString() {
    return nanos + "ns";
  }
}
