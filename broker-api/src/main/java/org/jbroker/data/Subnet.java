package org.jbroker.data;

/**
 * A block of addresses: a network address and the number of its leading bits that are fixed.
 *
 * <p>Canonical: the bits behind the prefix are always zero. Ordered by address, then length.
 */
public final class Subnet implements Data {

  private static final int V4_BITS = 32;

  private final Address network;

  /** Counted on 128 bits, for IPv4 too. */
  private final int prefixBits;

  private Subnet(Address network, int prefixBits) {
    this.network = network.mask(prefixBits);
    this.prefixBits = prefixBits;
  }

  /**
   * The subnet of the first {@code length} bits of an address.
   *
   * @throws IllegalArgumentException if the length is outside 0..32 (IPv4) or 0..128 (IPv6)
   */
  public static Subnet of(Address address, int length) {
    int max = address.isV4() ? V4_BITS : Address.BITS;
    if (length < 0 || length > max) {
      throw new IllegalArgumentException(
          "the length of a subnet of " + address + " is within 0.." + max + ", not " + length);
    }
    return new Subnet(address, address.isV4() ? length + Address.V4_PREFIX_BITS : length);
  }

  /**
   * As on the wire: {@code prefixBits} counts on 128 bits whatever the family, 104 for 10.0.0.0/8.
   *
   * @throws IllegalArgumentException if it is outside 0..128
   */
  public static Subnet ofPrefixBits(Address address, int prefixBits) {
    return new Subnet(address, prefixBits);
  }

  /**
   * From text such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}.
   *
   * @throws IllegalArgumentException if the address or the length is malformed
   */
  public static Subnet parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("a subnet is ADDRESS/LENGTH, not '" + text + "'");
    }
    String length = text.substring(slash + 1);
    if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(Subnet::isDigit)) {
      throw new IllegalArgumentException("no length of a subnet in '" + text + "'");
    }
    return of(Address.parse(text.substring(0, slash)), Integer.parseInt(length));
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The first address of the block. */
  public Address network() {
    return network;
  }

  /** The number of fixed bits: 0 to 32 for IPv4, 0 to 128 for IPv6. */
  public int length() {
    return network.isV4() ? prefixBits - Address.V4_PREFIX_BITS : prefixBits;
  }

  /** The number of fixed bits counted on 128, for IPv4 too: what travels on the wire. */
  public int prefixBits() {
    return prefixBits;
  }

  /** Whether the address lies in this block. */
  public boolean contains(Address address) {
    return address.mask(prefixBits).equals(network);
  }

  @Override
  public DataType type() {
    return DataType.SUBNET;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    if (other instanceof Subnet s) {
      int c = network.compareBits(s.network);
      return c != 0 ? c : Integer.compare(prefixBits, s.prefixBits);
    }
    return type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o
        || o instanceof Subnet s && prefixBits == s.prefixBits && network.equals(s.network);
  }

  @Override
  public int hashCode() {
    return Hashing.combine(network.hashCode(), prefixBits);
  }

  /** As in {@code 10.0.0.0/8}. */
  @Override
  public String toString() {
    return network + "/" + length();
  }
}
