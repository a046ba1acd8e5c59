package org.jbroker.runtime.wire.v64;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jbroker.EndpointId;
import org.jbroker.Topic;

/**
 * Writes the few MessagePack types of which version 64 is made, always in the shortest form, so
 * that equal values are equal bytes.
 *
 * <p>Values gather in an array, from where {@link #moveTo} takes all of them to a buffer at once: a
 * frame has some twenty values of a few bytes, and each write to a buffer checks anew whether that
 * is still alive and how long it is. Confined to the event loop of its link.
 */
final class PackWriter {

  /** The longest head of an array or a bin. */
  static final int MAX_HEAD_BYTES = 5;

  /** The longest integer. */
  static final int MAX_INTEGER_BYTES = 9;

  /** An id with its head. */
  static final int ID_BYTES = 2 + EndpointId.BYTES;

  /** What the array has at first, and again after a frame that was longer. */
  private static final int KEPT_BYTES = 1 << 10;

  private static final VarHandle SHORT = bigEndian(short[].class);
  private static final VarHandle INT = bigEndian(int[].class);
  private static final VarHandle LONG = bigEndian(long[].class);

  private byte[] bytes = new byte[KEPT_BYTES];
  private int size;

  /** Forgets what an error kept from being moved. */
  void begin() {
    size = 0;
  }

  void writeArray(int count) {
    if (count < 16) {
      writeByte(Pack.FIXARRAY | count);
    } else if (count < 1 << 16) {
      writeShort(Pack.ARRAY16, count);
    } else {
      writeInt(Pack.ARRAY32, count);
    }
  }

  /** Writes an integer that is not negative. */
  void writeInteger(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    } else if (value < 1 << 7) {
      writeByte((int) value);
    } else if (value < 1 << 8) {
      writeByte(Pack.UINT8, (int) value);
    } else if (value < 1 << 16) {
      writeShort(Pack.UINT16, (int) value);
    } else if (value < 1L << 32) {
      writeInt(Pack.UINT32, (int) value);
    } else {
      int at = grow(1 + Long.BYTES);
      bytes[at] = (byte) Pack.UINT64;
      LONG.set(bytes, at + 1, value);
    }
  }

  void writeBoolean(boolean value) {
    writeByte(value ? Pack.TRUE : Pack.FALSE);
  }

  void writeNil() {
    writeByte(Pack.NIL);
  }

  void writeId(EndpointId id) {
    int at = grow(ID_BYTES);
    bytes[at] = (byte) Pack.BIN8;
    bytes[at + 1] = EndpointId.BYTES;
    LONG.set(bytes, at + 2, id.high());
    LONG.set(bytes, at + 2 + Long.BYTES, id.low());
  }

  void writeTopic(Topic topic) {
    writeBinHead(topic.length());
    int at = grow(topic.length());
    topic.copyTo(bytes, at);
  }

  void writeBytes(byte[] value) {
    writeBinHead(value.length);
    int at = grow(value.length);
    System.arraycopy(value, 0, bytes, at, value.length);
  }

  /** Writes what is in front of {@code length} bytes, which are to follow. */
  void writeBinHead(int length) {
    if (length < 1 << 8) {
      writeByte(Pack.BIN8, length);
    } else if (length < 1 << 16) {
      writeShort(Pack.BIN16, length);
    } else {
      writeInt(Pack.BIN32, length);
    }
  }

  /** Appends to {@code out} what was written since the last time, or since {@link #begin}. */
  void moveTo(ByteBuf out) {
    out.writeBytes(bytes, 0, size);
    size = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[KEPT_BYTES];
    }
  }

  private void writeByte(int value) {
    int at = grow(1);
    bytes[at] = (byte) value;
  }

  private void writeByte(int format, int value) {
    int at = grow(2);
    bytes[at] = (byte) format;
    bytes[at + 1] = (byte) value;
  }

  private void writeShort(int format, int value) {
    int at = grow(1 + Short.BYTES);
    bytes[at] = (byte) format;
    SHORT.set(bytes, at + 1, (short) value);
  }

  private void writeInt(int format, long value) {
    int at = grow(1 + Integer.BYTES);
    bytes[at] = (byte) format;
    INT.set(bytes, at + 1, (int) value);
  }

  /** Makes room for some bytes; returns where they go. */
  private int grow(int more) {
    int at = size;
    size = Math.addExact(at, more);
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(size, 2L * at)));
    }
    return at;
  }

  private static VarHandle bigEndian(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN);
  }
}
