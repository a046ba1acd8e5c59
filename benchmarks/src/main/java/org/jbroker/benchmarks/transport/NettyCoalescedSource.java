package org.jbroker.benchmarks.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The sending thread itself puts frames together, about 64 KiB of them, and writes those at once.
 */
final class NettyCoalescedSource implements Source {

  private static final int BATCH_BYTES = 64 * 1024;

  private final NettyIo io = new NettyIo();
  private final NettyStream.Room room = new NettyStream.Room();
  private final Channel channel;
  private final byte[] frame = NettyFrames.scratch();
  private ByteBuf batch;

  NettyCoalescedSource(String address) throws InterruptedException {
    channel = io.connect(address, room);
    batch = channel.alloc().directBuffer(BATCH_BYTES, BATCH_BYTES);
  }

  @Override
  public void send(long sequence, boolean last) throws InterruptedException {
    if (batch.writableBytes() < NettyFrames.BYTES) {
      flush();
    }
    NettyFrames.number(frame, sequence, last);
    batch.writeBytes(frame);
  }

  @Override
  public void flush() throws InterruptedException {
    room.await(channel);
    channel.writeAndFlush(batch, channel.voidPromise());
    batch = channel.alloc().directBuffer(BATCH_BYTES, BATCH_BYTES);
  }

  @Override
  public void close() {
    batch.release();
    io.close();
  }
}
