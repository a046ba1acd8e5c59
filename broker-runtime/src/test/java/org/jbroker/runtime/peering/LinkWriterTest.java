package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.EndpointId;
import org.jbroker.PeerOverflow;
import org.jbroker.data.Data;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.queue.TestMessages;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Payload;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.runtime.wire.FrameCutter;
import org.jbroker.runtime.wire.ProtocolLimits;
import org.jbroker.runtime.wire.WireFormat;
import org.jbroker.runtime.wire.v64.WireFormatV64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How many buffers, flushes and wake-ups so many messages take: what stands for system calls, and
 * does not depend on the machine.
 */
class LinkWriterTest {

  private static final EndpointId ORIGIN = new EndpointId(1, 1);

  private final AtomicInteger flushes = new AtomicInteger();
  private final AtomicInteger wakeups = new AtomicInteger();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
              flushes.incrementAndGet();
              context.flush();
            }
          });
  private final WireFormat format = new WireFormatV64(ProtocolLimits.of(1 << 20, 1 << 20));
  private final SinkQueue queue =
      new SinkQueue(
          QueueOptions.peer(100_000, 1 << 26, PeerOverflow.DISCONNECT), new Counters(), lost -> {});
  private final LinkWriter writer =
      new LinkWriter(channel, format, queue, new LinkControl(format), new LinkCounters(), () -> {});

  @BeforeEach
  void configure() {
    channel.config().setWriteBufferWaterMark(Transport.WATER_MARK);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static Envelope message(int number, String text) {
    Payload payload = Payload.of(Data.string(text));
    return new Envelope(
        MessageKind.DATA, TestMessages.TOPIC, payload, 9, EndpointId.NIL, ORIGIN, 1, number);
  }

  /** Takes what was written: the frames in it, and how many buffers they came in. */
  private int buffers(int expectedFrames) throws Exception {
    FrameCutter cutter = new FrameCutter(ProtocolLimits.of(1 << 20, 1 << 20));
    int buffers = 0;
    int frames = 0;
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      buffers++;
      while (out.isReadable()) {
        out.skipBytes(cutter.next(out, FrameCutter.Phase.ESTABLISHED));
        frames++;
      }
      out.release();
    }
    assertThat(frames).isEqualTo(expectedFrames);
    return buffers;
  }

  @Test
  void aBurstIsOneWakeupAndOneFlushAndFewBuffers() throws Exception {
    queue.onReady(wakeups::incrementAndGet);
    for (int i = 1; i <= 5_000; i++) {
      queue.offer(message(i, "x".repeat(100)));
    }
    assertThat(wakeups).hasValue(1);

    writer.drain();

    assertThat(flushes).hasValue(1);
    // 256 messages, or 64 KiB, each.
    assertThat(buffers(5_000)).isEqualTo((5_000 + 255) / 256);
    assertThat(wakeups).hasValue(1);
  }

  @Test
  void longMessagesAreDividedOverBuffersOf64KiB() throws Exception {
    for (int i = 1; i <= 100; i++) {
      queue.offer(message(i, "x".repeat(10_000)));
    }

    writer.drain();

    assertThat(flushes).hasValue(1);
    assertThat(buffers(100)).isEqualTo((100 + 6) / 7);
  }

  @Test
  void nothingIsFlushedWhenNothingWaits() throws Exception {
    writer.drain();
    assertThat(flushes).hasValue(0);

    queue.offer(message(1, "one"));
    writer.drain();
    writer.drain();
    assertThat(flushes).hasValue(1);
    assertThat(buffers(1)).isEqualTo(1);
  }
}
