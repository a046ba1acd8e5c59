package org.jbroker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where a message goes: a string of bytes whose parts are separated by {@link #SEPARATOR}.
 *
 * <p>Subscriptions are prefixes, compared byte by byte: {@code "/zeek/ev"} matches {@code
 * "/zeek/event"}. Topics whose first part is {@code "<$>"} are reserved for Broker itself.
 *
 * <p>A topic from the network need not be UTF-8; its bytes are kept as they are, and {@link
 * #string()} is only a view of them. Immutable, ordered by unsigned bytes.
 */
public final class Topic implements Comparable<Topic> {

  /** Separates the parts of a topic. */
  public static final String SEPARATOR = "/";

  /** The first part of the topics that Broker keeps for itself (wire captures, {@code <$>}). */
  public static final String RESERVED = "<$>";

  /** The longest topic in bytes: the wire format has 16 bits for the length. */
  public static final int MAX_LENGTH = 0xFFFF;

  private final byte[] bytes;
  private int hash;
  private String text;

  private Topic(byte[] bytes) {
    if (bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a topic has at most " + MAX_LENGTH + " bytes, this one " + bytes.length);
    }
    this.bytes = bytes;
  }

  /**
   * A topic from text, encoded as UTF-8.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_LENGTH} bytes
   */
  public static Topic of(String text) {
    return new Topic(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A topic from raw bytes, which are copied.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX_LENGTH} of them
   */
  public static Topic of(byte[] bytes) {
    return new Topic(bytes.clone());
  }

  /**
   * A topic from a part of an array, which is copied.
   *
   * @throws IllegalArgumentException if it is longer than {@link #MAX_LENGTH} bytes
   */
  public static Topic of(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new Topic(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /** This topic with {@code part} behind it, and one separator between the two. */
  public Topic append(String part) {
    String self = string();
    if (self.isEmpty()) {
      return of(part);
    }
    return of(self.endsWith(SEPARATOR) ? self + part : self + SEPARATOR + part);
  }

  /** Whether {@code other} begins with the bytes of this topic. Every topic is its own prefix. */
  public boolean prefixOf(Topic other) {
    int n = bytes.length;
    return n <= other.bytes.length && Arrays.equals(bytes, 0, n, other.bytes, 0, n);
  }

  /** Whether this topic belongs to Broker itself: it is {@code <$>} or starts with {@code <$>/}. */
  public boolean isReserved() {
    String self = string();
    return self.equals(RESERVED) || self.startsWith(RESERVED + SEPARATOR);
  }

  /** The length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** The byte at {@code index}. */
  public byte byteAt(int index) {
    return bytes[index];
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Copies all bytes to {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  /** The text, decoded as UTF-8; bytes that are none become U+FFFD. */
  public String string() {
    String t = text;
    if (t == null) {
      t = new String(bytes, StandardCharsets.UTF_8);
      text = t;
    }
    return t;
  }

  @Override
  public int compareTo(Topic other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Topic t && Arrays.equals(bytes, t.bytes);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(bytes);
      hash = h;
    }
    return h;
  }

  /** The same as {@link #string()}. */
  @Override
  public String toString() {
    return string();
  }
}
