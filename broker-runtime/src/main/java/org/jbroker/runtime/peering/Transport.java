package org.jbroker.runtime.peering;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The sockets and the threads that serve them: epoll where there is one, else NIO. Knows nothing of
 * what is said over them. Thread-safe.
 */
public final class Transport {

  /** A peer's socket takes no more than this before its send buffer begins to fill. */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);

  private static final int BACKLOG = 1024;

  private final EventLoopGroup group;

  /**
   * Every open connection, from before its loop knows it: a loop that ends closes only what it
   * serves already, and a socket that is being made then would stay open for ever.
   */
  private final ChannelGroup connections =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  private final boolean epoll;
  private final int connectTimeoutMillis;

  /**
   * Starts no thread yet; each starts with its first socket.
   *
   * @param name the beginning of the threads' names
   */
  public Transport(String name, int threads, Duration connectTimeout) {
    epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group =
        new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name + "-io", true), io);
    connectTimeoutMillis = (int) Math.min(Integer.MAX_VALUE, connectTimeout.toMillis());
  }

  /**
   * Listens on a TCP address.
   *
   * @param onAccept makes the handler of each connection that comes in
   */
  ChannelFuture listen(InetSocketAddress address, Consumer<Channel> onAccept) {
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    return server(type, onAccept)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .bind(address);
  }

  /** Listens on a Unix-domain socket, whose file must not exist. */
  ChannelFuture listen(Path path, Consumer<Channel> onAccept) {
    Class<? extends ServerChannel> type =
        epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    return server(type, onAccept).bind(unixAddress(path));
  }

  /** Connects to an address that is resolved already. */
  ChannelFuture connect(InetSocketAddress address, Consumer<Channel> onConnect) {
    return tracked(
        client(epoll ? EpollSocketChannel.class : NioSocketChannel.class, onConnect)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .connect(address));
  }

  /** Connects to a Unix-domain socket. */
  ChannelFuture connect(Path path, Consumer<Channel> onConnect) {
    return tracked(
        client(epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class, onConnect)
            .connect(unixAddress(path)));
  }

  private ChannelFuture tracked(ChannelFuture connecting) {
    connections.add(connecting.channel());
    return connecting;
  }

  /** Closes what sockets are left, then ends the threads; waits for that. */
  public void close() {
    connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private SocketAddress unixAddress(Path path) {
    return epoll ? new DomainSocketAddress(path.toFile()) : UnixDomainSocketAddress.of(path);
  }

  private ServerBootstrap server(Class<? extends ServerChannel> type, Consumer<Channel> onAccept) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(type)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                initializer(
                    channel -> {
                      connections.add(channel);
                      onAccept.accept(channel);
                    }));
    return type == NioServerDomainSocketChannel.class
        ? bootstrap
        : bootstrap.option(ChannelOption.SO_BACKLOG, BACKLOG);
  }

  private Bootstrap client(Class<? extends Channel> type, Consumer<Channel> onConnect) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(type)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis);
    return bootstrap.handler(initializer(onConnect));
  }

  private static ChannelInitializer<Channel> initializer(Consumer<Channel> setUp) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        setUp.accept(channel);
      }
    };
  }
}
