package org.jbroker.data;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * An IPv4 or IPv6 address: 128 bits, an IPv4 address as {@code ::ffff:a.b.c.d}.
 *
 * <p>The two are one space: an IPv4-mapped IPv6 address is that IPv4 address. Ordered by its 16
 * bytes, unsigned.
 */
public final class Address implements Data {

  /** The number of bits. */
  public static final int BITS = 128;

  /** The number of bits before those of an IPv4 address. */
  static final int V4_PREFIX_BITS = 96;

  private static final int BYTES = 16;
  private static final int V4_BYTES = 4;
  private static final long V4_PREFIX = 0x0000_FFFF_0000_0000L;
  private static final long LOW_32 = 0xFFFF_FFFFL;

  /** What raw bytes are. */
  public enum Family {
    /** Four bytes. */
    IPV4,
    /** Sixteen bytes. */
    IPV6
  }

  private final long high;
  private final long low;

  private Address(long high, long low) {
    this.high = high;
    this.low = low;
  }

  /** From the upper and lower 64 bits, most significant first. */
  public static Address ofBits(long high, long low) {
    return new Address(high, low);
  }

  /** An IPv4 address from its 32 bits, most significant first: 0x7f000001 is 127.0.0.1. */
  public static Address ofV4Bits(int bits) {
    return new Address(0, V4_PREFIX | bits & LOW_32);
  }

  /**
   * From bytes in network order: 4 for IPv4, 16 for IPv6.
   *
   * @throws IllegalArgumentException if there are neither 4 nor 16
   */
  public static Address of(byte[] networkOrder) {
    Family family = networkOrder.length == V4_BYTES ? Family.IPV4 : Family.IPV6;
    return of(networkOrder, family, ByteOrder.BIG_ENDIAN);
  }

  /**
   * From bytes of a given family and order. With {@link ByteOrder#LITTLE_ENDIAN} each 32-bit word
   * has its least significant byte first, as in the memory of such a host; the words themselves
   * stand most significant first.
   *
   * @throws IllegalArgumentException if there are not exactly 4 (IPv4) or 16 (IPv6) bytes
   */
  public static Address of(byte[] bytes, Family family, ByteOrder order) {
    Objects.requireNonNull(order);
    int expected = family == Family.IPV4 ? V4_BYTES : BYTES;
    if (bytes.length != expected) {
      throw new IllegalArgumentException(
          "an address of " + family + " has " + expected + " bytes, not " + bytes.length);
    }
    if (family == Family.IPV4) {
      return ofV4Bits(word(bytes, 0, order));
    }
    return new Address(
        (long) word(bytes, 0, order) << 32 | word(bytes, 4, order) & LOW_32,
        (long) word(bytes, 8, order) << 32 | word(bytes, 12, order) & LOW_32);
  }

  private static int word(byte[] b, int at, ByteOrder order) {
    int w =
        (b[at] & 0xFF) << 24
            | (b[at + 1] & 0xFF) << 16
            | (b[at + 2] & 0xFF) << 8
            | b[at + 3] & 0xFF;
    return order == ByteOrder.BIG_ENDIAN ? w : Integer.reverseBytes(w);
  }

  /** From Java's type; the zone of a link-local address, which means nothing elsewhere, is left. */
  public static Address of(InetAddress address) {
    return of(address.getAddress());
  }

  /**
   * From text such as {@code 10.0.0.1}, {@code 2001:db8::1} or {@code ::ffff:10.0.0.1}. Names are
   * never resolved; octets have no leading zeros and there is no zone.
   *
   * @throws IllegalArgumentException if the text is no address
   */
  public static Address parse(String text) {
    return AddressText.parse(text);
  }

  /** The upper 64 bits. */
  public long highBits() {
    return high;
  }

  /** The lower 64 bits; the lower half of them is an IPv4 address. */
  public long lowBits() {
    return low;
  }

  /** Whether this is an IPv4 address, mapped or not. */
  public boolean isV4() {
    return high == 0 && (low & ~LOW_32) == V4_PREFIX;
  }

  /** The bytes in network order: 4 for IPv4, else 16. */
  public byte[] toBytes() {
    byte[] all = toMappedBytes();
    if (!isV4()) {
      return all;
    }
    return new byte[] {all[12], all[13], all[14], all[15]};
  }

  /** All 16 bytes in network order, an IPv4 address as {@code ::ffff:a.b.c.d}. */
  public byte[] toMappedBytes() {
    byte[] b = new byte[BYTES];
    for (int i = 0; i < 8; i++) {
      b[i] = (byte) (high >>> 56 - 8 * i);
      b[i + 8] = (byte) (low >>> 56 - 8 * i);
    }
    return b;
  }

  /** As Java's type, without asking a name service. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(toBytes());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are always an address", e);
    }
  }

  /**
   * Keeps the top bits and clears the others. Counted on 128 bits, IPv4 too (its own begin at 96),
   * as in the C++ Broker.
   *
   * @throws IllegalArgumentException if {@code topBits} is outside 0..128
   */
  public Address mask(int topBits) {
    if (topBits < 0 || topBits > BITS) {
      throw new IllegalArgumentException("not within 0..128 bits: " + topBits);
    }
    long highMask = topBits >= 64 ? -1L : topBits == 0 ? 0 : -1L << 64 - topBits;
    long lowMask = topBits <= 64 ? 0 : -1L << 128 - topBits;
    long h = high & highMask;
    long l = low & lowMask;
    return h == high && l == low ? this : new Address(h, l);
  }

  @Override
  public DataType type() {
    return DataType.ADDRESS;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  int compareBits(Address other) {
    int c = Long.compareUnsigned(high, other.high);
    return c != 0 ? c : Long.compareUnsigned(low, other.low);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Address a ? compareBits(a) : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Address a && high == a.high && low == a.low;
  }

  @Override
  public int hashCode() {
    return Hashing.combine(Hashing.ofLong(6, high), Hashing.ofLong(6, low));
  }

  /** Dotted IPv4, or IPv6 in lower case with the longest run of zeros left out. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(39);
    AddressText.append(this, out);
    return out.toString();
  }
}
