package org.jbroker.data;

/** A signed number of 64 bits. */
public final class Int implements Data {

  private static final int LOWEST_SHARED = -128;
  private static final int HIGHEST_SHARED = 255;

  /** Small numbers are frequent. */
  private static final Int[] SMALL = new Int[HIGHEST_SHARED - LOWEST_SHARED + 1];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = new Int(i + LOWEST_SHARED);
    }
  }

  private final long value;

  private Int(long value) {
    this.value = value;
  }

  /** A signed number. */
  public static Int of(long value) {
    return value >= LOWEST_SHARED && value <= HIGHEST_SHARED
        ? SMALL[(int) value - LOWEST_SHARED]
        : new Int(value);
  }

  /** The value. */
  public long value() {
    return value;
  }

  @Override
  public DataType type() {
    return DataType.INT;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Int i ? Long.compare(value, i.value) : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Int i && value == i.value;
  }

  @Override
  public int hashCode() {
    return Hashing.ofLong(3, value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
