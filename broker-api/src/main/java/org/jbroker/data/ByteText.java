package org.jbroker.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that are mostly text: what {@link Str} and {@link EnumValue} have in common.
 *
 * <p>Hash and text are computed on first use and kept; a race computes them twice, with the same
 * result.
 */
abstract class ByteText {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  /** What is longer is copied as arrays are. */
  private static final int FEW_WORDS_BYTES = 4 * Long.BYTES;

  private static final char REPLACEMENT = '\uFFFD';

  private final byte[] bytes;
  private int hash;
  private String text;

  /** Takes the array over. */
  ByteText(byte[] bytes) {
    this.bytes = bytes;
  }

  static byte[] utf8(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (Character.isSurrogate(s.charAt(i))) {
        int c = s.codePointAt(i);
        if (c <= Character.MAX_VALUE) {
          throw new IllegalArgumentException("unpaired surrogate at index " + i);
        }
        i++;
      }
    }
    return s.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A copy of {@code length} bytes from {@code offset}, which must be there. Most texts are short,
   * and to set out to copy an array takes longer than to move a few words; the last may overlap the
   * one before it.
   */
  static byte[] part(byte[] source, int offset, int length) {
    if (length > FEW_WORDS_BYTES) {
      return Arrays.copyOfRange(source, offset, offset + length);
    }
    byte[] copy = new byte[length];
    if (length >= Long.BYTES) {
      int last = length - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        LONG.set(copy, i, (long) LONG.get(source, offset + i));
      }
      LONG.set(copy, last, (long) LONG.get(source, offset + last));
    } else if (length >= Integer.BYTES) {
      int last = length - Integer.BYTES;
      INT.set(copy, 0, (int) INT.get(source, offset));
      INT.set(copy, last, (int) INT.get(source, offset + last));
    } else {
      for (int i = 0; i < length; i++) {
        copy[i] = source[offset + i];
      }
    }
    return copy;
  }

  /** The number of bytes. */
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

  /** Copies all bytes to {@code target}, beginning at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  /** Whether the bytes are well-formed UTF-8. */
  public boolean isUtf8() {
    String s = new String(bytes, StandardCharsets.UTF_8);
    // U+FFFD stands for malformed bytes, unless it was in the text itself.
    return s.indexOf(REPLACEMENT) < 0 || Arrays.equals(s.getBytes(StandardCharsets.UTF_8), bytes);
  }

  /**
   * The bytes decoded as UTF-8. A malformed byte reads {@code \xNN}, so text that is not UTF-8
   * stays readable; see {@link #isUtf8}.
   */
  public String text() {
    String t = text;
    if (t == null) {
      t = new String(bytes, StandardCharsets.UTF_8);
      if (t.indexOf(REPLACEMENT) >= 0) {
        t = decodeEscaping();
      }
      text = t;
    }
    return t;
  }

  private String decodeEscaping() {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    StringBuilder result = new StringBuilder(bytes.length + 16);
    while (true) {
      CoderResult status = decoder.decode(in, out, true);
      result.append(out.flip());
      out.clear();
      if (!status.isError()) {
        return result.toString();
      }
      for (int i = 0; i < status.length(); i++) {
        int b = in.get() & 0xFF;
        result.append("\\x");
        result.append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 0xF, 16));
      }
      decoder.reset();
    }
  }

  final int compareBytes(ByteText other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  final boolean sameBytes(ByteText other) {
    if (hash != 0 && other.hash != 0 && hash != other.hash) {
      return false;
    }
    return Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Hashing.ofBytes(bytes);
      hash = h == 0 ? 1 : h;
      h = hash;
    }
    return h;
  }

  @Override
  public abstract boolean equals(Object o);

  /** The same as {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }
}
