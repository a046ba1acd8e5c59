package org.jbroker.store.engine.frontend;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.jbroker.data.Data;

/** Turns what users pass to a store into what its engine works with. Stateless. */
public final class Arguments {

  private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

  private Arguments() {}

  /**
   * A key, value or operand.
   *
   * @throws IllegalArgumentException if {@link Data#of} does not convert it
   */
  public static Data data(Object value) {
    return value instanceof Data data ? data : Data.of(value);
  }

  /**
   * An expiry in nanoseconds.
   *
   * @throws IllegalArgumentException if it is not positive or above 2^63 - 1 ns
   */
  public static OptionalLong expiryNanos(Duration expiry) {
    Objects.requireNonNull(expiry, "expiry");
    if (expiry.isNegative() || expiry.isZero()) {
      throw new IllegalArgumentException("an expiry is positive, not " + expiry);
    }
    try {
      return OptionalLong.of(expiry.toNanos());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("an expiry is at most 2^63 - 1 ns, not " + expiry, e);
    }
  }

  /** A time to wait, in nanoseconds; what does not fit waits as long as can be told. */
  public static long timeoutNanos(Duration timeout) {
    BigInteger nanos =
        BigInteger.valueOf(timeout.getSeconds())
            .multiply(NANOS_PER_SECOND)
            .add(BigInteger.valueOf(timeout.getNano()));
    return nanos.signum() < 0 ? 0 : nanos.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }
}
