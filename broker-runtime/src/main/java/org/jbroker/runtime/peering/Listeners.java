package org.jbroker.runtime.peering;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.runtime.telemetry.Component;

/**
 * The sockets that an endpoint listens on. Its methods wait for the system's answer, so they belong
 * to user threads, not to loops; the monitor guards the list.
 */
final class Listeners {

  /** The bits of a Unix file mode that say what a file is, and those of a socket. */
  private static final int FILE_TYPE = 0170000;

  private static final int SOCKET_TYPE = 0140000;

  private final PeeringContext context;
  private final Consumer<Channel> onAccept;
  private final Map<NetworkInfo, Channel> open = new LinkedHashMap<>();
  private boolean closed;

  /** Nothing yet; {@code onAccept} sets up each channel that comes in, on its event loop. */
  Listeners(PeeringContext context, Consumer<Channel> onAccept) {
    this.context = context;
    this.onAccept = onAccept;
  }

  /** Listens on TCP and returns the port. */
  int listen(String address, int port) {
    InetSocketAddress socket = resolve(address, port);
    ChannelFuture bound = context.transport().listen(socket, onAccept);
    Channel channel = await(bound, NetworkInfo.of(address, port));
    int actualPort = ((InetSocketAddress) channel.localAddress()).getPort();
    NetworkInfo where = NetworkInfo.of(address.isEmpty() ? "0.0.0.0" : address, actualPort);
    add(where, channel);
    if (!socket.getAddress().isLoopbackAddress() && !context.tls().isOn()) {
      String warning =
          "listening on " + where + " beyond this machine without TLS: anybody there can peer";
      context.log().warning(Component.PEERING, "listening-unprotected", "{}", warning);
      context.statuses().accept(new Status(StatusCode.UNSPECIFIED, Optional.empty(), warning));
    }
    return actualPort;
  }

  /** Listens on a Unix-domain socket. */
  void listen(Path path) {
    NetworkInfo where = NetworkInfo.of(UnixDomainSocketAddress.of(path));
    removeStale(path, where);
    Channel channel = await(context.transport().listen(path, onAccept), where);
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      channel.close().awaitUninterruptibly();
      delete(path);
      throw cannot(where, "its permissions cannot be set: " + e.getMessage(), e);
    }
    channel.closeFuture().addListener(closing -> delete(path));
    add(where, channel);
  }

  /** Where the endpoint listens. */
  synchronized List<NetworkInfo> addresses() {
    return List.copyOf(open.keySet());
  }

  /** Listens nowhere any more. */
  void close() {
    List<Channel> channels;
    synchronized (this) {
      closed = true;
      channels = List.copyOf(open.values());
      open.clear();
    }
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
  }

  private void add(NetworkInfo where, Channel channel) {
    synchronized (this) {
      if (!closed) {
        open.put(where, channel);
        context.log().info(Component.PEERING, "listening", "listening on {}", where);
        return;
      }
    }
    channel.close().awaitUninterruptibly();
    throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closing");
  }

  private static InetSocketAddress resolve(String address, int port) {
    if (address.isEmpty()) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw cannot(NetworkInfo.of(address, port), "unknown host: " + e.getMessage(), e);
    }
  }

  private static Channel await(ChannelFuture bound, NetworkInfo where) {
    bound.awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannot(where, bound.cause().getMessage(), bound.cause());
    }
    return bound.channel();
  }

  /** Removes a socket file that a process left behind when it died: nobody answers there. */
  private static void removeStale(Path path, NetworkInfo where) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw cannot(where, "the path exists and is no socket", null);
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException refused) {
      delete(path);
      return;
    } catch (IOException e) {
      throw cannot(where, "the socket exists and cannot be tried: " + e.getMessage(), e);
    }
    throw cannot(where, "another process listens there", null);
  }

  /** Nothing but a socket may be removed: no file, directory, link, pipe or device. */
  private static boolean isSocket(Path path) {
    try {
      Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return mode instanceof Integer bits && (bits & FILE_TYPE) == SOCKET_TYPE;
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Where that cannot be told, the user has to remove it.
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw cannot(NetworkInfo.of(UnixDomainSocketAddress.of(path)), "cannot be removed: " + e, e);
    }
  }

  private static BrokerException cannot(NetworkInfo where, String why, Throwable cause) {
    return new BrokerException(
        new BrokerError(
            ErrorCode.CANNOT_OPEN_RESOURCE,
            Optional.empty(),
            "cannot listen on " + where + ": " + why),
        cause);
  }
}
