package org.jbroker.websocket.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.EndpointMetrics.WebSocketMetrics;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.Verbosity;
import org.jbroker.WebSocketOptions;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.TlsContextProvider;
import org.jbroker.spi.WebSocketEngine;
import org.jbroker.spi.WebSocketHost;
import org.jbroker.websocket.json.JsonApi;
import org.jbroker.websocket.msgpack.MsgPackApi;
import org.jbroker.websocket.protocol.ApiCodec;

/**
 * The server: listens, and gives each connection its handlers.
 *
 * <p>Thread-safe; the monitor guards the list of ports, and nothing is waited for under it but the
 * system's answer to a bind. Connections belong to their event loops, {@code NAME-websocket-...}.
 */
final class WebSocketService implements WebSocketEngine {

  /** A socket takes no more than this before its client's buffer begins to fill. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  /**
   * The system's own buffer would grow to megabytes for each client that does not read: what waits
   * is to wait where it is counted and has a policy.
   */
  private static final int SEND_BUFFER_BYTES = 256 << 10;

  private static final int BACKLOG = 1024;

  /** Beyond the limit on clients: so many more are told, those after them are just closed. */
  private static final int REFUSED_AT_A_TIME = 256;

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final WebSocketHost host;
  private final EventLoopGroup group;
  private final Map<String, EncodedMessages> codecs;
  private final Connections connections = new Connections();
  private final LongAdder refused = new LongAdder();
  private final List<Channel> listening = new ArrayList<>();
  private boolean closed;

  WebSocketService(WebSocketHost host) {
    this.host = host;
    group =
        new MultiThreadIoEventLoopGroup(
            host.options().ioThreads(),
            new DefaultThreadFactory(host.options().name() + "-websocket", true),
            NioIoHandler.newFactory());
    DecodeLimits limits =
        new DecodeLimits(host.options().maxDataDepth(), host.options().maxElements());
    codecs = codecs(JsonApi.forServer(limits), new MsgPackApi(limits));
  }

  private static Map<String, EncodedMessages> codecs(ApiCodec json, ApiCodec msgpack) {
    return Map.of(
        json.path(), new EncodedMessages(json), msgpack.path(), new EncodedMessages(msgpack));
  }

  @Override
  public int listen(String address, int port, WebSocketOptions options) {
    InetSocketAddress socket = resolve(address, port);
    Port shared =
        new Port(
            host,
            options,
            new OriginRule(options.allowedOrigins(), address),
            codecs,
            options.page() ? Optional.of(new PageFiles()) : Optional.empty(),
            connections,
            refused);
    Channel channel = bind(shared, socket, NetworkInfo.of(address, port));
    int actual = ((InetSocketAddress) channel.localAddress()).getPort();
    NetworkInfo where = NetworkInfo.of(address.isEmpty() ? "0.0.0.0" : address, actual);
    host.log(
        Verbosity.INFO, "websocket-listening", "serving WebSocket on " + where + ", " + options);
    if (!socket.getAddress().isLoopbackAddress() && host.serverTls().isEmpty()) {
      String warning =
          "serving WebSocket on "
              + where
              + " beyond this machine without TLS: anybody there can publish and subscribe";
      host.log(Verbosity.WARNING, "listening-unprotected", warning);
      host.report(new Status(StatusCode.UNSPECIFIED, Optional.empty(), warning));
    }
    return actual;
  }

  private static InetSocketAddress resolve(String address, int port) {
    try {
      return address.isEmpty()
          ? new InetSocketAddress(port)
          : new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw cannot(NetworkInfo.of(address, port), "there is no such address", e);
    }
  }

  private synchronized Channel bind(Port port, InetSocketAddress socket, NetworkInfo where) {
    if (closed) {
      throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closed");
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(initializer(port))
            .bind(socket)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannot(where, bound.cause().getMessage(), bound.cause());
    }
    listening.add(bound.channel());
    return bound.channel();
  }

  private static BrokerException cannot(NetworkInfo where, String why, Throwable cause) {
    return new BrokerException(
        BrokerError.of(
            ErrorCode.CANNOT_OPEN_RESOURCE, "cannot serve WebSocket on " + where + ": " + why),
        cause);
  }

  private static ChannelInitializer<Channel> initializer(Port port) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        set(port, channel);
      }
    };
  }

  private static void set(Port port, Channel channel) {
    port.connections().add(channel);
    if (port.connections().size() > port.options().maxClients() + REFUSED_AT_A_TIME) {
      port.refused().increment();
      channel.close();
      return;
    }
    port.host().serverTls().ifPresent(tls -> channel.pipeline().addLast("tls", tls(port, tls)));
    HttpDecoderConfig http =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(HttpGate.MAX_LINE_BYTES)
            .setMaxHeaderSize(HttpGate.MAX_HEADER_BYTES);
    channel
        .pipeline()
        .addLast("http-in", new HttpRequestDecoder(http))
        .addLast("http-out", new HttpResponseEncoder())
        .addLast("http-whole", new HttpObjectAggregator(HttpGate.MAX_BODY_BYTES, true))
        .addLast("gate", new HttpGate(port));
  }

  private static SslHandler tls(Port port, TlsContextProvider.Source certificate) {
    SSLEngine engine = certificate.context().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = certificate.parameters(false);
    if (!port.options().clientCertificates()) {
      parameters.setNeedClientAuth(false);
    }
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(port.handshakeTimeout().toMillis());
    return handler;
  }

  @Override
  public WebSocketMetrics metrics() {
    return new WebSocketMetrics(
        connections.accepted(),
        refused.sum(),
        connections.clients().stream()
            .filter(ClientLink::isOpen)
            .map(ClientLink::metrics)
            .toList());
  }

  @Override
  public boolean isDrained() {
    return connections.clients().stream().allMatch(ClientLink::isDrained);
  }

  @Override
  public void close() {
    List<Channel> listeners;
    synchronized (this) {
      closed = true;
      listeners = List.copyOf(listening);
    }
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    connections.clients().forEach(ClientLink::leave);
    connections.channels().stream()
        .filter(channel -> channel.pipeline().get(ClientLink.class) == null)
        .forEach(Channel::close);
    long drainNanos = host.options().drainTimeout().toNanos();
    await(drainNanos, connections.clients()::isEmpty);
    connections.close();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private static void await(long nanos, BooleanSupplier condition) {
    long deadline = System.nanoTime() + nanos;
    while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        return; // Leave at once, then.
      }
    }
  }
}
