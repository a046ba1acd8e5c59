package org.jbroker.websocket.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jbroker.EndpointMetrics.WebSocketClientMetrics;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.Verbosity;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.spi.WebSocketPort;
import org.jbroker.websocket.link.CloseReason;
import org.jbroker.websocket.link.Frames;
import org.jbroker.websocket.link.Liveness;
import org.jbroker.websocket.link.MessageAssembler;
import org.jbroker.websocket.protocol.ApiCodec;
import org.jbroker.websocket.protocol.ApiMessage;
import org.jbroker.websocket.protocol.NotUtf8Exception;

/**
 * One client of the API.
 *
 * <pre>{@code
 * AWAITING -- subscription --> OPEN --+-- close() of the endpoint --> LEAVING -- all sent --+
 *    |                                |                                                     |
 *    +------ no, none in time --------+-- wrong input, slow, silent ---------> CLOSING <----+
 * }</pre>
 *
 * <p>Everything but {@link #metrics}, {@link #isDrained} and {@link #leave} is confined to the
 * connection's event loop.
 */
final class ClientLink extends ChannelInboundHandlerAdapter {

  /** The first message is a list of topics. */
  static final int MAX_SUBSCRIPTION_BYTES = 64 << 10;

  /** So long a client may take to answer a close frame. */
  static final long CLOSE_TIMEOUT_MILLIS = 3_000;

  private enum State {
    AWAITING,
    OPEN,
    LEAVING,
    CLOSING
  }

  private final Port shared;
  private final EncodedMessages encoder;
  private final ApiCodec codec;
  private final String application;
  private final NetworkInfo address;
  private final MessageAssembler assembler;
  private final Liveness liveness;

  private final LongAdder received = new LongAdder();
  private final LongAdder invalid = new LongAdder();
  private volatile WebSocketPort port;
  private volatile Channel channel;
  private volatile OutboundPump pump;

  private State state = State.AWAITING;
  private Future<?> deadline;
  private Future<?> ticks;

  ClientLink(Port shared, EncodedMessages encoder, String application, NetworkInfo address) {
    this.shared = shared;
    this.encoder = encoder;
    this.codec = encoder.codec();
    this.application = application;
    this.address = address;
    assembler = new MessageAssembler(MAX_SUBSCRIPTION_BYTES, shared.handshakeTimeout());
    liveness = new Liveness(shared.host().options().heartbeatInterval(), System.nanoTime());
  }

  /** The WebSocket is open: the client's turn. */
  void begin(Channel open) {
    channel = open;
    if (state != State.AWAITING || deadline != null) {
      return; // Its first message was in the same packet as its request.
    }
    deadline =
        open.eventLoop()
            .schedule(
                () ->
                    refuse(
                        "no subscription within "
                            + shared.handshakeTimeout().toMillis()
                            + " ms: the first message must be an array of topics"),
                shared.handshakeTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    long interval = shared.host().options().heartbeatInterval().toNanos();
    ticks =
        ctx.executor().scheduleAtFixedRate(this::tick, interval, interval, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    if (state == State.CLOSING) {
      return;
    }
    long now = System.nanoTime();
    try {
      assembler.check(now);
    } catch (MessageAssembler.ViolationException e) {
      close(e.reason());
      return;
    }
    switch (liveness.tick(now)) {
      case LOST ->
          close(new CloseReason(CloseReason.POLICY_VIOLATION, "no sign of life for three pings"));
      case ASK -> {
        if (channel.isWritable()) {
          channel.writeAndFlush(new PingWebSocketFrame());
        }
      }
      case ALIVE -> {
        // Nothing to ask.
      }
    }
  }

  // --- in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof WebSocketFrame frame && state != State.CLOSING) {
        long now = System.nanoTime();
        liveness.frame(now);
        take(frame, now);
      } else if (message instanceof CloseWebSocketFrame) {
        channel.close(); // The answer to ours.
      }
    } catch (MessageAssembler.ViolationException e) {
      close(e.reason());
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(WebSocketFrame frame, long now) throws MessageAssembler.ViolationException {
    if (frame instanceof PingWebSocketFrame) {
      if (channel.isWritable()) {
        channel.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
      }
    } else if (frame instanceof CloseWebSocketFrame farewell) {
      answer(farewell);
    } else if (!(frame instanceof PongWebSocketFrame)) {
      Optional<MessageAssembler.Assembled> whole = assembler.add(frame, now);
      if (whole.isPresent()) {
        message(whole.get());
      }
    }
  }

  private void message(MessageAssembler.Assembled whole) {
    if (whole.isBinary() != codec.isBinary()) {
      close(
          new CloseReason(
              CloseReason.UNSUPPORTED_DATA,
              codec.path() + " takes " + (codec.isBinary() ? "binary" : "text") + " messages"));
      return;
    }
    boolean isFirst = state == State.AWAITING;
    if (!isFirst) {
      received.increment();
    }
    try {
      ApiMessage message = codec.decode(whole.bytes());
      if (isFirst) {
        first(message);
      } else if (message instanceof ApiMessage.Publish publish) {
        port.publish(publish.message().topic(), publish.message().data());
      } else {
        wrong("is no data message");
      }
    } catch (NotUtf8Exception e) {
      close(new CloseReason(CloseReason.INVALID_PAYLOAD, e.getMessage()));
    } catch (InvalidDataException e) {
      if (isFirst) {
        refuse("the first message must be an array of topics: " + e.getMessage());
      } else {
        wrong("contained invalid data: byte " + e.byteOffset() + ": " + e.reason());
      }
    }
  }

  private void first(ApiMessage message) {
    if (!(message instanceof ApiMessage.Subscribe subscribe)) {
      refuse("the first message must be an array of topics");
      return;
    }
    state = State.OPEN;
    if (deadline != null) {
      deadline.cancel(false);
    }
    assembler.maxBytes(shared.options().maxMessageBytes());
    // Subscribed before the acknowledgement, which nothing precedes: the pump begins after it.
    WebSocketPort opened = shared.host().attachClient(toString(), subscribe.prefixes());
    port = opened;
    send(new ApiMessage.Ack(shared.host().id().toString(), Version.TEXT));
    OutboundPump started = new OutboundPump(channel, opened, encoder, this::pumped);
    pump = started;
    shared
        .host()
        .log(Verbosity.INFO, "client-added", this + " is subscribed to " + subscribe.prefixes());
    opened.onReady(started::schedule);
  }

  private void wrong(String context) {
    invalid.increment();
    String text = "input #" + received.sum() + " " + context;
    shared.host().log(Verbosity.DEBUG, "client-input", this + ": " + text);
    if (channel.isWritable()) {
      send(new ApiMessage.Failure(ErrorCode.DESERIALIZATION_FAILED.toString(), text));
    } else {
      close(new CloseReason(CloseReason.POLICY_VIOLATION, "wrong input, and errors are not read"));
    }
  }

  /** Before the acknowledgement: an error message, and the end. */
  private void refuse(String why) {
    if (state == State.AWAITING) {
      shared.refused().increment();
      send(new ApiMessage.Failure(ErrorCode.DESERIALIZATION_FAILED.toString(), why));
      close(new CloseReason(CloseReason.POLICY_VIOLATION, why));
    }
  }

  private void send(ApiMessage message) {
    channel.writeAndFlush(Frames.message(codec.isBinary(), codec.encode(message)));
  }

  // --- out

  /** Nothing waits any more, or the port is closed: on the event loop. */
  private void pumped(boolean isEmpty) {
    if (state == State.OPEN && port.isClosed()) {
      close(
          new CloseReason(
              CloseReason.POLICY_VIOLATION,
              "slow reader: its buffer of "
                  + shared.host().options().webSocketBufferSize()
                  + " messages was full"));
    } else if (state == State.LEAVING && isEmpty) {
      close(new CloseReason(CloseReason.GOING_AWAY, "the endpoint is closing"));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (pump != null && ctx.channel().isWritable()) {
      pump.schedule();
    }
    ctx.fireChannelWritabilityChanged();
  }

  // --- the end

  /** Sends what waits, then says goodbye. On any thread. */
  void leave() {
    Channel open = channel;
    if (open != null) {
      open.eventLoop()
          .execute(
              () -> {
                if (state == State.OPEN) {
                  state = State.LEAVING;
                  port.close();
                  pump.schedule();
                } else if (state == State.AWAITING) {
                  close(new CloseReason(CloseReason.GOING_AWAY, "the endpoint is closing"));
                }
              });
    }
  }

  private void answer(CloseWebSocketFrame farewell) {
    String reason = farewell.statusCode() + " " + farewell.reasonText();
    shared.host().log(Verbosity.INFO, "client-removed", this + " left: " + reason.strip());
    state = State.CLOSING;
    detach();
    channel
        .writeAndFlush(new CloseWebSocketFrame(true, 0, farewell.content().retain()))
        .addListener(written -> channel.close());
  }

  private void close(CloseReason reason) {
    if (state == State.CLOSING) {
      return;
    }
    state = State.CLOSING;
    Verbosity level = reason.code() == CloseReason.GOING_AWAY ? Verbosity.INFO : Verbosity.WARNING;
    shared.host().log(level, "client-closed", this + " is closed: " + reason);
    detach();
    channel.writeAndFlush(reason.frame());
    channel
        .eventLoop()
        .schedule(() -> channel.close(), CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void detach() {
    if (port != null) {
      port.discard();
      pump.stop();
    }
    if (deadline != null) {
      deadline.cancel(false);
    }
    ticks.cancel(false);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state == State.AWAITING) {
      shared.refused().increment();
    } else if (state != State.CLOSING) {
      shared.host().log(Verbosity.INFO, "client-lost", this + " is gone without a word");
    }
    state = State.CLOSING;
    detach();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      close(new CloseReason(corrupted.closeStatus().code(), corrupted.getMessage()));
      // The decoder reads nothing more, so no answer either.
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> HttpGate.endOutput(ctx));
    } else if (cause instanceof IOException) {
      channel.close();
    } else {
      shared.host().log(Verbosity.ERROR, "client-failed", this + ": " + cause);
      close(new CloseReason(CloseReason.INTERNAL_ERROR, "a fault of the server"));
    }
  }

  // --- numbers

  /** Whether all that was for the client is in its socket. */
  boolean isDrained() {
    OutboundPump started = pump;
    return started == null || started.isDrained();
  }

  WebSocketClientMetrics metrics() {
    OutboundPump started = pump;
    WebSocketPort opened = port;
    return new WebSocketClientMetrics(
        application,
        address,
        started == null ? 0 : started.sent(),
        received.sum(),
        invalid.sum(),
        opened == null ? 0 : opened.queued(),
        opened == null ? 0 : opened.dropped());
  }

  /** Whether it was acknowledged. */
  boolean isOpen() {
    return port != null;
  }

  /** For logs and reports. */
  @Override
  public String toString() {
    return "WebSocket client "
        + (application.isEmpty() ? "" : "\"" + application + "\" at ")
        + address;
  }
}
