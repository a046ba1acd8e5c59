package org.jbroker.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A cursor over a part of a byte array; integers big-endian. Not thread-safe.
 *
 * <p>Reading past the end throws {@link InvalidDataException} and allocates nothing; offsets in it
 * count from the start of the part.
 */
public final class ByteReader {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] buffer;
  private final int start;
  private final int end;
  private int at;

  /** A cursor at the beginning of {@code buffer}. */
  public ByteReader(byte[] buffer) {
    this(buffer, 0, buffer.length);
  }

  /** A cursor over {@code length} bytes from {@code offset}; the array is not copied. */
  public ByteReader(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    this.buffer = buffer;
    this.start = offset;
    this.at = offset;
    this.end = offset + length;
  }

  /** How many bytes were read. */
  public int position() {
    return at - start;
  }

  /** How many bytes are left. */
  public int remaining() {
    return end - at;
  }

  /** The exception for what was read from {@code position} on. */
  InvalidDataException invalid(int position, String reason) {
    return new InvalidDataException(position, reason);
  }

  /**
   * Makes sure that everything was read.
   *
   * @throws InvalidDataException if bytes are left
   */
  public void expectEnd() {
    if (at != end) {
      throw invalid(position(), remaining() + " bytes too many");
    }
  }

  private int claim(int n) {
    int from = at;
    if (n > end - from) {
      throw invalid(position(), n + " bytes are needed, " + remaining() + " are left");
    }
    at = from + n;
    return from;
  }

  /** Reads 8 bits, 0 to 255. */
  public int u8() {
    return buffer[claim(1)] & 0xFF;
  }

  /** Reads 16 bits, 0 to 65,535. */
  public int u16() {
    return (short) SHORT.get(buffer, claim(Short.BYTES)) & 0xFFFF;
  }

  /** Reads 32 bits, as they are. */
  public int u32() {
    return (int) INT.get(buffer, claim(Integer.BYTES));
  }

  /** Reads 64 bits, as they are. */
  public long u64() {
    return (long) LONG.get(buffer, claim(Long.BYTES));
  }

  /**
   * Reads a number of 7 bits a byte, least significant first.
   *
   * @return 0 to 2^31 - 1
   * @throws InvalidDataException if it needs more than 31 bits, or more than five bytes (zeros
   *     beyond the value, as the C++ Broker accepts them, only up to there)
   */
  public int varbyte() {
    int from = position();
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        if (value > Integer.MAX_VALUE) {
          throw invalid(from, "a length of " + value);
        }
        return (int) value;
      }
    }
    throw invalid(from, "a length of more than five bytes");
  }

  /**
   * Reads a length in varbyte form and makes sure that so many bytes are left.
   *
   * @throws InvalidDataException if fewer are left
   */
  public int length() {
    int from = position();
    int n = varbyte();
    if (n > remaining()) {
      throw invalid(from, "a length of " + n + " where " + remaining() + " bytes are left");
    }
    return n;
  }

  /** Reads {@code n} bytes into an array of their own. */
  public byte[] bytes(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("a negative number of bytes: " + n);
    }
    int from = claim(n);
    return Arrays.copyOfRange(buffer, from, from + n);
  }

  /** The array behind this cursor. */
  byte[] storage() {
    return buffer;
  }

  /** Where in {@link #storage} the part begins. */
  int start() {
    return start;
  }

  /** Where in {@link #storage} the part ends. */
  int end() {
    return end;
  }

  /** Moves on to an index of {@link #storage}. */
  void moveTo(int index) {
    at = index;
  }
}
