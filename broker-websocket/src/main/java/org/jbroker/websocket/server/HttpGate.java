package org.jbroker.websocket.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jbroker.NetworkInfo;
import org.jbroker.Verbosity;

/**
 * Answers the first HTTP request of a connection: with a file of the page, with an error, or by
 * handing the connection over to a {@link ClientLink}. There is no second request.
 *
 * <p>Confined to the connection's event loop.
 */
final class HttpGate extends ChannelInboundHandlerAdapter {

  /** The most bytes of a request's first line. */
  static final int MAX_LINE_BYTES = 4 << 10;

  /** The most bytes of a request's headers. */
  static final int MAX_HEADER_BYTES = 16 << 10;

  /** The most bytes of a request's body, which none needs. */
  static final int MAX_BODY_BYTES = 1 << 10;

  /** So long the other side may take to read an answer, while what it still sends is discarded. */
  private static final long LINGER_MILLIS = 1_000;

  private static final int MAX_APPLICATION_LENGTH = 64;

  private final Port port;
  private Future<?> deadline;
  private boolean answered;

  /** Frames that came with the request; as many as fit one read. */
  private final List<WebSocketFrame> early = new ArrayList<>();

  HttpGate(Port port) {
    this.port = port;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    deadline =
        ctx.executor()
            .schedule(
                () ->
                    refuse(
                        ctx, HttpResponseStatus.REQUEST_TIMEOUT, "no request came in time", false),
                port.handshakeTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    early.forEach(ReferenceCountUtil::release);
    early.clear();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof WebSocketFrame frame) {
      early.add(frame); // In the packet of the request: it is the link's, in a moment.
      return;
    }
    try {
      if (!answered && message instanceof FullHttpRequest request) {
        answer(ctx, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void answer(ChannelHandlerContext ctx, FullHttpRequest request) {
    boolean isHead = request.method().equals(HttpMethod.HEAD);
    if (request.decoderResult().isFailure()) {
      Throwable cause = request.decoderResult().cause();
      if (cause instanceof TooLongHttpLineException) {
        refuse(ctx, HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long", false);
      } else if (cause instanceof TooLongHttpHeaderException) {
        refuse(
            ctx,
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "the headers have more than " + MAX_HEADER_BYTES + " bytes",
            false);
      } else {
        refuse(ctx, HttpResponseStatus.BAD_REQUEST, "this is no HTTP request", false);
      }
      return;
    }
    if (port.connections().size() > port.options().maxClients()) {
      refuse(
          ctx,
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          "there are " + port.options().maxClients() + " clients already; try again later",
          isHead);
      return;
    }
    if (!request.method().equals(HttpMethod.GET) && !isHead) {
      refuse(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET is allowed", false);
      return;
    }
    String path = request.uri().replaceFirst("[?#].*", "");
    EncodedMessages codec = port.codecs().get(path);
    if (codec != null) {
      upgrade(ctx, request, codec);
      return;
    }
    port.page()
        .flatMap(files -> files.find(path))
        .ifPresentOrElse(
            file -> respond(ctx, HttpResponseStatus.OK, file.type(), file.bytes(), isHead),
            () ->
                refuse(
                    ctx,
                    HttpResponseStatus.NOT_FOUND,
                    "there is nothing here; the WebSocket API is on "
                        + String.join(" and ", port.codecs().keySet().stream().sorted().toList()),
                    isHead));
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, EncodedMessages codec) {
    HttpHeaders headers = request.headers();
    String path = codec.codec().path();
    if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      refuse(ctx, HttpResponseStatus.UPGRADE_REQUIRED, path + " speaks WebSocket only", false);
      return;
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (!port.origins().allows(origin, headers.get(HttpHeaderNames.HOST))) {
      refuse(
          ctx, HttpResponseStatus.FORBIDDEN, "pages of " + origin + " may not connect here", false);
      return;
    }
    String version = headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
    String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (!WebSocketVersion.V13.toHttpHeaderValue().equals(version) || key == null) {
      refuse(
          ctx, HttpResponseStatus.UPGRADE_REQUIRED, "only WebSocket version 13 is spoken", false);
      return;
    }
    shakeHands(ctx, request, codec);
  }

  private void shakeHands(
      ChannelHandlerContext ctx, FullHttpRequest request, EncodedMessages codec) {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(port.options().maxMessageBytes())
            .expectMaskedFrames(true)
            .allowExtensions(false)
            .closeOnProtocolViolation(false) // The link says why, first.
            .withUTF8Validator(false) // The codec reads each byte anyway.
            .build();
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(codec.codec().path(), null, config)
            .newHandshaker(request);
    answered = true;
    Channel channel = ctx.channel();
    String application = application(request.headers().get("X-Application-Name"));
    ClientLink link =
        new ClientLink(
            port, codec, application, NetworkInfo.of(address(channel), remotePort(channel)));
    port.connections().add(channel, link);
    ctx.pipeline().addLast("link", link);
    // What follows the request goes through the frame decoder, which takes the place of HTTP's.
    handshaker
        .handshake(channel, request)
        .addListener(
            shaken -> {
              if (shaken.isSuccess()) {
                link.begin(channel);
                early.forEach(ctx::fireChannelRead);
                early.clear();
                ctx.pipeline().remove(this);
              } else {
                channel.close();
              }
            });
  }

  private static String address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress socket
        ? socket.getAddress().getHostAddress()
        : "unknown";
  }

  private static int remotePort(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress socket ? socket.getPort() : 0;
  }

  /** What a client calls itself: visible ASCII, and not much of it. */
  private static String application(String header) {
    if (header == null) {
      return "";
    }
    String clean = header.replaceAll("[^ -~]", "?");
    return clean.substring(0, Math.min(clean.length(), MAX_APPLICATION_LENGTH));
  }

  private void refuse(
      ChannelHandlerContext ctx, HttpResponseStatus status, String why, boolean isHead) {
    if (answered) {
      return;
    }
    port.refused().increment();
    port.host()
        .log(
            Verbosity.WARNING,
            "client-refused",
            "a connection from "
                + address(ctx.channel())
                + " was refused: "
                + status.code()
                + ", "
                + why);
    byte[] text = (why + "\n").getBytes(StandardCharsets.UTF_8);
    respond(ctx, status, "text/plain; charset=utf-8", text, isHead);
  }

  private void respond(
      ChannelHandlerContext ctx,
      HttpResponseStatus status,
      String type,
      byte[] body,
      boolean isHead) {
    answered = true;
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            isHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, type);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
    headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, PageFiles.CONTENT_SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
      headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, WebSocketVersion.V13.toHttpHeaderValue());
    } else if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
      headers.set(HttpHeaderNames.RETRY_AFTER, 1);
    } else if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    ctx.writeAndFlush(response).addListener(written -> linger(ctx));
  }

  /**
   * Ends the own direction first and reads on for a moment: a socket that is closed with input
   * unread is reset, and the other side may lose the answer for it.
   */
  private static void linger(ChannelHandlerContext ctx) {
    ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    endOutput(ctx);
  }

  /** Closes what can be closed without losing what was written. */
  static void endOutput(ChannelHandlerContext ctx) {
    if (ctx.channel() instanceof DuplexChannel socket
        && ctx.pipeline().get(SslHandler.class) == null) {
      socket.shutdownOutput();
    } else {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      port.host()
          .log(
              Verbosity.DEBUG,
              "client-failed",
              "a connection from " + address(ctx.channel()) + " failed: " + cause);
    }
    ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
