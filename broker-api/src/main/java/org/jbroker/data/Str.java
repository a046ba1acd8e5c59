package org.jbroker.data;

import java.util.Objects;

/**
 * A string of bytes.
 *
 * <p>Zeek's strings need not be UTF-8, so the bytes are what is kept, compared (unsigned) and sent;
 * the text is a view of them, decoded when asked for.
 */
public final class Str extends ByteText implements Data {

  private static final Str EMPTY = new Str(new byte[0]);

  private Str(byte[] bytes) {
    super(bytes);
  }

  /**
   * A string from text, encoded as UTF-8.
   *
   * @throws IllegalArgumentException if it has an unpaired surrogate
   */
  public static Str of(String text) {
    return text.isEmpty() ? EMPTY : new Str(utf8(text));
  }

  /** A string of these bytes, which are copied. */
  public static Str of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Str(part(bytes, 0, bytes.length));
  }

  /** A string of a part of an array, which is copied. */
  public static Str of(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return length == 0 ? EMPTY : new Str(part(bytes, offset, length));
  }

  @Override
  public DataType type() {
    return DataType.STRING;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.visit(this);
  }

  @Override
  public int compareTo(Data other) {
    return other instanceof Str s ? compareBytes(s) : type().compareTo(other.type());
  }

  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof Str s && sameBytes(s);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
