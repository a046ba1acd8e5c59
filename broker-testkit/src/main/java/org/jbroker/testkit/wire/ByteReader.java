package org.jbroker.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.testkit.Bytes;

/** Takes fields off the front of a frame; everything throws {@link MalformedFrameException}. */
final class ByteReader {

  private final Bytes bytes;
  private int position;

  ByteReader(Bytes bytes) {
    this.bytes = bytes;
  }

  int u8() {
    return take(1).unsignedAt(0);
  }

  int u16() {
    return u8() << 8 | u8();
  }

  Bytes take(int count) {
    if (count > remaining()) {
      throw new MalformedFrameException(
          count + " bytes wanted at offset " + position + ", there are " + remaining());
    }
    position += count;
    return bytes.slice(position - count, position);
  }

  /** Seven bits a byte, least significant first, the high bit set on all but the last. */
  int varbyte() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        if (value > Integer.MAX_VALUE) {
          break;
        }
        return (int) value;
      }
    }
    throw new MalformedFrameException("a varbyte that is too large before offset " + position);
  }

  List<Bytes> filter() {
    int count = varbyte();
    List<Bytes> topics = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      topics.add(take(varbyte()));
    }
    return List.copyOf(topics);
  }

  void magic() {
    Bytes found = take(Frame.MAGIC.length());
    if (!found.equals(Frame.MAGIC)) {
      throw new MalformedFrameException("the magic is " + found + ", not " + Frame.MAGIC);
    }
  }

  Bytes rest() {
    return take(remaining());
  }

  int remaining() {
    return bytes.length() - position;
  }

  void end() {
    if (remaining() > 0) {
      throw new MalformedFrameException(remaining() + " bytes too many at the end of " + bytes);
    }
  }
}
