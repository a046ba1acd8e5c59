package org.jbroker.store.engine.channel;

/**
 * Arithmetic on sequence numbers: unsigned 64 bit in a {@code long}.
 *
 * <p>A stream never wraps: at a million events a second the numbers last half a million years. So
 * the numbers above {@link #LAST} can only come from a peer that lies. They are refused where they
 * come in, and the room above it means that no sum inside this package overflows.
 */
final class Sequences {

  /** The last sequence number that is accepted from the network: 2^64 - 2^32. */
  static final long LAST = 0xFFFF_FFFF_0000_0000L;

  private Sequences() {}

  static boolean isBefore(long a, long b) {
    return Long.compareUnsigned(a, b) < 0;
  }

  static boolean isAfter(long a, long b) {
    return Long.compareUnsigned(a, b) > 0;
  }

  static long max(long a, long b) {
    return isAfter(a, b) ? a : b;
  }

  static long min(long a, long b) {
    return isBefore(a, b) ? a : b;
  }

  static void requireUnsigned16(int ticks) {
    if (ticks < 0 || ticks > 0xFFFF) {
      throw new IllegalArgumentException("not an unsigned 16-bit number of ticks: " + ticks);
    }
  }
}
