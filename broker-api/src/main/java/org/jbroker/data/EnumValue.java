package org.jbroker.data;

import java.util.Objects;

/**
 * The name of an enum's constant, such as {@code Conn::LOG}.
 *
 * <p>Kept as bytes, since a peer may send any; ordered by unsigned bytes.
 */
public final class EnumValue extends ByteText implements Data {

  private static final EnumValue EMPTY = new EnumValue(new byte[0]);

  private EnumValue(byte[] bytes) {
    super(bytes);
  }

  /**
   * A name from text, encoded as UTF-8.
   *
   * @throws IllegalArgumentException if it has an unpaired surrogate
   */
  public static EnumValue of(String text) {
    return text.isEmpty() ? EMPTY : new EnumValue(utf8(text));
  }

  /** A name of these bytes, which are copied. */
  public static EnumValue of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new EnumValue(part(bytes, 0, bytes.length));
  }

  /** A name of a part of an array, which is copied. */
  public static EnumValue of(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return length == 0 ? EMPTY : new EnumValue(part(bytes, offset, length));
  }

  /** The name; the same as {@link #text()}. */
  public String name() {
    return text();
  }

  @Override
  public DataType type() {
    return DataType.ENUM_VALUE;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof EnumValue s ? compareBytes(s) : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof EnumValue s && sameBytes(s);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
