package org.jbroker.runtime.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.Topic;

/**
 * Reads the fields of one frame after another, never past its end, and says which byte is wrong.
 * Byte 0 is the one behind the length prefix.
 *
 * <p>One for each link, confined to its event loop; it remembers ids and topics, so that those of
 * the last frames cost no memory again. Integers are big-endian.
 */
public final class FrameReader {

  private final TopicCache topics = new TopicCache();
  private final IdCache ids = new IdCache();

  /** The frame: from where it begins to its limit. A view of the buffer that it came in. */
  private ByteBuffer in = ByteBuffer.allocate(0);

  private int start;

  /** Where the field begins that was read last. */
  private int field;

  /**
   * Begins with the next {@code length} bytes of {@code from}, which are taken from it. They are
   * read from its memory, which must not be released before.
   *
   * @throws IllegalArgumentException if they are not all there
   */
  public void begin(ByteBuf from, int length) {
    if (length < 0 || length > from.readableBytes()) {
      throw new IllegalArgumentException(
          "a frame of " + length + " bytes, of which " + from.readableBytes() + " are here");
    }
    // The view that the buffer keeps for itself, so that a frame allocates nothing; whoever uses it
    // next moves it, and nobody does before the frame is read.
    int index = from.readerIndex();
    in =
        from.nioBufferCount() == 1
            ? from.internalNioBuffer(index, length)
            : from.nioBuffer(index, length);
    from.readerIndex(index + length);
    start = in.position();
    field = start;
  }

  /** How many bytes of the frame are left. */
  public int remaining() {
    return in.remaining();
  }

  /** Refuses a frame that has more bytes. */
  public void expectEnd(String what) throws WireException {
    if (remaining() != 0) {
      field = in.position();
      throw error(remaining() + " bytes are left over behind " + what);
    }
  }

  /** Reads an unsigned byte. */
  public int readU8(String what) throws WireException {
    require(1, what);
    return in.get() & 0xFF;
  }

  /** The unsigned byte that comes next, which is not passed over. */
  public int peekU8(String what) throws WireException {
    require(1, what);
    return in.get(in.position()) & 0xFF;
  }

  /** Reads two bytes as an unsigned number. */
  public int readU16(String what) throws WireException {
    require(2, what);
    return in.getShort() & 0xFFFF;
  }

  /** Reads four bytes as an unsigned number. */
  public long readU32(String what) throws WireException {
    require(4, what);
    return in.getInt() & 0xFFFF_FFFFL;
  }

  /** Reads eight bytes. */
  public long readLong(String what) throws WireException {
    require(8, what);
    return in.getLong();
  }

  /** Reads the sixteen bytes of an id. */
  public EndpointId readId(String what) throws WireException {
    require(EndpointId.BYTES, what);
    long high = in.getLong();
    return ids.get(high, in.getLong());
  }

  /** Reads the {@code length} bytes of a topic. */
  public Topic readTopic(long length, String what) throws WireException {
    if (length > Topic.MAX_LENGTH) {
      throw error(what + " of " + length + " bytes, at most " + Topic.MAX_LENGTH + " are allowed");
    }
    require(length, what);
    return topics.read(in, (int) length);
  }

  /** Reads {@code length} bytes to the heap: the only copy that is made of a payload. */
  public byte[] readBytes(long length, String what) throws WireException {
    require(length, what);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  /** Passes over {@code length} bytes. */
  public void skip(long length, String what) throws WireException {
    require(length, what);
    in.position(in.position() + (int) length);
  }

  /**
   * Reads an unsigned number of at most 32 bits, 7 bits a byte, the least significant first, whose
   * high bit says that more follow. The C++ Broker writes the shortest form; longer ones are
   * accepted as it does, up to five bytes.
   */
  public long readVarbyte(String what) throws WireException {
    int first = in.position();
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = readU8(what);
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        if (value > 0xFFFF_FFFFL) {
          break;
        }
        return value;
      }
    }
    field = first;
    throw error(what + " is a number of more than 32 bits");
  }

  /** An error in the field that was read last. */
  public WireException error(String message) {
    return error(ErrorCode.DESERIALIZATION_FAILED, message);
  }

  /** An error in the field that was read last, with a code. */
  public WireException error(ErrorCode code, String message) {
    return new WireException(
        code, message + " (byte " + (field - start) + " of " + (in.limit() - start) + ")");
  }

  private void require(long bytes, String what) throws WireException {
    field = in.position();
    if (bytes > in.remaining()) {
      throw missing(bytes, what); // Apart, so that reading stays small enough to be inlined.
    }
  }

  private WireException missing(long bytes, String what) {
    return error(what + " needs " + bytes + " bytes, " + remaining() + " are left");
  }
}
