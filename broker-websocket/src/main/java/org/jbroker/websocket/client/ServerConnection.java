package org.jbroker.websocket.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.Topic;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.websocket.link.CloseReason;
import org.jbroker.websocket.link.Frames;
import org.jbroker.websocket.link.Liveness;
import org.jbroker.websocket.link.MessageAssembler;
import org.jbroker.websocket.protocol.ApiCodec;
import org.jbroker.websocket.protocol.ApiMessage;

/**
 * One connection to a server, from its HTTP request to its end, of which its owner is told once.
 *
 * <p>Confined to the connector's event loop, except for {@link #unwritten}.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {

  /** So long the server may take to answer a close frame. */
  static final long CLOSE_TIMEOUT_MILLIS = 2_000;

  /** So much of what a server answers instead of an upgrade is told. */
  private static final int MAX_ANSWER_LENGTH = 200;

  /** Whom a connection tells what happens; on its event loop. */
  interface Owner {
    /** What to subscribe to, asked at the last moment. */
    List<Topic> filter();

    /** The server acknowledged the subscription. */
    void acknowledged(ServerConnection connection, ApiMessage.Ack ack);

    /** A message came. */
    void received(ServerConnection connection, Message message);

    /** The server complains about what was sent, or said something that is no message. */
    void complained(ServerConnection connection, String code, String context);

    /** More can be written. */
    void writable(ServerConnection connection);

    /** It is over; nothing else is told after that. */
    void ended(ServerConnection connection, String why);
  }

  private final Owner owner;
  private final ApiCodec codec;
  private final WebSocketClientHandshaker handshaker;
  private final Duration handshakeTimeout;
  private final Duration heartbeatInterval;
  private final MessageAssembler assembler;
  private final Liveness liveness;
  private final AtomicInteger unwritten = new AtomicInteger();

  private Channel channel;
  private List<Topic> filter = List.of();
  private boolean isUpgraded;
  private boolean isAcknowledged;
  private boolean hasEnded;
  private Future<?> deadline;
  private Future<?> ticks;

  ServerConnection(
      Owner owner,
      ApiCodec codec,
      WebSocketClientHandshaker handshaker,
      EndpointOptions options,
      int maxMessageBytes) {
    this.owner = owner;
    this.codec = codec;
    this.handshaker = handshaker;
    this.handshakeTimeout = options.handshakeTimeout();
    this.heartbeatInterval = options.heartbeatInterval();
    assembler = new MessageAssembler(maxMessageBytes, Duration.ofDays(1)); // Liveness guards it.
    liveness = new Liveness(heartbeatInterval, System.nanoTime());
  }

  /** What it is subscribed to; empty until it said so. */
  List<Topic> subscribed() {
    return filter;
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  /** How many messages are on their way to the socket. On any thread. */
  int unwritten() {
    return unwritten.get();
  }

  // --- life

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    deadline =
        ctx.executor()
            .schedule(
                () ->
                    end(
                        "the server did not acknowledge within "
                            + handshakeTimeout.toMillis()
                            + " ms"),
                handshakeTimeout.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    handshaker.handshake(channel);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end("the connection was closed");
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      close(new CloseReason(corrupted.closeStatus().code(), corrupted.getMessage()));
    } else {
      end(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }
  }

  /** It could not even connect. */
  void failed(Throwable cause) {
    end(cause.getMessage());
  }

  /** Says goodbye; the owner hears of the end at once, the socket may take a moment. */
  void close(CloseReason reason) {
    if (isUpgraded && channel.isActive()) {
      Channel open = channel;
      open.writeAndFlush(reason.frame());
      open.eventLoop().schedule(() -> open.close(), CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      finish(reason.text());
    } else {
      end(reason.text());
    }
  }

  /** Completes when the socket is closed. */
  Future<Void> closed() {
    return channel.closeFuture();
  }

  private void end(String why) {
    if (channel != null) {
      channel.close();
    }
    finish(why);
  }

  private void finish(String why) {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    if (ticks != null) {
      ticks.cancel(false);
    }
    owner.ended(this, why);
  }

  private void tick() {
    switch (liveness.tick(System.nanoTime())) {
      case LOST ->
          close(
              new CloseReason(
                  CloseReason.POLICY_VIOLATION, "the server gave no sign of life for three pings"));
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
      if (message instanceof FullHttpResponse response) {
        upgraded(response);
      } else if (message instanceof WebSocketFrame frame) {
        take(frame);
      }
    } catch (MessageAssembler.ViolationException e) {
      close(e.reason());
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void upgraded(FullHttpResponse response) {
    if (hasEnded || isUpgraded) {
      return;
    }
    try {
      handshaker.finishHandshake(channel, response);
    } catch (WebSocketClientHandshakeException e) {
      String body = response.content().toString(StandardCharsets.UTF_8).strip();
      String answer = body.substring(0, Math.min(body.length(), MAX_ANSWER_LENGTH));
      end(
          "the server answered "
              + response.status()
              + (answer.isEmpty() ? "" : ": " + answer.replaceAll("\\s+", " ")));
      return;
    }
    isUpgraded = true;
    filter = owner.filter();
    send(new ApiMessage.Subscribe(filter));
    long interval = heartbeatInterval.toNanos();
    liveness.frame(System.nanoTime());
    ticks =
        channel
            .eventLoop()
            .scheduleAtFixedRate(this::tick, interval, interval, TimeUnit.NANOSECONDS);
  }

  private void take(WebSocketFrame frame) throws MessageAssembler.ViolationException {
    long now = System.nanoTime();
    liveness.frame(now);
    if (frame instanceof PingWebSocketFrame) {
      channel.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
    } else if (frame instanceof CloseWebSocketFrame farewell) {
      String reason = "the server closed with " + farewell.statusCode();
      if (!farewell.reasonText().isEmpty()) {
        reason += ": " + farewell.reasonText();
      }
      channel.writeAndFlush(new CloseWebSocketFrame(true, 0, farewell.content().retain()));
      end(reason);
    } else if (!(frame instanceof PongWebSocketFrame) && !hasEnded) {
      Optional<MessageAssembler.Assembled> whole = assembler.add(frame, now);
      if (whole.isPresent()) {
        message(whole.get().bytes());
      }
    }
  }

  private void message(byte[] bytes) {
    ApiMessage message;
    try {
      message = codec.decode(bytes);
    } catch (InvalidDataException e) {
      if (isAcknowledged) {
        owner.complained(this, "deserialization_failed", "the server sent " + e.getMessage());
      } else {
        end("the server sent " + e.getMessage());
      }
      return;
    }
    if (message instanceof ApiMessage.Ack ack && !isAcknowledged) {
      isAcknowledged = true;
      deadline.cancel(false);
      owner.acknowledged(this, ack);
    } else if (message instanceof ApiMessage.Failure failure) {
      if (isAcknowledged) {
        owner.complained(this, failure.code(), failure.context());
      } else {
        end("the server refused: " + failure.code() + ": " + failure.context());
      }
    } else if (message instanceof ApiMessage.Publish publish && isAcknowledged) {
      owner.received(this, publish.message());
    }
  }

  // --- out

  /** Writes a message, to be flushed. */
  void write(Message message) {
    unwritten.incrementAndGet();
    channel
        .write(Frames.message(codec.isBinary(), codec.encode(new ApiMessage.Publish(message))))
        .addListener(done -> unwritten.decrementAndGet());
  }

  void flush() {
    channel.flush();
  }

  private void send(ApiMessage message) {
    channel.writeAndFlush(Frames.message(codec.isBinary(), codec.encode(message)));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable() && isAcknowledged && !hasEnded) {
      owner.writable(this);
    }
    ctx.fireChannelWritabilityChanged();
  }
}
