package org.jbroker.websocket.server;

import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jbroker.Message;
import org.jbroker.spi.WebSocketPort;
import org.jbroker.websocket.link.Frames;

/**
 * Writes what waits for a client, as long as its socket takes more: what it does not take waits in
 * the port's bounded buffer.
 *
 * <p>It runs on the connection's event loop; {@link #schedule} and the numbers are for any thread.
 */
final class OutboundPump {

  /** So many messages at a time, so that one client does not keep the loop from the others. */
  private static final int BATCH = 128;

  /** Told after each run; on the event loop. */
  @FunctionalInterface
  interface Listener {
    /**
     * It ran.
     *
     * @param isEmpty whether nothing waits any more
     */
    void pumped(boolean isEmpty);
  }

  private final Channel channel;
  private final WebSocketPort port;
  private final EncodedMessages encoder;
  private final Listener listener;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final AtomicInteger unwritten = new AtomicInteger();
  private final LongAdder sent = new LongAdder();
  private volatile boolean isRunning;
  private boolean stopped;

  OutboundPump(Channel channel, WebSocketPort port, EncodedMessages encoder, Listener listener) {
    this.channel = channel;
    this.port = port;
    this.encoder = encoder;
    this.listener = listener;
  }

  /** Lets it run soon. */
  void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::run);
    }
  }

  /** It does not run any more. On the event loop. */
  void stop() {
    stopped = true;
  }

  private void run() {
    scheduled.set(false);
    if (stopped) {
      return;
    }
    isRunning = true;
    boolean isEmpty = write();
    isRunning = false;
    listener.pumped(isEmpty);
    if (!stopped && !isEmpty && channel.isWritable()) {
      schedule();
    }
  }

  private boolean write() {
    boolean isEmpty = false;
    int written = 0;
    while (channel.isWritable() && written < BATCH && !isEmpty) {
      Optional<Message> next = port.poll();
      isEmpty = next.isEmpty();
      if (!isEmpty) {
        write(next.get());
        written++;
      }
    }
    if (written > 0) {
      channel.flush();
    }
    return isEmpty;
  }

  private void write(Message message) {
    unwritten.incrementAndGet();
    channel
        .write(Frames.message(encoder.codec().isBinary(), encoder.encode(message)))
        .addListener(
            done -> {
              unwritten.decrementAndGet();
              if (done.isSuccess()) {
                sent.increment();
              }
            });
  }

  /** Whether all that was for the client is in its socket. */
  boolean isDrained() {
    return port.queued() == 0 && !isRunning && unwritten.get() == 0;
  }

  /** How many messages its socket took. */
  long sent() {
    return sent.sum();
  }
}
