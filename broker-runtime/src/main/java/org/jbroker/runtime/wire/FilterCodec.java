package org.jbroker.runtime.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jbroker.Topic;

/**
 * A filter as the handshake and version 1 write it: varbyte count, then for each topic varbyte
 * length and bytes.
 */
public final class FilterCodec {

  private FilterCodec() {}

  /** Reads a filter of at most {@code maxElements} topics. */
  public static List<Topic> read(FrameReader in, int maxElements) throws WireException {
    long count = in.readVarbyte("the number of topics");
    if (count > maxElements) {
      throw in.error(
          "a filter of "
              + count
              + " topics exceeds the option maxElements, which is "
              + maxElements);
    }
    if (count > in.remaining()) {
      throw in.error("a filter of " + count + " topics in " + in.remaining() + " bytes");
    }
    List<Topic> topics = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      topics.add(in.readTopic(in.readVarbyte("the length of a topic"), "a topic"));
    }
    return topics;
  }

  /** Appends a filter. */
  public static void write(List<Topic> filter, TopicWriter topics, ByteBuf out) {
    writeVarbyte(filter.size(), out);
    for (Topic topic : filter) {
      writeVarbyte(topic.length(), out);
      topics.write(topic, out);
    }
  }

  /** Appends a number that is not negative in its shortest form. */
  static void writeVarbyte(int value, ByteBuf out) {
    int rest = value;
    while (rest > 0x7F) {
      out.writeByte(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }
}
