package org.jbroker.runtime.tls.anonymous;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsProtocol;

/**
 * Drives Bouncy Castle's TLS in a pipeline, and shows itself to the handlers behind it as Netty's
 * own {@link io.netty.handler.ssl.SslHandler} does: a {@link SslHandshakeCompletionEvent}, then
 * plain bytes; failures after the handshake as {@link SSLException}. It knows no time-out.
 *
 * <pre>
 *  NEW -- active --> HANDSHAKE -- done --> READY -- close_notify, either side --> OVER
 *                        |                   |                                      ^
 *                        +------ failed -----+--------------------------------------+
 * </pre>
 *
 * <p>What is written before the handshake is done waits, and counts for the channel's writability.
 * After that nothing is kept here: what is written is encrypted and handed on at once, so that the
 * channel's own buffer is the only one. What is received is kept until a record (at most 18 KiB) or
 * a message of the handshake (at most 32 KiB) is complete. A peer that wants a new handshake is
 * refused, and the connection ends: answering such wishes would cost memory.
 *
 * <p>Confined to the channel's event loop.
 */
public final class AnonymousHandler extends ChannelDuplexHandler {

  /** Begins the protocol. */
  interface Start {
    void run() throws IOException;
  }

  private enum State {
    NEW,
    HANDSHAKE,
    READY,
    OVER
  }

  /** The most that a record carries. */
  private static final int CHUNK_BYTES = 16 << 10;

  /** More than a record takes beside what it carries: header, IV, MAC, padding. */
  private static final int RECORD_OVERHEAD_BYTES = 64;

  private final TlsProtocol protocol;
  private final Start start;
  private final Alerts alerts;
  private final byte[] chunk = new byte[CHUNK_BYTES];

  private State state = State.NEW;
  private ChannelHandlerContext context;
  private PendingWriteQueue early;

  AnonymousHandler(TlsProtocol protocol, Start start, Alerts alerts) {
    this.protocol = protocol;
    this.start = start;
    this.alerts = alerts;
  }

  /** Says that nothing follows, after all that was written. Event loop. */
  public ChannelFuture closeOutbound() {
    if (state != State.READY) {
      return context.newSucceededFuture();
    }
    return context.writeAndFlush(farewell());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    early = new PendingWriteQueue(ctx);
    if (ctx.channel().isActive()) {
      begin();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    state = State.OVER;
    early.removeAndFailAll(new ClosedChannelException());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.fireChannelActive();
    begin();
  }

  private void begin() {
    if (state != State.NEW) {
      return;
    }
    state = State.HANDSHAKE;
    try {
      start.run();
      flushOutput();
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  // --- reading

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf in)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      while (in.isReadable() && state != State.OVER) {
        take(in);
      }
    } finally {
      in.release();
    }
  }

  private void take(ByteBuf in) {
    int bytes = Math.min(in.readableBytes(), chunk.length);
    in.readBytes(chunk, 0, bytes);
    try {
      protocol.offerInput(chunk, 0, bytes);
    } catch (IOException | RuntimeException e) {
      deliver(); // What came before may be the peer's last words.
      fail(e);
      return;
    }
    if (alerts.isRenegotiationRefused()) {
      fail(new SSLException("the peer asks for a new handshake, which anonymous TLS has not"));
      return;
    }
    flushOutput();
    if (state == State.HANDSHAKE && protocol.isConnected()) {
      ready();
    }
    deliver();
    if (alerts.isCloseReceived() && state != State.OVER) {
      state = State.OVER; // The answer is written already; RFC 5246, 7.2.1: close at once then.
      context.close();
    }
  }

  private void ready() {
    state = State.READY;
    context.fireUserEventTriggered(SslHandshakeCompletionEvent.SUCCESS);
    while (!early.isEmpty()) {
      Object message = ReferenceCountUtil.retain(early.current());
      write(context, message, early.remove());
    }
    context.flush();
  }

  private void deliver() {
    int bytes = protocol.getAvailableInputBytes();
    if (bytes > 0) {
      ByteBuf plain = context.alloc().buffer(bytes);
      protocol.readInput(plain.nioBuffer(0, bytes), bytes);
      plain.writerIndex(bytes);
      context.fireChannelRead(plain);
    }
  }

  // --- writing

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf in)) {
      ctx.write(message, promise);
      return;
    }
    switch (state) {
      case NEW, HANDSHAKE -> early.add(in, promise);
      case OVER -> {
        in.release();
        promise.tryFailure(new ClosedChannelException());
      }
      case READY -> {
        if (in.isReadable()) {
          encrypt(in, promise);
        } else {
          ctx.write(in, promise); // Only its promise counts; a record for nothing is not needed.
        }
      }
    }
  }

  private void encrypt(ByteBuf in, ChannelPromise promise) {
    int records = (in.readableBytes() + chunk.length - 1) / chunk.length;
    ByteBuf out = context.alloc().buffer(in.readableBytes() + records * RECORD_OVERHEAD_BYTES);
    try {
      while (in.isReadable()) {
        int bytes = Math.min(in.readableBytes(), chunk.length);
        in.readBytes(chunk, 0, bytes);
        protocol.writeApplicationData(chunk, 0, bytes);
        drainTo(out);
      }
    } catch (IOException | RuntimeException e) {
      out.release();
      promise.tryFailure(e);
      fail(e);
      return;
    } finally {
      in.release();
    }
    context.write(out, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    if (state == State.READY || state == State.OVER) {
      ctx.flush();
    }
  }

  private void flushOutput() {
    if (protocol.getAvailableOutputBytes() > 0) {
      context.writeAndFlush(output());
    }
  }

  private ByteBuf output() {
    ByteBuf out = context.alloc().buffer(Math.max(1, protocol.getAvailableOutputBytes()));
    drainTo(out);
    return out;
  }

  private void drainTo(ByteBuf out) {
    int bytes = protocol.getAvailableOutputBytes();
    out.ensureWritable(bytes);
    protocol.readOutput(out.nioBuffer(out.writerIndex(), bytes), bytes);
    out.writerIndex(out.writerIndex() + bytes);
  }

  // --- the end

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (state == State.READY) {
      ctx.writeAndFlush(farewell());
    }
    state = State.OVER;
    ctx.close(promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    boolean unfinished = state == State.HANDSHAKE;
    state = State.OVER;
    early.removeAndFailAll(new ClosedChannelException());
    if (unfinished) {
      ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(new ClosedChannelException()));
    }
    ctx.fireChannelInactive();
  }

  /** The alert {@code close_notify}. */
  private ByteBuf farewell() {
    state = State.OVER;
    try {
      protocol.close();
    } catch (IOException e) {
      context.fireExceptionCaught(e); // It writes to memory only.
    }
    return output();
  }

  private void fail(Exception failure) {
    boolean handshake = state != State.READY;
    state = State.OVER;
    flushOutput(); // The alert that tells the other side.
    early.removeAndFailAll(new ClosedChannelException());
    SSLException cause = explain(failure);
    if (handshake) {
      context.fireUserEventTriggered(new SslHandshakeCompletionEvent(cause));
    } else {
      context.fireExceptionCaught(cause);
    }
    context.close();
  }

  /** In the words of the JDK, so that both kinds of TLS can be explained alike. */
  private static SSLException explain(Exception failure) {
    if (failure instanceof TlsFatalAlertReceived alert) {
      String name = AlertDescription.getName(alert.getAlertDescription());
      return new SSLException("Received fatal alert: " + name, failure);
    }
    if (failure instanceof TlsFatalAlert alert) {
      return new SSLException(
          switch (alert.getAlertDescription()) {
            case AlertDescription.handshake_failure -> "no cipher suites in common";
            case AlertDescription.protocol_version -> "anonymous TLS has protocol version 1.2 only";
            default ->
                "what the peer sent is refused with the alert "
                    + AlertDescription.getName(alert.getAlertDescription());
          },
          failure);
    }
    return failure instanceof SSLException ssl
        ? ssl
        : new SSLException(failure.toString(), failure);
  }
}
