package org.jbroker.runtime.wire;

import io.netty.buffer.ByteBuf;
import org.jbroker.Topic;

/**
 * Appends the bytes of topics to buffers without allocating for each of them. One for each link,
 * confined to its event loop.
 */
public final class TopicWriter {

  private byte[] scratch = new byte[256];

  /** Appends the bytes, without a length. */
  public void write(Topic topic, ByteBuf out) {
    int length = topic.length();
    if (out.hasArray()) {
      out.ensureWritable(length);
      topic.copyTo(out.array(), out.arrayOffset() + out.writerIndex());
      out.writerIndex(out.writerIndex() + length);
      return;
    }
    if (length > scratch.length) {
      scratch = new byte[Topic.MAX_LENGTH];
    }
    topic.copyTo(scratch, 0);
    out.writeBytes(scratch, 0, length);
  }
}
