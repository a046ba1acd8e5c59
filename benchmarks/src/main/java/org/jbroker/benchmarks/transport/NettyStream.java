package org.jbroker.benchmarks.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.message.StreamMeter;
import org.jbroker.benchmarks.message.TextMessage;

/**
 * Bare Netty: the practical limit of messages through a socket in Java. The receiver counts on its
 * event loop, so nothing is handed to another thread; TCP holds the sender back.
 */
final class NettyStream {

  private NettyStream() {}

  /**
   * Receives.
   *
   * @param materialise whether each message becomes an array of its own
   */
  static Target target(boolean materialise) throws InterruptedException {
    NettyIo io = new NettyIo();
    Counting counting = new Counting(materialise);
    String address = NettyIo.address(io.listen(() -> counting));
    return new Target() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public void receive(StreamMeter meter) throws InterruptedException {
        counting.meter = meter;
        counting.started.release();
        long seen = -1;
        while (!counting.finished.tryAcquire(Window.SILENCE_SECONDS, TimeUnit.SECONDS)) {
          long received = counting.receivedSoFar;
          if (received == seen) {
            throw new BenchmarkException("silence after " + received + " messages");
          }
          seen = received;
        }
      }

      @Override
      public void close() {
        io.close();
      }
    };
  }

  /** Counts on the event loop; {@code meter} is set before the first message. */
  private static final class Counting extends NettyFrames.Reader {

    private final boolean materialise;
    private final Semaphore started = new Semaphore(0);
    private final Semaphore finished = new Semaphore(0);
    private volatile StreamMeter meter;
    private volatile long receivedSoFar;
    private StreamMeter ownMeter;

    Counting(boolean materialise) {
      this.materialise = materialise;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws InterruptedException {
      started.acquire();
      ownMeter = meter;
      context.fireChannelActive();
    }

    @Override
    void message(ByteBuf in, int at, int length) {
      if (materialise) {
        byte[] message = new byte[length];
        in.getBytes(at, message);
        ownMeter.accept(TextMessage.sequence(message, 0), TextMessage.isLast(message, 0));
      } else {
        ownMeter.accept(TextMessage.sequence(in, at), TextMessage.isLast(in, at));
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
      receivedSoFar = ownMeter.received();
      if (ownMeter.isDone()) {
        finished.release();
      }
      super.channelReadComplete(context);
    }
  }

  /** Waits for room in a channel's own buffer. One thread waits. */
  static final class Room extends ChannelInboundHandlerAdapter {

    private final Semaphore changed = new Semaphore(0);

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      changed.release();
      context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      changed.release();
      context.fireChannelInactive();
    }

    void await(Channel channel) throws InterruptedException {
      while (!channel.isWritable()) {
        if (!changed.tryAcquire(Window.SILENCE_SECONDS, TimeUnit.SECONDS) || !channel.isActive()) {
          throw new BenchmarkException("the receiver is gone or does not read");
        }
      }
    }
  }
}
