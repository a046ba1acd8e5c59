package org.jbroker.data;

import java.time.Instant;

/** A point in time: nanoseconds since 1970-01-01T00:00Z, from about the year 1677 to 2262. */
public final class Timestamp implements Data {

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long nanos;

  private Timestamp(long nanos) {
    this.nanos = nanos;
  }

  /** From nanoseconds since 1970-01-01T00:00Z. */
  public static Timestamp ofNanos(long epochNanos) {
    return new Timestamp(epochNanos);
  }

  /**
   * From Java's type.
   *
   * @throws IllegalArgumentException if it is further than 2^63 nanoseconds (about 292 years) from
   *     1970
   */
  public static Timestamp of(Instant value) {
    long seconds = value.getEpochSecond();
    long nanos = value.getNano();
    if (seconds < 0) {
      // Towards zero first: the earliest instants fit only as a whole.
      seconds++;
      nanos -= NANOS_PER_SECOND;
    }
    try {
      return new Timestamp(Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), nanos));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("further than 2^63 nanoseconds from 1970: " + value, e);
    }
  }

  /** Nanoseconds since 1970-01-01T00:00Z. */
  public long nanos() {
    return nanos;
  }

  /** As Java's type, exactly. */
  public Instant toInstant() {
    return Instant.ofEpochSecond(0, nanos);
  }

  @Override
  public DataType type() {
    return DataType.TIMESTAMP;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Timestamp t
        ? Long.compare(nanos, t.nanos)
        : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Timestamp t && nanos == t.nanos;
  }

  @Override
  public int hashCode() {
    return Hashing.ofLong(9, nanos);
  }

  /** Nanoseconds with their unit, as in {@code 1500ns}. */
  @Override
  public String toString() {
    return nanos + "ns";
  }
}
