package org.jbroker.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jbroker.testkit.Await;

/**
 * A TCP proxy on 127.0.0.1 and an ephemeral port that breaks connections as told.
 *
 * <pre>
 *   client --&gt; 127.0.0.1:port() -- UPSTREAM --&gt; target
 *          &lt;--------------------- DOWNSTREAM --
 * </pre>
 *
 * <p>{@link #set} changes a direction of all open and future connections, {@link ProxyLink#set} of
 * one. All changes take effect at once. The port stays this proxy's until {@link #close}, also
 * while it refuses connections.
 *
 * <p>Blocking sockets and named daemon threads (one accepts, two carry each connection); all are
 * gone when {@link #close} returns. Thread-safe: {@code lock} guards the fields and is not held
 * during blocking I/O.
 */
public final class FaultProxy implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int BACKLOG = 256;

  private final InetSocketAddress target;
  private final Socket portHolder;
  private final int port;
  private final Object lock = new Object();
  private final List<ProxyLink> links = new ArrayList<>();

  /** Ended, but their threads may still be on their way out; {@link #close} waits for them. */
  private final List<ProxyLink> leaving = new ArrayList<>();

  private final Map<Direction, Fault> faults = new EnumMap<>(Direction.class);
  private ServerSocket listener;
  private Thread acceptor;
  private int accepted;
  private int unreachable;
  private boolean closed;

  private FaultProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    faults.put(Direction.UPSTREAM, Fault.pass());
    faults.put(Direction.DOWNSTREAM, Fault.pass());
    // Bound, but never listening nor connected: keeps the port ours while the proxy refuses.
    portHolder = new Socket();
    try {
      portHolder.setReuseAddress(true);
      portHolder.bind(new InetSocketAddress(loopback(), 0));
      port = portHolder.getLocalPort();
      startListening();
    } catch (IOException e) {
      portHolder.close();
      throw e;
    }
  }

  /**
   * A proxy in front of a target that need not listen yet.
   *
   * @throws UncheckedIOException if no port could be bound
   */
  public static FaultProxy to(String targetHost, int targetPort) {
    try {
      return new FaultProxy(new InetSocketAddress(targetHost, targetPort));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  /** Where to connect to: 127.0.0.1. */
  public String host() {
    return "127.0.0.1";
  }

  /** Where to connect to. */
  public int port() {
    return port;
  }

  /** Changes a direction of all open and future connections. */
  public void set(Direction direction, Fault fault) {
    Objects.requireNonNull(fault, "fault");
    List<ProxyLink> open;
    synchronized (lock) {
      faults.put(Objects.requireNonNull(direction, "direction"), fault);
      open = List.copyOf(links);
    }
    open.forEach(link -> link.set(direction, fault));
  }

  /** Changes both directions of all open and future connections. */
  public void set(Fault fault) {
    set(Direction.UPSTREAM, fault);
    set(Direction.DOWNSTREAM, fault);
  }

  /** Resets all open connections; new ones are accepted as before. */
  public void cutAll() {
    links().forEach(ProxyLink::cut);
  }

  /** Ends all open connections in an orderly way; new ones are accepted as before. */
  public void closeAll() {
    links().forEach(ProxyLink::close);
  }

  /** From now on new connections are refused, as if nobody listened; open ones stay. */
  public void refuse() {
    ServerSocket old;
    Thread oldAcceptor;
    synchronized (lock) {
      old = listener;
      oldAcceptor = acceptor;
      listener = null;
      acceptor = null;
    }
    if (old != null) {
      stopListening(old, oldAcceptor);
    }
  }

  /**
   * Accepts new connections again after {@link #refuse}, on the same port.
   *
   * @throws UncheckedIOException if the port could not be bound again
   */
  public void accept() {
    try {
      startListening();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The open connections, oldest first. */
  public List<ProxyLink> links() {
    synchronized (lock) {
      return List.copyOf(links);
    }
  }

  /**
   * Waits for the connection with this number, 0 being the first ever accepted, to be open.
   *
   * @throws AssertionError if it is not within {@code timeout}
   */
  public ProxyLink awaitLink(int number, Duration timeout) {
    return Await.value(
            timeout,
            "connection " + number + " through the proxy",
            this::links,
            open -> open.stream().anyMatch(link -> link.number() == number))
        .stream()
        .filter(link -> link.number() == number)
        .findFirst()
        .orElseThrow();
  }

  /** How many connections were accepted so far. */
  public int acceptedConnections() {
    synchronized (lock) {
      return accepted;
    }
  }

  /** How many of them were reset because the target could not be reached. */
  public int unreachableConnections() {
    synchronized (lock) {
      return unreachable;
    }
  }

  private void startListening() throws IOException {
    synchronized (lock) {
      if (closed) {
        throw new IOException("this proxy is closed");
      }
      if (listener != null) {
        return;
      }
      ServerSocket socket = new ServerSocket();
      try {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(loopback(), port), BACKLOG);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
      listener = socket;
      acceptor = new Thread(() -> acceptLoop(socket), name() + "-accept");
      acceptor.setDaemon(true);
      acceptor.start();
    }
  }

  private String name() {
    return "fault-proxy-" + port;
  }

  private void acceptLoop(ServerSocket socket) {
    while (true) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException closedByRefuseOrClose) {
        return;
      }
      connect(client);
    }
  }

  private void connect(Socket client) {
    int number;
    synchronized (lock) {
      number = accepted++;
    }
    Socket upstream = new Socket();
    try {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      upstream.connect(target, CONNECT_TIMEOUT_MILLIS);
    } catch (IOException e) {
      ProxyLink.quietClose(upstream);
      ProxyLink.reset(client);
      synchronized (lock) {
        unreachable++;
      }
      return;
    }
    ProxyLink link;
    synchronized (lock) {
      link = new ProxyLink(name(), number, client, upstream, faults, this::ended);
      leaving.removeIf(ProxyLink::hasNoThreads);
      // Started here: close() then sees either a link with running threads or none at all.
      links.add(link);
      link.start();
      if (!closed) {
        return;
      }
    }
    link.cut();
  }

  private void ended(ProxyLink link) {
    synchronized (lock) {
      links.remove(link);
      leaving.add(link);
    }
  }

  private static void stopListening(ServerSocket socket, Thread acceptor) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      acceptor.join(CLOSE_TIMEOUT.toMillis() + CONNECT_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Stops listening and resets all connections.
   *
   * @throws IllegalStateException if a thread is still there after 5 s
   */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    refuse();
    ProxyLink.quietClose(portHolder);
    List<ProxyLink> all = new ArrayList<>();
    synchronized (lock) {
      all.addAll(links);
      all.addAll(leaving);
    }
    all.forEach(ProxyLink::cut);
    try {
      for (ProxyLink link : all) {
        if (!link.join(CLOSE_TIMEOUT)) {
          throw new IllegalStateException("still running after " + CLOSE_TIMEOUT + ": " + link);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    synchronized (lock) {
      return "FaultProxy["
          + port
          + " -> "
          + target
          + (listener == null ? " refusing" : "")
          + ", accepted="
          + accepted
          + ", links="
          + links
          + "]";
    }
  }
}
