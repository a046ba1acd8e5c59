package org.jbroker.benchmarks.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jbroker.benchmarks.message.TextMessage;

/**
 * The frames of the bare contestants: a length of four bytes, then the length of the topic in one,
 * the topic, and the message.
 */
final class NettyFrames {

  private static final byte[] TOPIC = TextMessage.TOPIC.getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD_BYTES = Integer.BYTES + 1 + TOPIC.length;

  /** A whole frame. */
  static final int BYTES = HEAD_BYTES + TextMessage.BYTES;

  private static final byte[] TEMPLATE = template();

  private NettyFrames() {}

  private static byte[] template() {
    byte[] frame = new byte[BYTES];
    frame[Integer.BYTES - 1] = (byte) (BYTES - Integer.BYTES);
    frame[Integer.BYTES] = (byte) TOPIC.length;
    System.arraycopy(TOPIC, 0, frame, Integer.BYTES + 1, TOPIC.length);
    TextMessage.copyTemplate(frame, HEAD_BYTES);
    return frame;
  }

  /** A frame whose number can be changed; see {@link #number}. */
  static byte[] scratch() {
    return TEMPLATE.clone();
  }

  /** Changes the number of a frame. */
  static void number(byte[] frame, long sequence, boolean last) {
    TextMessage.fill(frame, HEAD_BYTES, sequence, last);
  }

  /** Appends a message as a frame. */
  static void write(byte[] message, ByteBuf out) {
    out.writeBytes(TEMPLATE, 0, HEAD_BYTES);
    out.writeBytes(message);
  }

  /** Takes frames apart. Used by one event loop. */
  abstract static class Reader extends ByteToMessageDecoder {

    @Override
    protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      while (in.readableBytes() >= Integer.BYTES) {
        int start = in.readerIndex();
        int length = in.getInt(start);
        if (in.readableBytes() < Integer.BYTES + length) {
          return;
        }
        int topicLength = in.getByte(start + Integer.BYTES);
        message(in, start + Integer.BYTES + 1 + topicLength, length - 1 - topicLength);
        in.readerIndex(start + Integer.BYTES + length);
      }
    }

    /** A message lies there, until this returns. */
    abstract void message(ByteBuf in, int at, int length);
  }
}
