package org.jbroker.runtime.peering;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.runtime.tls.TlsFailure;
import org.jbroker.runtime.tls.TlsLayer;
import org.jbroker.runtime.wire.FrameCutter;
import org.jbroker.runtime.wire.FrameHandler;
import org.jbroker.runtime.wire.HandshakeCodec;
import org.jbroker.runtime.wire.HandshakeFrame;
import org.jbroker.runtime.wire.ProtocolLimits;
import org.jbroker.runtime.wire.WireException;
import org.jbroker.runtime.wire.WireFormat;

/**
 * One socket: cuts what it reads into frames.
 *
 * <p>During the handshake it hands over one frame at a time and reads no further until it is told
 * to {@link #resume}, since only the control loop knows what the next frame may be. Once {@link
 * #establish established}, frames are decoded on the event loop and go straight to the link.
 *
 * <p>If the other side closes the socket while a frame is being judged, what it sent before that is
 * kept and handed over first: its last frame may say why it closed.
 *
 * <p>Confined to its channel's event loop, but for the methods that say otherwise. Frames are
 * encoded by the control loop and decoded by the event loop; the codec's two halves share nothing.
 */
final class Connection extends ByteToMessageDecoder {

  /** Told what happens on the socket, on its event loop. */
  interface Events {

    /** The socket is connected. */
    void onConnected(Connection connection);

    /** A frame of the handshake came; nothing is read until {@link Connection#resume}. */
    void onHandshakeFrame(Connection connection, HandshakeFrame frame);

    /** The bytes are no frame. Nothing is read any more; the receiver closes the connection. */
    void onBadFrame(Connection connection, WireException reason);

    /** TLS is not as it should be. Nothing is read any more; the receiver closes the connection. */
    void onTlsFailure(Connection connection, TlsFailure failure);

    /**
     * The socket is closed, and all that came before that was handed over. Comes once, also after
     * {@link Connection#close}; once more if the connection is {@link Connection#establish
     * established} only afterwards.
     */
    void onClosed(Connection connection);
  }

  /** Told about an established link's socket, on its event loop. */
  interface LinkHandler extends FrameHandler {

    /** Bytes came. */
    void onRead(int bytes);

    /** All frames that are complete have been handed over; after it the rest of them may come. */
    void onReadEnd();

    /** The socket takes more, or no more. */
    void onWritabilityChanged();
  }

  private enum Phase {
    HANDSHAKE,
    PAUSED,
    ESTABLISHED,
    ENDED
  }

  /** So long the other side may take to read the last words and to close its end. */
  private static final long LINGER_MILLIS = 1000;

  private final Channel channel;
  private final EndpointId self;
  private final Events events;
  private final TlsLayer tls;
  private final FrameCutter cutter;
  private final HandshakeCodec handshakeCodec;

  private Phase phase = Phase.HANDSHAKE;
  private ChannelHandlerContext context;
  private TlsFailure earlyFailure;
  private boolean connected;
  private FrameCutter.Phase frames = FrameCutter.Phase.GREETING;
  private WireFormat format;
  private NetworkLink link;
  private ByteBuf unread = Unpooled.EMPTY_BUFFER;
  private boolean inactive;
  private boolean closed;

  /** A connection whose channel has the handlers of {@code tls} in its pipeline already. */
  Connection(Channel channel, TlsLayer tls, ProtocolLimits limits, EndpointId self, Events events) {
    this.channel = channel;
    this.tls = tls;
    this.self = self;
    this.events = events;
    this.cutter = new FrameCutter(limits);
    this.handshakeCodec = new HandshakeCodec(limits);
  }

  /** The socket. Any thread. */
  Channel channel() {
    return channel;
  }

  /** How the socket is protected. Any thread. */
  TlsLayer tls() {
    return tls;
  }

  /** Writes handshake frames. Control loop. */
  void send(List<? extends HandshakeFrame> handshake) {
    if (handshake.isEmpty()) {
      return;
    }
    ByteBuf out = channel.alloc().buffer();
    for (HandshakeFrame frame : handshake) {
      handshakeCodec.encode(frame, out);
    }
    channel.writeAndFlush(out, channel.voidPromise());
  }

  /**
   * Reads the next handshake frame. Any thread.
   *
   * @param filtersFollow whether a version is agreed on, so that a frame may hold a long filter
   */
  void resume(boolean filtersFollow) {
    onLoop(
        () -> {
          if (filtersFollow) {
            frames = FrameCutter.Phase.FILTERS;
          }
          goOn(Phase.HANDSHAKE);
        });
  }

  /** From now on frames go to {@code handler}, decoded by {@code wireFormat}. Any thread. */
  void establish(WireFormat wireFormat, NetworkLink handler) {
    onLoop(
        () -> {
          format = wireFormat;
          link = handler;
          frames = FrameCutter.Phase.ESTABLISHED;
          if (phase != Phase.ENDED) {
            goOn(Phase.ESTABLISHED);
          } else if (closed) {
            events.onClosed(this); // It broke before there was a link that could be told.
          } else {
            channel.close();
          }
        });
  }

  /** The link that it became; null during the handshake. */
  NetworkLink link() {
    return link;
  }

  /**
   * Ends a handshake: sends frames if there are any and says that nothing follows, then gives the
   * other side a second to read that and to close its end. What it still sends is discarded; were
   * the socket closed on unread bytes, the system would send a reset, which destroys the last words
   * on their way. Control loop.
   */
  void refuse(List<? extends HandshakeFrame> lastWords) {
    onLoop(
        () -> {
          end();
          channel.config().setAutoRead(true);
        });
    send(lastWords);
    onLoop(
        () -> {
          channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> shutdownOutput());
          channel.eventLoop().schedule(this::abort, LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
  }

  private void shutdownOutput() {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      tls.closeOutbound().addListener(said -> duplex.shutdownOutput());
    }
  }

  /** Closes the socket when all has been written. Any thread. */
  void close() {
    onLoop(this::end);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes the socket at once, whatever is still to be written. Any thread. */
  void abort() {
    onLoop(this::end);
    channel.close();
  }

  /** Nothing is handed over any more, but that the socket is closed. */
  private void end() {
    phase = Phase.ENDED;
    if (inactive) {
      reportClosed();
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    cut(in);
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    cut(in);
    if (phase == Phase.PAUSED) {
      unread = Unpooled.copiedBuffer(in);
      in.skipBytes(in.readableBytes());
    }
  }

  private void cut(ByteBuf in) {
    try {
      try {
        while (in.isReadable() && step(in)) {
          // Each step consumes one frame.
        }
      } finally {
        // Whatever follows, what came before it is handed on first.
        if (link != null) {
          link.onReadEnd();
        }
      }
    } catch (WireException e) {
      phase = Phase.ENDED;
      events.onBadFrame(this, e);
    }
    if (phase == Phase.ENDED) {
      in.skipBytes(in.readableBytes());
    }
  }

  /** Handles the next frame; false if there is no complete one, or it must not be read yet. */
  private boolean step(ByteBuf in) throws WireException {
    if (phase == Phase.PAUSED || phase == Phase.ENDED) {
      return false;
    }
    int length = cutter.next(in, frames);
    if (length == FrameCutter.NEED_MORE) {
      return false;
    }
    if (phase == Phase.ESTABLISHED) {
      format.decode(in, length, link);
    } else {
      HandshakeFrame frame = handshakeCodec.decode(in, length);
      phase = Phase.PAUSED;
      channel.config().setAutoRead(false);
      events.onHandshakeFrame(this, frame);
    }
    return true;
  }

  private void goOn(Phase next) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = next;
    if (inactive) {
      cut(unread);
      reportClosedUnlessPaused();
      return;
    }
    channel.config().setAutoRead(true);
    try {
      // Decodes what was read already and waits in the cumulation.
      super.channelRead(context, Unpooled.EMPTY_BUFFER);
    } catch (Exception e) {
      exceptionCaught(context, e);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx);
    connected = true;
    events.onConnected(this);
    if (earlyFailure != null) {
      events.onTlsFailure(this, earlyFailure);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (!(event instanceof TlsFailure failure)) {
      super.userEventTriggered(ctx, event);
    } else if (phase != Phase.ENDED) {
      phase = Phase.ENDED;
      if (connected) {
        events.onTlsFailure(this, failure);
      } else {
        earlyFailure = failure; // TLS begins before those behind it hear of the connection.
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (link != null && message instanceof ByteBuf bytes && bytes.isReadable()) {
      link.onRead(bytes.readableBytes());
    }
    super.channelRead(ctx, message);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (link != null) {
      link.onWritabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx); // Decodes what is left first.
    inactive = true;
    reportClosedUnlessPaused();
  }

  private void reportClosedUnlessPaused() {
    if (phase != Phase.PAUSED) {
      reportClosed();
    }
  }

  private void reportClosed() {
    phase = Phase.ENDED;
    unread = Unpooled.EMPTY_BUFFER;
    if (!closed) {
      closed = true;
      events.onClosed(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      ctx.close(); // The connection broke; channelInactive follows.
      return;
    }
    phase = Phase.ENDED;
    events.onBadFrame(
        this, new WireException(ErrorCode.UNSPECIFIED, "cannot handle a frame: " + cause));
  }

  private void onLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
    } else {
      channel.eventLoop().execute(task);
    }
  }

  @Override
  public String toString() {
    return "connection of " + self + " with " + channel.remoteAddress();
  }
}
