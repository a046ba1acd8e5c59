package org.jbroker.benchmarks.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** One write of the channel for each message, by the sending thread; a flush for each 64. */
final class NettyEachSource implements Source {

  private static final int FLUSH_EVERY = 64;

  private final NettyIo io = new NettyIo();
  private final NettyStream.Room room = new NettyStream.Room();
  private final Channel channel;
  private final byte[] frame = NettyFrames.scratch();

  NettyEachSource(String address) throws InterruptedException {
    channel = io.connect(address, room);
  }

  @Override
  public void send(long sequence, boolean last) throws InterruptedException {
    NettyFrames.number(frame, sequence, last);
    ByteBuf message = channel.alloc().directBuffer(NettyFrames.BYTES, NettyFrames.BYTES);
    message.writeBytes(frame);
    if (sequence % FLUSH_EVERY == FLUSH_EVERY - 1) {
      channel.writeAndFlush(message, channel.voidPromise());
      room.await(channel);
    } else {
      channel.write(message, channel.voidPromise());
    }
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public void close() {
    io.close();
  }
}
