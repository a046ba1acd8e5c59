package org.jbroker;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.UUID;

/**
 * Identifies an endpoint in the network: 16 bytes, random unless the user chose them, printed as a
 * UUID. Ordered by unsigned bytes, which is the order that decides who leads a handshake.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record EndpointId(long high, long low) implements Comparable<EndpointId> {

  /** The number of bytes of an id on the wire. */
  public static final int BYTES = 16;

  /** All zero: "nobody" as a sender, "everybody" as a receiver on the wire. */
  public static final EndpointId NIL = new EndpointId(0, 0);

  /** Holds the generator, so that programs which choose their ids never seed it. */
  private static final class Random {
    static final SecureRandom GENERATOR = new SecureRandom();
  }

  /** A new random id (a version 4 UUID, as the C++ Broker makes them). */
  public static EndpointId random() {
    long high = Random.GENERATOR.nextLong() & ~0xF000L | 0x4000L;
    long low = Random.GENERATOR.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
    return new EndpointId(high, low);
  }

  /** The id with the bytes of {@code uuid}. */
  public static EndpointId of(UUID uuid) {
    return new EndpointId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * The id whose UUID text is {@code text}.
   *
   * @throws IllegalArgumentException if that is no UUID of 36 characters
   */
  public static EndpointId of(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException(
          "an endpoint id is a UUID of 36 characters, not \"" + text + "\"");
    }
    return of(UUID.fromString(text));
  }

  /** The id in the 16 bytes of {@code bytes} from {@code offset} on. */
  public static EndpointId of(byte[] bytes, int offset) {
    Objects.checkFromIndexSize(offset, BYTES, bytes.length);
    return new EndpointId(readLong(bytes, offset), readLong(bytes, offset + 8));
  }

  /** The sixteen bytes in wire order. */
  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (high >>> 56 - 8 * i);
      bytes[i + 8] = (byte) (low >>> 56 - 8 * i);
    }
    return bytes;
  }

  /** Whether this is {@link #NIL}. */
  public boolean isNil() {
    return (high | low) == 0;
  }

  @Override
  public int compareTo(EndpointId other) {
    int c = Long.compareUnsigned(high, other.high);
    return c != 0 ? c : Long.compareUnsigned(low, other.low);
  }

  /** The UUID text, 36 lower-case characters. */
  @Override
  public String toString() {
    return new UUID(high, low).toString();
  }

  private static long readLong(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | bytes[offset + i] & 0xFF;
    }
    return value;
  }
}
