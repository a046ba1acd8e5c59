package org.jbroker.data;

import java.util.random.RandomGenerator;

/**
 * Random values of every kind, the same for the same seed: edges (NaN, both zeros, extremes, bytes
 * that are no UTF-8) are frequent, and so are repetitions, so that equal values meet.
 */
public final class RandomData {

  private static final double[] REALS = {
    0.0,
    -0.0,
    1.5,
    -1.5,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_NORMAL,
    Double.MAX_VALUE
  };
  private static final long[] LONGS = {
    0, 1, -1, 127, 128, 255, 256, -128, -129, Long.MIN_VALUE, Long.MAX_VALUE
  };

  private final RandomGenerator random;

  /** A source that draws from {@code random}. */
  public RandomData(RandomGenerator random) {
    this.random = random;
  }

  /** A value of at most {@code depth} nested containers. */
  public Data next(int depth) {
    int kinds = depth == 0 ? DataType.SET.tag() : DataType.values().length;
    return next(DataType.ofTag(random.nextInt(kinds)), depth);
  }

  /** A value of a given kind. */
  public Data next(DataType type, int depth) {
    return switch (type) {
      case NONE -> Data.none();
      case BOOL -> Data.bool(random.nextBoolean());
      case COUNT -> Data.count(number());
      case INT -> Data.integer(number());
      case REAL -> Data.real(real());
      case STRING -> Data.string(bytes());
      case ADDRESS -> address();
      case SUBNET -> Subnet.ofPrefixBits(address(), random.nextInt(Address.BITS + 1));
      case PORT -> Port.of(random.nextInt(4) * 21845, Port.Protocol.ofNumber(random.nextInt(4)));
      case TIMESTAMP -> Data.timestamp(number());
      case TIMESPAN -> Data.timespan(number());
      case ENUM_VALUE -> EnumValue.of(bytes());
      case SET -> set(depth);
      case TABLE -> table(depth);
      case VECTOR -> vector(depth);
    };
  }

  private long number() {
    return random.nextInt(4) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
  }

  private double real() {
    return random.nextInt(4) == 0
        ? Double.longBitsToDouble(random.nextLong())
        : REALS[random.nextInt(REALS.length)];
  }

  private byte[] bytes() {
    byte[] b = new byte[random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(3)];
    random.nextBytes(b);
    if (random.nextBoolean()) {
      for (int i = 0; i < b.length; i++) {
        b[i] = (byte) ('a' + (b[i] & 1));
      }
    }
    return b;
  }

  private Address address() {
    return switch (random.nextInt(3)) {
      case 0 -> Address.ofV4Bits(random.nextInt());
      case 1 -> Address.ofBits(0, random.nextInt(3));
      default -> Address.ofBits(random.nextLong(), random.nextLong());
    };
  }

  private Data set(int depth) {
    SetData.Builder out = SetData.builder();
    for (int n = random.nextInt(5); n > 0; n--) {
      out.add(next(depth - 1));
    }
    return out.build();
  }

  private Data table(int depth) {
    Table.Builder out = Table.builder();
    for (int n = random.nextInt(4); n > 0; n--) {
      out.put(next(depth - 1), next(depth - 1));
    }
    return out.build();
  }

  private Data vector(int depth) {
    Vector.Builder out = Vector.builder();
    for (int n = random.nextInt(5); n > 0; n--) {
      out.add(next(depth - 1));
    }
    return out.build();
  }
}
