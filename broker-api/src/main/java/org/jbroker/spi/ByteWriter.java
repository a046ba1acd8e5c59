package org.jbroker.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A byte array that grows as it is written; integers big-endian. Not thread-safe.
 *
 * <p>Can be used again after {@link #reset}, and keeps its storage then.
 */
public final class ByteWriter {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int DEFAULT_CAPACITY = 256;

  /** Arrays a little below 2^31 are what virtual machines can still allocate. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private byte[] buffer;
  private int size;

  /** A writer with room for 256 bytes at first. */
  public ByteWriter() {
    this(DEFAULT_CAPACITY);
  }

  /** A writer with room for {@code capacity} bytes at first. */
  public ByteWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** Forgets what was written. */
  public void reset() {
    size = 0;
  }

  /** Forgets what was written, and keeps at most {@code capacity} bytes of storage. */
  void shrink(int capacity) {
    size = 0;
    if (buffer.length > capacity) {
      buffer = new byte[capacity];
    }
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  /** The storage itself if exactly full, else a copy; the writer must not be used after it. */
  byte[] take() {
    return size == buffer.length ? buffer : toBytes();
  }

  /** Copies what was written to {@code target}, beginning at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(buffer, 0, target, offset, size);
  }

  /** Room for {@code n} more bytes; returns where they begin. */
  private int claim(int n) {
    int at = size;
    if (buffer.length - at < n) {
      grow(n);
    }
    size = at + n;
    return at;
  }

  private void grow(int n) {
    if (n < 0 || n > MAX_BYTES - size) {
      throw new IllegalStateException("more than " + MAX_BYTES + " bytes");
    }
    int doubled = (int) Math.min(MAX_BYTES, 2L * buffer.length);
    buffer = Arrays.copyOf(buffer, Math.max(doubled, size + n));
  }

  /** Writes the low 8 bits. */
  public void u8(int value) {
    int at = claim(1);
    buffer[at] = (byte) value;
  }

  /** Writes the low 16 bits. */
  public void u16(int value) {
    int at = claim(Short.BYTES);
    SHORT.set(buffer, at, (short) value);
  }

  /** Writes 32 bits. */
  public void u32(int value) {
    int at = claim(Integer.BYTES);
    INT.set(buffer, at, value);
  }

  /** Writes 64 bits. */
  public void u64(long value) {
    int at = claim(Long.BYTES);
    LONG.set(buffer, at, value);
  }

  /** Writes a tag and 64 bits: one check of the room instead of two. */
  void tagged(int tag, long value) {
    int at = claim(1 + Long.BYTES);
    buffer[at] = (byte) tag;
    LONG.set(buffer, at + 1, value);
  }

  /** Writes a tag and 128 bits. */
  void tagged(int tag, long high, long low) {
    int at = claim(1 + 2 * Long.BYTES);
    buffer[at] = (byte) tag;
    LONG.set(buffer, at + 1, high);
    LONG.set(buffer, at + 1 + Long.BYTES, low);
  }

  /**
   * Writes a tag and a varbyte, and makes room for {@code rest} bytes; returns where they begin.
   */
  int tagged(int tag, int varbyte, int rest) {
    if (varbyte > 0x7F) {
      u8(tag);
      varbyte(varbyte);
      return claim(rest);
    }
    int at = claim(2 + rest);
    buffer[at] = (byte) tag;
    buffer[at + 1] = (byte) varbyte;
    return at + 2;
  }

  /** Writes 7 bits a byte, least significant first, the high bit saying that more follow. */
  public void varbyte(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      u8(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    u8(rest);
  }

  /** Writes all of {@code bytes}. */
  public void bytes(byte[] bytes) {
    int at = claim(bytes.length);
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
  }

  /** Writes a part of {@code bytes}. */
  public void bytes(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int at = claim(length);
    System.arraycopy(bytes, offset, buffer, at, length);
  }

  /** The storage, valid until the next write. */
  byte[] storage() {
    return buffer;
  }
}
