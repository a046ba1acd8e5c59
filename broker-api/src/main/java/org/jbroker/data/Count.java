package org.jbroker.data;

import java.math.BigInteger;

/** An unsigned number of 64 bits. */
public final class Count implements Data {

  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(Long.SIZE);

  /** Small counts are frequent (versions, event kinds, tallies): 0 to 255 are shared. */
  private static final Count[] SMALL = new Count[256];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = new Count(i);
    }
  }

  private final long bits;

  private Count(long bits) {
    this.bits = bits;
  }

  /** A count from its 64 bits, read as unsigned. */
  public static Count of(long unsignedBits) {
    return unsignedBits >= 0 && unsignedBits < SMALL.length
        ? SMALL[(int) unsignedBits]
        : new Count(unsignedBits);
  }

  /**
   * A count.
   *
   * @throws IllegalArgumentException if it is negative or needs more than 64 bits
   */
  public static Count of(BigInteger value) {
    if (value.signum() < 0 || value.compareTo(LIMIT) >= 0) {
      throw new IllegalArgumentException("not an unsigned number of 64 bits: " + value);
    }
    return of(value.longValue());
  }

  /** The 64 bits; negative as a long where the count is 2^63 or more. */
  public long bits() {
    return bits;
  }

  /** The value, never negative. */
  public BigInteger toBigInteger() {
    BigInteger low = BigInteger.valueOf(bits);
    return bits >= 0 ? low : low.add(LIMIT);
  }

  @Override
  public DataType type() {
    return DataType.COUNT;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Count c
        ? Long.compareUnsigned(bits, c.bits)
        : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Count c && bits == c.bits;
  }

  @Override
  public int hashCode() {
    return Hashing.ofLong(2, bits);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(bits);
  }
}
