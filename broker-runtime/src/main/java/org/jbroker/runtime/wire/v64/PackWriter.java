package org.jbroker.runtime.wire.v64;

import io.netty.buffer.ByteBuf;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.runtime.wire.TopicWriter;

/**
 * Writes the few MessagePack types of which version 64 is made, always in the shortest form, so
 * that equal values are equal bytes. Confined to the event loop of its link.
 */
final class PackWriter {

  /** The longest head of an array or a bin. */
  static final int MAX_HEAD_BYTES = 5;

  /** The longest integer. */
  static final int MAX_INTEGER_BYTES = 9;

  /** An id with its head. */
  static final int ID_BYTES = 2 + EndpointId.BYTES;

  private final TopicWriter topics = new TopicWriter();

  void writeArray(int count, ByteBuf out) {
    if (count < 16) {
      out.writeByte(Pack.FIXARRAY | count);
    } else if (count < 1 << 16) {
      out.writeByte(Pack.ARRAY16).writeShort(count);
    } else {
      out.writeByte(Pack.ARRAY32).writeInt(count);
    }
  }

  /** Writes an integer that is not negative. */
  void writeInteger(long value, ByteBuf out) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    } else if (value < 1 << 7) {
      out.writeByte((int) value);
    } else if (value < 1 << 8) {
      out.writeByte(Pack.UINT8).writeByte((int) value);
    } else if (value < 1 << 16) {
      out.writeByte(Pack.UINT16).writeShort((int) value);
    } else if (value < 1L << 32) {
      out.writeByte(Pack.UINT32).writeInt((int) value);
    } else {
      out.writeByte(Pack.UINT64).writeLong(value);
    }
  }

  void writeBoolean(boolean value, ByteBuf out) {
    out.writeByte(value ? Pack.TRUE : Pack.FALSE);
  }

  void writeNil(ByteBuf out) {
    out.writeByte(Pack.NIL);
  }

  void writeId(EndpointId id, ByteBuf out) {
    out.writeByte(Pack.BIN8).writeByte(EndpointId.BYTES);
    out.writeLong(id.high()).writeLong(id.low());
  }

  void writeTopic(Topic topic, ByteBuf out) {
    writeBinHead(topic.length(), out);
    topics.write(topic, out);
  }

  void writeBytes(byte[] bytes, ByteBuf out) {
    writeBinHead(bytes.length, out);
    out.writeBytes(bytes);
  }

  private void writeBinHead(int length, ByteBuf out) {
    if (length < 1 << 8) {
      out.writeByte(Pack.BIN8).writeByte(length);
    } else if (length < 1 << 16) {
      out.writeByte(Pack.BIN16).writeShort(length);
    } else {
      out.writeByte(Pack.BIN32).writeInt(length);
    }
  }
}
