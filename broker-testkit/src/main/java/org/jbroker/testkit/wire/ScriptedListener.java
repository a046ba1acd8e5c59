package org.jbroker.testkit.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Listens on 127.0.0.1 and an ephemeral port for connections that become {@link ScriptedPeer}s.
 * Starts no thread: connections wait in the backlog until {@link #accept}. Thread-safe.
 */
public final class ScriptedListener implements AutoCloseable {

  private final ServerSocket socket;

  private ScriptedListener(ServerSocket socket) {
    this.socket = socket;
  }

  /**
   * Begins to listen.
   *
   * @throws UncheckedIOException if no port could be bound
   */
  public static ScriptedListener open() {
    try {
      ServerSocket socket = new ServerSocket();
      try {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        socket.bind(new InetSocketAddress(loopback, 0));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
      return new ScriptedListener(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where to connect to: 127.0.0.1. */
  public String host() {
    return "127.0.0.1";
  }

  /** Where to connect to. */
  public int port() {
    return socket.getLocalPort();
  }

  /**
   * Takes the next connection.
   *
   * @throws AssertionError if none comes within {@code timeout}
   */
  public synchronized ScriptedPeer accept(Duration timeout) {
    try {
      socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
      return new ScriptedPeer(new FrameSocket(socket.accept()), false);
    } catch (SocketTimeoutException late) {
      throw new AssertionError("no connection within " + timeout, late);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
