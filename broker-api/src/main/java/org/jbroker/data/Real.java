package org.jbroker.data;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A floating point number of 64 bits.
 *
 * <p>All NaNs are one value, which equals itself and comes last; -0.0 and 0.0 are two.
 */
public final class Real implements Data {

  private static final int FRACTION_DIGITS = 6;

  private final double value;

  private Real(double value) {
    this.value = value;
  }

  /** A floating point number. */
  public static Real of(double value) {
    return new Real(value);
  }

  /** The value. */
  public double value() {
    return value;
  }

  @Override
  public DataType type() {
    return DataType.REAL;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Real r
        ? Double.compare(value, r.value)
        : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Real r && Double.compare(value, r.value) == 0;
  }

  @Override
  public int hashCode() {
    return Hashing.ofLong(4, Double.doubleToLongBits(value));
  }

  /** As C's {@code %f}: the exact binary value, rounded to six digits, never an exponent. */
  @Override
  public String toString() {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String digits =
        new BigDecimal(Math.abs(value))
            .setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN)
            .toPlainString();
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    return negative ? "-" + digits : digits;
  }
}
