package org.jbroker.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable run of bytes that compares by content and prints as hex: what test vectors are made
 * of. Ordered by unsigned bytes.
 */
public final class Bytes implements Comparable<Bytes> {

  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of these bytes. */
  public static Bytes of(byte... bytes) {
    return new Bytes(bytes.clone());
  }

  /**
   * A copy of {@code length} bytes from {@code offset}.
   *
   * @throws IndexOutOfBoundsException if the array has no such range
   */
  public static Bytes of(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new Bytes(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /**
   * The bytes of a hex string, two digits each, spaces and line breaks ignored.
   *
   * @throws IllegalArgumentException if anything else is in it
   */
  public static Bytes ofHex(String hex) {
    return new Bytes(HEX.parseHex(hex.replaceAll("\\s", "")));
  }

  /** The UTF-8 bytes of a text. */
  public static Bytes ofUtf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** These bytes, then {@code more}. */
  public Bytes concat(Bytes more) {
    byte[] both = Arrays.copyOf(bytes, bytes.length + more.bytes.length);
    System.arraycopy(more.bytes, 0, both, bytes.length, more.bytes.length);
    return new Bytes(both);
  }

  /** The bytes from {@code from} to before {@code to}. */
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    return new Bytes(Arrays.copyOfRange(bytes, from, to));
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  /** The byte at {@code index}, 0 to 255. */
  public int unsignedAt(int index) {
    return bytes[index] & 0xFF;
  }

  /** A copy. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Two lower-case digits for each byte. */
  public String hex() {
    return HEX.formatHex(bytes);
  }

  /** Decoded as UTF-8; what is none becomes U+FFFD. */
  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Bytes b && Arrays.equals(bytes, b.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The same as {@link #hex()}. */
  @Override
  public String toString() {
    return hex();
  }
}
