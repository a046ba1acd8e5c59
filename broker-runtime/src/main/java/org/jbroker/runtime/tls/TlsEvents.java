package org.jbroker.runtime.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jbroker.ErrorCode;

/**
 * Turns what the handler of TLS says into at most one {@link TlsFailure}. A connection that was
 * merely closed is none: that is told by its end. Confined to the channel's event loop.
 */
final class TlsEvents extends ChannelInboundHandlerAdapter {

  private final TlsLayer layer;
  private final LastAlert lastAlert;
  private final Runnable onAgreed;

  /** {@code onAgreed} is called when frames are protected. */
  TlsEvents(TlsLayer layer, LastAlert lastAlert, Runnable onAgreed) {
    this.layer = layer;
    this.lastAlert = lastAlert;
    this.onAgreed = onAgreed;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent completion)) {
      ctx.fireUserEventTriggered(event);
    } else if (completion.isSuccess()) {
      layer.ready();
      onAgreed.run();
      ctx.pipeline().remove(lastAlert);
    } else if (!(completion.cause() instanceof ClosedChannelException)) {
      fail(ctx, completion.cause());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    Throwable cause = failure instanceof DecoderException ? failure.getCause() : failure;
    if (cause instanceof SSLException) {
      fail(ctx, cause);
    } else {
      ctx.fireExceptionCaught(failure);
    }
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    layer.fail(
        ctx,
        new TlsFailure(
            ErrorCode.PEER_INCOMPATIBLE,
            "TLS failed: " + TlsWords.explain(cause, lastAlert.name()),
            false,
            true));
  }
}
