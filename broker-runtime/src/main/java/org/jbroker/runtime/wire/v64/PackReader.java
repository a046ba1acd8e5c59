package org.jbroker.runtime.wire.v64;

import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.Topic;
import org.jbroker.runtime.wire.FrameReader;
import org.jbroker.runtime.wire.WireException;

/**
 * Reads the few MessagePack types of which version 64 is made, and passes over all others. Integers
 * are accepted in every form that holds the value; a {@code str} is no {@code bin}.
 *
 * <p>A count is compared with the bytes that are left before anybody allocates for it: no value has
 * less than one byte. Nothing here recurses. Confined to the event loop of its link.
 */
final class PackReader {

  private final FrameReader frame;

  PackReader(FrameReader frame) {
    this.frame = frame;
  }

  /** The number of values of an array. */
  int readArray(String what) throws WireException {
    int format = frame.readU8(what);
    long count;
    if ((format & 0xF0) == Pack.FIXARRAY) {
      count = format & 0x0F;
    } else if (format == Pack.ARRAY16) {
      count = frame.readU16(what);
    } else if (format == Pack.ARRAY32) {
      count = frame.readU32(what);
    } else {
      throw unexpected("an array", what, format);
    }
    if (count > frame.remaining()) {
      throw frame.error(what + " has " + count + " values in " + frame.remaining() + " bytes");
    }
    return (int) count;
  }

  /** The number of values of an array that has at least {@code min}. */
  int readArray(int min, String what) throws WireException {
    int count = readArray(what);
    if (count < min) {
      throw frame.error(what + " has " + count + " values, at least " + min + " are needed");
    }
    return count;
  }

  /** An integer from {@code min}, which is not negative, to {@code max}. */
  long readInteger(long min, long max, String what) throws WireException {
    int format = frame.readU8(what);
    long value = format < 0x80 ? format : readIntegerBehind(format, what);
    if (value < min || value > max) {
      throw outside(value, min, max, what);
    }
    return value;
  }

  private long readIntegerBehind(int format, String what) throws WireException {
    return switch (format) {
      case Pack.UINT8 -> frame.readU8(what);
      case Pack.UINT16 -> frame.readU16(what);
      case Pack.UINT32 -> frame.readU32(what);
      // An uint64 beyond 2^63 turns negative and is refused as such.
      case Pack.UINT64, Pack.INT64 -> frame.readLong(what);
      case Pack.INT8 -> (byte) frame.readU8(what);
      case Pack.INT16 -> (short) frame.readU16(what);
      case Pack.INT32 -> (int) frame.readU32(what);
      default -> {
        if (format < Pack.NEGATIVE_FIXINT) {
          throw unexpected("an integer", what, format);
        }
        yield (byte) format;
      }
    };
  }

  private WireException outside(long value, long min, long max, String what) {
    return frame.error(what + " is " + value + ", not " + min + " to " + max);
  }

  boolean readBoolean(String what) throws WireException {
    int format = frame.readU8(what);
    if (format != Pack.FALSE && format != Pack.TRUE) {
      throw unexpected("a boolean", what, format);
    }
    return format == Pack.TRUE;
  }

  EndpointId readId(String what) throws WireException {
    return readIdBehind(frame.readU8(what), what);
  }

  /** An id that is not all zero. */
  EndpointId readSomebody(String what) throws WireException {
    EndpointId id = readId(what);
    if (id.isNil()) {
      throw frame.error(what + " is zero");
    }
    return id;
  }

  /** An id, or {@link EndpointId#NIL} in place of nil. */
  EndpointId readIdOrNil(String what) throws WireException {
    int format = frame.readU8(what);
    return format == Pack.NIL ? EndpointId.NIL : readIdBehind(format, what);
  }

  Topic readTopic(String what) throws WireException {
    return frame.readTopic(readBinLength(frame.readU8(what), what), what);
  }

  byte[] readBytes(int max, String what) throws WireException {
    long length = readBinLength(frame.readU8(what), what);
    if (length > max) {
      throw frame.error(what + " of " + length + " bytes, at most " + max + " are allowed");
    }
    return frame.readBytes(length, what);
  }

  /** Whether an array follows, whose length is read, or else nil: its length, or -1 for nil. */
  int readArrayOrNil(String what) throws WireException {
    if (frame.peekU8(what) == Pack.NIL) {
      frame.skip(1, what);
      return -1;
    }
    return readArray(what);
  }

  /**
   * Passes over values that a later revision added, whatever they are and however deep: a loop that
   * counts what is to come, and ends since every value has a byte.
   */
  void skip(long values) throws WireException {
    String what = "an additional value";
    for (long pending = values; pending > 0; pending--) {
      if (pending > frame.remaining()) {
        throw frame.error(pending + " more values in " + frame.remaining() + " bytes");
      }
      pending += skipOne(frame.readU8(what), what);
    }
  }

  /** Passes over one value behind its first byte, and says how many values it contains. */
  private long skipOne(int format, String what) throws WireException {
    if (format < 0x80 || format >= Pack.NEGATIVE_FIXINT) {
      return 0;
    }
    switch (format & 0xF0) {
      case Pack.FIXMAP:
        return 2L * (format & 0x0F);
      case Pack.FIXARRAY:
        return format & 0x0F;
      case Pack.FIXSTR, Pack.FIXSTR + 0x10:
        frame.skip(format & 0x1F, what);
        return 0;
      default:
        break;
    }
    switch (format) {
      case Pack.NIL, Pack.FALSE, Pack.TRUE -> {}
      case Pack.UINT8, Pack.INT8 -> frame.skip(1, what);
      case Pack.UINT16, Pack.INT16 -> frame.skip(2, what);
      case Pack.UINT32, Pack.INT32, Pack.FLOAT32 -> frame.skip(4, what);
      case Pack.UINT64, Pack.INT64, Pack.FLOAT64 -> frame.skip(8, what);
      case Pack.BIN8, Pack.STR8 -> frame.skip(frame.readU8(what), what);
      case Pack.BIN16, Pack.STR16 -> frame.skip(frame.readU16(what), what);
      case Pack.BIN32, Pack.STR32 -> frame.skip(frame.readU32(what), what);
      // Extensions have one byte for their type behind the length.
      case Pack.EXT8 -> frame.skip(frame.readU8(what) + 1L, what);
      case Pack.EXT16 -> frame.skip(frame.readU16(what) + 1L, what);
      case Pack.EXT32 -> frame.skip(frame.readU32(what) + 1L, what);
      case Pack.FIXEXT1 -> frame.skip(2, what);
      case Pack.FIXEXT2 -> frame.skip(3, what);
      case Pack.FIXEXT4 -> frame.skip(5, what);
      case Pack.FIXEXT8 -> frame.skip(9, what);
      case Pack.FIXEXT16 -> frame.skip(17, what);
      case Pack.ARRAY16 -> {
        return frame.readU16(what);
      }
      case Pack.ARRAY32 -> {
        return frame.readU32(what);
      }
      case Pack.MAP16 -> {
        return 2L * frame.readU16(what);
      }
      case Pack.MAP32 -> {
        return 2L * frame.readU32(what);
      }
      default -> throw unexpected("a value", what, format);
    }
    return 0;
  }

  private EndpointId readIdBehind(int format, String what) throws WireException {
    long length = readBinLength(format, what);
    if (length != EndpointId.BYTES) {
      throw frame.error(what + " has " + length + " bytes, not " + EndpointId.BYTES);
    }
    return frame.readId(what);
  }

  private long readBinLength(int format, String what) throws WireException {
    return switch (format) {
      case Pack.BIN8 -> frame.readU8(what);
      case Pack.BIN16 -> frame.readU16(what);
      case Pack.BIN32 -> frame.readU32(what);
      default -> throw unexpected("bin", what, format);
    };
  }

  private WireException unexpected(String expected, String what, int format) {
    return frame.error(
        ErrorCode.DESERIALIZATION_FAILED,
        String.format("%s is not %s: it begins with %02x", what, expected, format));
  }
}
