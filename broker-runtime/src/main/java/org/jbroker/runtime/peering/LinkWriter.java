package org.jbroker.runtime.peering;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.wire.WireFormat;

/**
 * Moves what waits for a peer from its send buffer to its socket.
 *
 * <p>It drains in batches: many messages become one buffer, one write and one system call, and one
 * wake-up covers all that came meanwhile. It stops while the socket takes no more, so a peer that
 * does not read fills its own send buffer and nothing else. Control frames overtake messages; the
 * farewell comes last.
 *
 * <p>Confined to the link's event loop. No lock is held while writing.
 */
final class LinkWriter {

  private static final int BATCH_MESSAGES = 256;
  private static final int BATCH_BYTES = 64 << 10;

  private final Channel channel;
  private final WireFormat format;
  private final SinkQueue queue;
  private final LinkControl control;
  private final LinkCounters counters;
  private final Runnable onWrite;
  private final Envelope[] batch = new Envelope[BATCH_MESSAGES];
  private Farewell farewell;
  private Runnable onFarewell;

  /**
   * A writer for one link; {@code onWrite} is called after each time that something was written.
   */
  LinkWriter(
      Channel channel,
      WireFormat format,
      SinkQueue queue,
      LinkControl control,
      LinkCounters counters,
      Runnable onWrite) {
    this.channel = channel;
    this.format = format;
    this.queue = queue;
    this.control = control;
    this.counters = counters;
    this.onWrite = onWrite;
  }

  /** Says farewell when no message waits any more, and calls {@code onSaid} then. */
  void sayLast(Farewell words, Runnable onSaid) {
    farewell = words;
    onFarewell = onSaid;
  }

  /**
   * Writes as much as the socket takes. May be called from within its own flush, when the socket
   * takes more again; the inner call then only adds to what is being flushed.
   */
  void drain() {
    if (!channel.isActive()) {
      return;
    }
    boolean wrote = false;
    while (channel.isWritable() && writeBatch()) {
      wrote = true;
    }
    if (wrote) {
      channel.flush();
      onWrite.run();
    }
    if (queue.available() == 0) {
      control.completeDrained(channel);
    }
  }

  private boolean writeBatch() {
    int messages = queue.drain(batch);
    boolean last = messages == 0 && farewell != null && !farewell.isSent();
    if (messages == 0 && !last && control.isEmpty()) {
      return false;
    }
    ByteBuf out = channel.alloc().buffer(BATCH_BYTES);
    control.encode(out);
    out = encode(messages, out);
    if (last) {
      format.encodePing(farewell.send(), out);
      onFarewell.run();
    }
    write(out);
    return true;
  }

  /** Appends the batch; what exceeds a buffer is written, and the rest goes to the next one. */
  private ByteBuf encode(int messages, ByteBuf first) {
    ByteBuf out = first;
    for (int i = 0; i < messages; i++) {
      format.encodeMessage(batch[i], out);
      batch[i] = null;
      if (out.readableBytes() >= BATCH_BYTES && i + 1 < messages) {
        write(out);
        out = channel.alloc().buffer(BATCH_BYTES);
      }
    }
    counters.sent(messages);
    return out;
  }

  private void write(ByteBuf out) {
    counters.bytesSent(out.readableBytes());
    channel.write(out, channel.voidPromise());
  }
}
