package org.jbroker.runtime.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.channels.ClosedChannelException;
import org.jbroker.ErrorCode;

/**
 * Looks at the first bytes that come, and lets them pass only if they are of the kind that this
 * side speaks: who is in another mode is told so, instead of having its bytes misread.
 *
 * <p>On the side that listens with TLS it also puts TLS into the pipeline, when the first record
 * came: connections that send nothing cost no TLS. Until then it keeps what is written.
 *
 * <p>Confined to the channel's event loop.
 */
final class FirstBytesGate extends ChannelDuplexHandler {

  /** Puts TLS into a pipeline, on the socket's side of this handler. */
  interface Installer {
    void installBefore(ChannelHandlerContext gate);
  }

  private final TlsLayer layer;
  private final boolean tlsExpected;
  private final boolean accepted;
  private final Installer installer;
  private PendingWriteQueue early;
  private ByteBuf held;
  private boolean refused;

  private FirstBytesGate(
      TlsLayer layer, boolean tlsExpected, boolean accepted, Installer installer) {
    this.layer = layer;
    this.tlsExpected = tlsExpected;
    this.accepted = accepted;
    this.installer = installer;
  }

  /** For a connection without TLS. */
  static FirstBytesGate expectingPlain(TlsLayer layer, boolean accepted) {
    return new FirstBytesGate(layer, false, accepted, null);
  }

  /** For a connection that this side made, before the handler of TLS. */
  static FirstBytesGate expectingTls(TlsLayer layer) {
    return new FirstBytesGate(layer, true, false, null);
  }

  /** For a connection that the other side made; TLS is installed when its first record comes. */
  static FirstBytesGate installingTls(TlsLayer layer, Installer installer) {
    return new FirstBytesGate(layer, true, true, installer);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    early = new PendingWriteQueue(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    letGo();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    letGo();
    ctx.fireChannelInactive();
  }

  private void letGo() {
    if (held != null) {
      held.release();
      held = null;
    }
    early.removeAndFailAll(new ClosedChannelException());
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (installer != null && ctx.channel().isActive() && !refused) {
      early.add(message, promise);
    } else {
      ctx.write(message, promise);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (refused || !bytes.isReadable()) {
      bytes.release();
      return;
    }
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
    FirstBytes kind = FirstBytes.of(held);
    boolean plain = kind == FirstBytes.BROKER || kind == FirstBytes.OTHER;
    if (kind == FirstBytes.TLS && tlsExpected) {
      passTls(ctx);
    } else if (kind == FirstBytes.TLS) {
      refuse(ctx, "the peer speaks TLS, and TLS is off here", true);
    } else if (!tlsExpected && (plain || held.getByte(held.readerIndex()) == 0)) {
      layer.ready();
      ctx.fireChannelRead(take());
      ctx.pipeline().remove(this);
    } else if (plain) {
      boolean broker = kind == FirstBytes.BROKER;
      refuse(
          ctx,
          "TLS is on here ("
              + layer.mode()
              + "), and the peer sent "
              + (broker ? "plain frames of Broker" : FirstBytes.show(held)),
          broker);
    }
  }

  private ByteBuf take() {
    ByteBuf bytes = held;
    held = null;
    return bytes;
  }

  private void passTls(ChannelHandlerContext ctx) {
    if (installer == null) {
      ctx.fireChannelRead(take());
      ctx.pipeline().remove(this);
      return;
    }
    installer.installBefore(ctx);
    early.removeAndWriteAll();
    ctx.flush();
    ByteBuf bytes = take();
    ctx.pipeline().remove(this);
    ctx.channel().pipeline().fireChannelRead(bytes);
  }

  private void refuse(ChannelHandlerContext ctx, String why, boolean misconfigured) {
    refused = true;
    held.release();
    held = null;
    early.removeAndWriteAll();
    // Who listens has sent nothing but plain frames yet; who connects with TLS is deep in it.
    boolean canAnswer = accepted || !tlsExpected;
    layer.fail(ctx, new TlsFailure(ErrorCode.WRONG_MAGIC_NUMBER, why, canAnswer, misconfigured));
  }
}
