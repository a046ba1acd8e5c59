package org.jbroker.websocket;

import java.util.random.RandomGenerator;
import org.jbroker.data.Address;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Port;
import org.jbroker.data.SetData;
import org.jbroker.data.Subnet;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;

/** Random values of every kind, with many edges: extremes, bytes that are no UTF-8, NaN. */
public final class RandomValues {

  private static final double[] REALS = {
    0.0,
    -0.0,
    1,
    -1.5,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e300,
    2e-3,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    9007199254740993.0,
    0.1 + 0.2
  };
  private static final long[] LONGS = {
    0, 1, -1, 999, 1_000, 1_000_000, 60_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE
  };
  private static final int SCALARS = 12;

  private final RandomGenerator random;

  /** A source that draws from {@code random}. */
  public RandomValues(RandomGenerator random) {
    this.random = random;
  }

  /** A value of at most {@code depth} nested containers. */
  public Data next(int depth) {
    return switch (random.nextInt(depth == 0 ? SCALARS : SCALARS + 3)) {
      case 0 -> Data.none();
      case 1 -> Data.bool(random.nextBoolean());
      case 2 -> Data.count(number());
      case 3 -> Data.integer(number());
      case 4 -> Data.real(real());
      case 5 -> Data.string(bytes());
      case 6 -> address();
      case 7 -> Subnet.ofPrefixBits(address(), random.nextInt(Address.BITS + 1));
      case 8 -> Port.of(random.nextInt(0x10000), Port.Protocol.ofNumber(random.nextInt(4)));
      case 9 -> Data.timestamp(number());
      case 10 -> Data.timespan(number());
      case 11 -> EnumValue.of(bytes());
      case 12 -> {
        SetData.Builder out = SetData.builder();
        for (int n = random.nextInt(5); n > 0; n--) {
          out.add(next(depth - 1));
        }
        yield out.build();
      }
      case 13 -> {
        Table.Builder out = Table.builder();
        for (int n = random.nextInt(4); n > 0; n--) {
          out.put(next(depth - 1), next(depth - 1));
        }
        yield out.build();
      }
      default -> {
        Vector.Builder out = Vector.builder();
        for (int n = random.nextInt(5); n > 0; n--) {
          out.add(next(depth - 1));
        }
        yield out.build();
      }
    };
  }

  private long number() {
    return random.nextInt(3) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
  }

  private double real() {
    return random.nextInt(2) == 0
        ? Double.longBitsToDouble(random.nextLong())
        : REALS[random.nextInt(REALS.length)];
  }

  private byte[] bytes() {
    byte[] b = new byte[random.nextInt(8) == 0 ? random.nextInt(200) : random.nextInt(4)];
    random.nextBytes(b);
    return b;
  }

  private Address address() {
    return random.nextBoolean()
        ? Address.ofV4Bits(random.nextInt())
        : Address.ofBits(random.nextLong(), random.nextLong());
  }
}
