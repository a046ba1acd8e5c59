package org.jbroker.benchmarks.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.message.TextMessage;
import org.jctools.queues.MpscArrayQueue;

/**
 * The sending thread puts messages, an array each, into a queue that any thread may use; the event
 * loop empties it into frames, about 64 KiB at a time. This is what a library must do at least
 * whose callers may be many threads. A full queue makes the sender wait.
 *
 * <p>{@code scheduled} is true from the moment that the event loop is told of messages until it
 * begins to look; so it is told once for many.
 */
final class NettyQueueSource extends ChannelInboundHandlerAdapter implements Source {

  private static final int BATCH_BYTES = 64 * 1024;
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

  private final NettyIo io = new NettyIo();
  private final MpscArrayQueue<byte[]> queue = new MpscArrayQueue<>(Window.QUEUE);
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Channel channel;

  NettyQueueSource(String address) throws InterruptedException {
    channel = io.connect(address, this);
  }

  @Override
  public void send(long sequence, boolean last) throws InterruptedException {
    byte[] message = TextMessage.create(sequence, last);
    if (!queue.offer(message)) {
      awaitRoom(message);
    }
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::drain);
    }
  }

  private void awaitRoom(byte[] message) throws InterruptedException {
    long startNanos = System.nanoTime();
    while (!queue.offer(message)) {
      LockSupport.parkNanos(PAUSE_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(Window.SILENCE_SECONDS)) {
        throw new BenchmarkException("the receiver does not read");
      }
    }
  }

  /** On the event loop. */
  private void drain() {
    scheduled.set(false);
    while (channel.isWritable()) {
      byte[] message = queue.poll();
      if (message == null) {
        return;
      }
      ByteBuf batch = channel.alloc().directBuffer(BATCH_BYTES, BATCH_BYTES);
      while (message != null) {
        NettyFrames.write(message, batch);
        message = batch.writableBytes() < NettyFrames.BYTES ? null : queue.poll();
      }
      channel.writeAndFlush(batch, channel.voidPromise());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    drain();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void close() {
    io.close();
  }
}
