package org.jbroker.runtime.peering;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
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
 * <p>Confined to its channel's event loop, but for the methods that say otherwise.
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

    /** The socket is closed. Comes once, also after {@link Connection#close}. */
    void onClosed(Connection connection);
  }

  /** Told about an established link's socket, on its event loop. */
  interface LinkHandler extends FrameHandler {

    /** Bytes came. */
    void onRead(int bytes);

    /** The socket takes more, or no more. */
    void onWritabilityChanged();
  }

  private enum Phase {
    HANDSHAKE,
    PAUSED,
    ESTABLISHED,
    ENDED
  }

  private final Channel channel;
  private final EndpointId self;
  private final Events events;
  private final FrameCutter cutter;
  private final HandshakeCodec handshakeCodec;

  private Phase phase = Phase.HANDSHAKE;
  private FrameCutter.Phase frames = FrameCutter.Phase.GREETING;
  private WireFormat format;
  private NetworkLink link;

  Connection(Channel channel, ProtocolLimits limits, EndpointId self, Events events) {
    this.channel = channel;
    this.self = self;
    this.events = events;
    this.cutter = new FrameCutter(limits);
    this.handshakeCodec = new HandshakeCodec(limits);
  }

  /** The socket. Any thread. */
  Channel channel() {
    return channel;
  }

  /** Writes handshake frames. Any thread. */
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
          goOn(Phase.ESTABLISHED);
        });
  }

  /** The link that it became; null during the handshake. */
  NetworkLink link() {
    return link;
  }

  /** Sends frames if there are any, then closes the socket. Any thread. */
  void close(List<? extends HandshakeFrame> lastWords) {
    onLoop(() -> phase = Phase.ENDED);
    send(lastWords);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Closes the socket at once, whatever is still to be written. Any thread. */
  void abort() {
    onLoop(() -> phase = Phase.ENDED);
    channel.close();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    try {
      while (in.isReadable() && step(in)) {
        // Each step consumes one frame.
      }
    } catch (WireException e) {
      phase = Phase.ENDED;
      in.skipBytes(in.readableBytes());
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
    int end = in.readerIndex() + length;
    if (phase == Phase.ESTABLISHED) {
      format.decode(in, length, link);
    } else {
      HandshakeFrame frame = handshakeCodec.decode(in, length);
      phase = Phase.PAUSED;
      channel.config().setAutoRead(false);
      events.onHandshakeFrame(this, frame);
    }
    in.readerIndex(end);
    return true;
  }

  private void goOn(Phase next) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = next;
    channel.config().setAutoRead(true);
    // Decodes what was read already and waits in the cumulation.
    channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx);
    events.onConnected(this);
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
    phase = Phase.ENDED;
    events.onClosed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      ctx.close(); // The connection broke; channelInactive follows.
      return;
    }
    phase = Phase.ENDED;
    events.onBadFrame(
        this, new WireException(ErrorCode.LOGIC_ERROR, "cannot handle a frame: " + cause));
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
