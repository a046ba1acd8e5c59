package org.jbroker.benchmarks.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.benchmarks.message.TextMessage;

/**
 * Bare Netty. Address: a port on 127.0.0.1.
 *
 * <p>Round trips are made either on the event loops alone, or with a hop to a waiting thread of the
 * application on both sides, which is what every library has that gives messages to its user's
 * threads.
 */
final class NettyTransport implements Transport {

  /** How a contestant sends. */
  enum Sending {
    /** See {@link NettyCoalescedSource}. */
    COALESCED,
    /** See {@link NettyQueueSource}. */
    QUEUE,
    /** See {@link NettyEachSource}. */
    EACH
  }

  private static final int QUEUE = 1024;

  private final Sending sending;
  private final boolean hop;

  NettyTransport(Sending sending, boolean hop) {
    this.sending = sending;
    this.hop = hop;
  }

  @Override
  public Target target(String broker) throws InterruptedException {
    return NettyStream.target(sending == Sending.QUEUE);
  }

  @Override
  public Source source(String address) throws InterruptedException {
    return switch (sending) {
      case COALESCED -> new NettyCoalescedSource(address);
      case QUEUE -> new NettyQueueSource(address);
      case EACH -> new NettyEachSource(address);
    };
  }

  private static void send(Channel channel, byte[] message) {
    ByteBuf out = channel.alloc().directBuffer(NettyFrames.BYTES);
    NettyFrames.write(message, out);
    channel.writeAndFlush(out, channel.voidPromise());
  }

  /** What came over which channel. */
  private record Request(Channel channel, byte[] message) {}

  private static final class ToThread extends NettyFrames.Reader {

    private final BlockingQueue<Request> queue;
    private Channel channel;

    ToThread(BlockingQueue<Request> queue) {
      this.queue = queue;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    @Override
    void message(ByteBuf in, int at, int length) {
      byte[] message = new byte[length];
      in.getBytes(at, message);
      queue.add(new Request(channel, message));
    }
  }

  private static final class Echo extends NettyFrames.Reader {

    private Channel channel;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    @Override
    void message(ByteBuf in, int at, int length) {
      byte[] message = new byte[length];
      in.getBytes(at, message);
      send(channel, message);
    }
  }

  @Override
  public Responder responder(String broker) throws InterruptedException {
    NettyIo io = new NettyIo();
    BlockingQueue<Request> requests = new ArrayBlockingQueue<>(QUEUE);
    CountDownLatch closed = new CountDownLatch(1);
    String address =
        NettyIo.address(
            io.listen(() -> hop ? new ToThread(requests) : (ChannelHandler) new Echo()));
    return new Responder() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public void serve() throws InterruptedException {
        if (!hop) {
          closed.await();
          return;
        }
        while (true) {
          Request request = requests.take();
          send(request.channel(), request.message());
        }
      }

      @Override
      public void close() {
        closed.countDown();
        io.close();
      }
    };
  }

  @Override
  public Caller caller(String address) throws InterruptedException {
    return hop ? new HopCaller(address) : new LoopCaller(address);
  }

  private static final class HopCaller implements Caller {

    private final NettyIo io = new NettyIo();
    private final BlockingQueue<Request> answers = new ArrayBlockingQueue<>(QUEUE);
    private final Channel channel;

    HopCaller(String address) throws InterruptedException {
      channel = io.connect(address, new ToThread(answers));
    }

    @Override
    public void call(int count, LongConsumer nanos) throws InterruptedException {
      for (int i = 0; i < count; i++) {
        long startNanos = System.nanoTime();
        send(channel, TextMessage.create(i, false));
        Request answer = answers.poll(Window.SILENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null || TextMessage.sequence(answer.message(), 0) != i) {
          throw new BenchmarkException("no answer to " + i);
        }
        nanos.accept(System.nanoTime() - startNanos);
      }
    }

    @Override
    public void close() {
      io.close();
    }
  }

  /** Asks from the event loop. Its fields belong to it once {@link #call} has begun. */
  private static final class LoopCaller extends NettyFrames.Reader implements Caller {

    private final NettyIo io = new NettyIo();
    private final Channel channel;
    private CountDownLatch done;
    private LongConsumer nanos;
    private int left;
    private int asked;
    private long startNanos;
    private int wrong;

    LoopCaller(String address) throws InterruptedException {
      channel = io.connect(address, this);
    }

    @Override
    public void call(int count, LongConsumer consumer) throws InterruptedException {
      CountDownLatch latch = new CountDownLatch(1);
      channel
          .eventLoop()
          .execute(
              () -> {
                done = latch;
                nanos = consumer;
                left = count;
                ask();
              });
      if (!latch.await(5, TimeUnit.MINUTES) || wrong > 0) {
        throw new BenchmarkException("not every call was answered");
      }
    }

    private void ask() {
      startNanos = System.nanoTime();
      send(channel, TextMessage.create(asked, false));
    }

    @Override
    void message(ByteBuf in, int at, int length) {
      byte[] message = new byte[length];
      in.getBytes(at, message);
      if (TextMessage.sequence(message, 0) != asked) {
        wrong++;
      }
      nanos.accept(System.nanoTime() - startNanos);
      asked++;
      left--;
      if (left > 0) {
        ask();
      } else {
        done.countDown();
      }
    }

    @Override
    public void close() {
      io.close();
    }
  }
}
