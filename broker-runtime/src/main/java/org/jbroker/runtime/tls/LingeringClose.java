package org.jbroker.runtime.tls;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Lets the last alert arrive: when TLS has failed, closing means first to say that nothing follows,
 * and to read what the other side has sent meanwhile, until it closes its end or a second is over.
 * Were the socket closed on unread bytes, the system would send a reset, which destroys the alert
 * on its way, and the other side would never know why.
 *
 * <p>Stands next to the socket. Confined to the channel's event loop.
 */
final class LingeringClose extends ChannelDuplexHandler {

  private static final long LINGER_MILLIS = 1000;

  private final TlsLayer layer;
  private boolean lingering;

  LingeringClose(TlsLayer layer) {
    this.layer = layer;
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    boolean possible = ctx.channel().isActive() && ctx.channel() instanceof DuplexChannel;
    if (lingering || !possible || !layer.hasFailed()) {
      ctx.close(promise); // A second call means: now.
      return;
    }
    lingering = true;
    ctx.flush();
    ((DuplexChannel) ctx.channel()).shutdownOutput();
    ctx.channel().config().setAutoRead(true);
    ctx.executor().schedule(() -> ctx.close(promise), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (lingering) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }
}
