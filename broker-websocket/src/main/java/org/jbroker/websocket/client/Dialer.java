package org.jbroker.websocket.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jbroker.NetworkInfo;
import org.jbroker.TlsOptions;
import org.jbroker.spi.TlsContextProvider;
import org.jbroker.websocket.link.Sockets;
import org.jbroker.websocket.protocol.ApiCodec;
import org.jbroker.zeek.ZeekWebSocketOptions;

/** Opens connections to the server. Immutable. */
final class Dialer {

  /** The socket takes no more than this before the send buffer begins to fill. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  private static final int MAX_LINE_BYTES = 4 << 10;
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_CHUNK_BYTES = 8 << 10;
  private static final int MAX_ANSWER_BYTES = 64 << 10;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /**
   * How RFC 6455 spells them. To HTTP all spellings are one, but the C++ Broker finds a header only
   * in this one (tried: it answers lower case with 400).
   */
  private static final List<String> SPELLINGS =
      List.of("Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version");

  private final ZeekWebSocketOptions options;
  private final ApiCodec codec;
  private final URI uri;
  private final boolean isTls;
  private final NetworkInfo server;
  // Of the options of the endpoint, if nobody gave a context.
  private final Optional<TlsContextProvider.Source> certificate;

  Dialer(ZeekWebSocketOptions options, ApiCodec codec) {
    this.options = options;
    this.codec = codec;
    isTls = options.uri().getScheme().equals("wss");
    TlsOptions tls = options.endpoint().tls();
    boolean certified = isTls && tls.mode() == TlsOptions.Mode.CERTIFICATES;
    certificate =
        certified && options.sslContext().isEmpty()
            ? Optional.of(TlsContextProvider.load().open(tls))
            : Optional.empty();
    int port = options.uri().getPort() >= 0 ? options.uri().getPort() : defaultPort();
    String host = options.uri().getHost();
    String address = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    server = new NetworkInfo(address, port, options.retry());
    uri = withPath(options.uri(), codec.path());
  }

  private int defaultPort() {
    return isTls ? HTTPS_PORT : HTTP_PORT;
  }

  private static URI withPath(URI uri, String path) {
    if (uri.getPath() != null && uri.getPath().length() > 1) {
      return uri;
    }
    try {
      return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), path, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  NetworkInfo server() {
    return server;
  }

  /**
   * Begins to connect on a loop, where the owner is told all the rest.
   *
   * @param sockets is told of the socket
   */
  ServerConnection dial(EventLoop loop, Sockets sockets, ServerConnection.Owner owner) {
    ServerConnection connection =
        new ServerConnection(
            owner, codec, handshaker(), options.endpoint(), options.maxMessageBytes());
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.min(Integer.MAX_VALUE, options.endpoint().handshakeTimeout().toMillis()))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    set(channel, connection);
                  }
                })
            .connect(server.address(), server.port());
    sockets.add(connecting.channel());
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            connection.failed(done.cause());
          }
        });
    return connection;
  }

  private void set(Channel channel, ServerConnection connection) {
    if (isTls) {
      channel.pipeline().addLast("tls", tls());
    }
    channel
        .pipeline()
        .addLast("http", new HttpClientCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_CHUNK_BYTES))
        .addLast("http-whole", new HttpObjectAggregator(MAX_ANSWER_BYTES))
        .addLast("connection", connection);
  }

  private SslHandler tls() {
    SSLEngine engine = context().createSSLEngine(server.address(), server.port());
    engine.setUseClientMode(true);
    SSLParameters parameters =
        certificate.map(source -> source.parameters(true)).orElseGet(engine::getSSLParameters);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(options.endpoint().handshakeTimeout().toMillis());
    return handler;
  }

  private SSLContext context() {
    return options
        .sslContext()
        .or(() -> certificate.map(TlsContextProvider.Source::context))
        .orElseGet(Dialer::defaultContext);
  }

  private static SSLContext defaultContext() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK has no TLS", e);
    }
  }

  private WebSocketClientHandshaker handshaker() {
    HttpHeaders headers = new DefaultHttpHeaders();
    if (!options.application().isEmpty()) {
      headers.set("X-Application-Name", options.application());
    }
    return new WebSocketClientHandshaker13(
        uri,
        WebSocketVersion.V13,
        null,
        false,
        headers,
        options.maxMessageBytes(),
        true,
        false,
        ServerConnection.CLOSE_TIMEOUT_MILLIS) {
      @Override
      protected FullHttpRequest newHandshakeRequest() {
        FullHttpRequest request = super.newHandshakeRequest();
        request.headers().remove(HttpHeaderNames.ORIGIN); // This is no page.
        for (String name : SPELLINGS) {
          String value = request.headers().get(name);
          if (value != null) {
            request.headers().remove(name).set(name, value);
          }
        }
        return request;
      }
    };
  }
}
