package org.jbroker.websocket.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jbroker.BrokerError;
import org.jbroker.EndpointId;
import org.jbroker.EndpointInfo;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.Topic;
import org.jbroker.Verbosity;
import org.jbroker.spi.Backoff;
import org.jbroker.spi.WebSocketHost;
import org.jbroker.spi.WebSocketPort;
import org.jbroker.websocket.link.CloseReason;
import org.jbroker.websocket.link.Sockets;
import org.jbroker.websocket.protocol.ApiMessage;

/**
 * Keeps a connection to the server that carries all subscriptions of an endpoint.
 *
 * <pre>
 *   active   the connection that messages come and go through; none while there is a loss
 *   coming   the connection that is being made: the first, the next after a loss, or one with
 *            subscriptions that the active one lacks, which it replaces when it is acknowledged
 * </pre>
 *
 * <p>Its state is confined to one event loop; public methods may be called by any thread.
 */
final class Connector implements ServerConnection.Owner {

  /** Subscribers come in groups: so long it waits for more before it connects anew. */
  private static final long GATHER_MILLIS = 10;

  private static final int BATCH = 128;
  private static final int UUID_LENGTH = 36;

  private final WebSocketHost host;
  private final WebSocketPort port;
  private final Dialer dialer;
  private final Duration retry;
  private final Backoff backoff;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Sockets sockets = new Sockets();
  private final AtomicBoolean pumpScheduled = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile boolean isComplete;
  private volatile boolean pumping;
  private volatile ServerConnection active;

  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private ServerConnection coming;
  private EndpointInfo server;
  private Future<?> gathering;
  private Future<?> retrying;
  private boolean leaving;

  Connector(WebSocketHost host, WebSocketPort port, Dialer dialer, Duration retry) {
    this.host = host;
    this.port = port;
    this.dialer = dialer;
    this.retry = retry;
    backoff = new Backoff(retry, new SplittableRandom());
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory(host.options().name() + "-websocket", true),
            NioIoHandler.newFactory());
    loop = group.next();
    server = EndpointInfo.of(EndpointId.NIL, dialer.server());
  }

  /** Begins to connect. */
  void start() {
    host.onFilterChanged(() -> run(this::filterChanged));
    port.onReady(this::schedulePump);
    run(this::connect);
  }

  /** Tasks that come after the end are of no use any more. */
  private void run(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      host.log(Verbosity.TRACE, "connector-ended", "a task came too late");
    }
  }

  // --- connecting

  private void connect() {
    if (leaving || coming != null) {
      return;
    }
    coming = dialer.dial(loop, sockets, this);
  }

  private void connectLater() {
    if (leaving || coming != null || retrying != null || retry.isZero()) {
      return;
    }
    retrying =
        loop.schedule(
            () -> {
              retrying = null;
              connect();
            },
            backoff.nextNanos(),
            TimeUnit.NANOSECONDS);
  }

  private void filterChanged() {
    isComplete = isComplete(active);
    if (active == null || isComplete || gathering != null) {
      return; // A connection that is being made asks when it needs to know.
    }
    gathering =
        loop.schedule(
            () -> {
              gathering = null;
              if (active != null && !isComplete(active)) {
                connect();
              }
            },
            GATHER_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Whether a connection carries all subscriptions of this moment. */
  private boolean isComplete(ServerConnection connection) {
    return connection != null
        && host.filter().stream()
            .allMatch(
                wanted ->
                    connection.subscribed().stream().anyMatch(prefix -> prefix.prefixOf(wanted)));
  }

  @Override
  public List<Topic> filter() {
    return host.filter();
  }

  @Override
  public void acknowledged(ServerConnection connection, ApiMessage.Ack ack) {
    ServerConnection before = active;
    active = connection;
    coming = null;
    backoff.reset();
    server = EndpointInfo.of(id(ack.endpoint()), dialer.server());
    host.log(
        Verbosity.INFO,
        "server-acknowledged",
        dialer.server() + " (" + ack.version() + ") acknowledged " + connection.subscribed());
    if (before != null) {
      before.close(new CloseReason(CloseReason.NORMAL, "subscribed anew"));
    } else {
      host.report(new Status(StatusCode.PEER_ADDED, Optional.of(server), "handshake successful"));
    }
    filterChanged();
    if (isComplete) {
      waiting.forEach(this::complete);
      waiting.clear();
    }
    schedulePump();
  }

  /** Zeek puts a name of the connection behind its id: {@code 3eece35d-...-websocket-2}. */
  private static EndpointId id(String text) {
    try {
      return EndpointId.of(text.substring(0, Math.min(text.length(), UUID_LENGTH)));
    } catch (IllegalArgumentException e) {
      return EndpointId.NIL; // Only shown.
    }
  }

  @Override
  public void received(ServerConnection connection, Message message) {
    if (connection == active) {
      port.publish(message.topic(), message.data());
    }
  }

  @Override
  public void complained(ServerConnection connection, String code, String context) {
    ErrorCode known =
        Arrays.stream(ErrorCode.values())
            .filter(candidate -> candidate.toString().equals(code))
            .findFirst()
            .orElse(ErrorCode.UNSPECIFIED);
    host.report(new BrokerError(known, Optional.of(server), context));
  }

  @Override
  public void ended(ServerConnection connection, String why) {
    if (connection == coming) {
      coming = null;
      host.log(Verbosity.WARNING, "server-unavailable", dialer.server() + ": " + why);
      host.report(new BrokerError(ErrorCode.PEER_UNAVAILABLE, Optional.of(server), why));
      connectLater();
    } else if (connection == active) {
      active = null;
      isComplete = false;
      if (!leaving) {
        host.log(Verbosity.WARNING, "server-lost", dialer.server() + ": " + why);
        host.report(new Status(StatusCode.PEER_LOST, Optional.of(server), why));
        connectLater();
      }
    }
    if (leaving) {
      finish();
    }
  }

  // --- sending

  /** On any thread. */
  private void schedulePump() {
    if (pumpScheduled.compareAndSet(false, true)) {
      run(this::pump);
    }
  }

  @Override
  public void writable(ServerConnection connection) {
    schedulePump();
  }

  private void pump() {
    pumpScheduled.set(false);
    ServerConnection connection = active;
    if (connection == null) {
      return;
    }
    pumping = true;
    boolean isEmpty = write(connection);
    pumping = false;
    if (isEmpty && leaving) {
      connection.closed().addListener(done -> closed.complete(null));
      connection.close(new CloseReason(CloseReason.NORMAL, "the client is closed"));
    }
  }

  private boolean write(ServerConnection connection) {
    int written = 0;
    boolean isEmpty = false;
    while (connection.isWritable() && written < BATCH) {
      Optional<Message> next = port.poll();
      if (next.isEmpty()) {
        isEmpty = true;
        break;
      }
      connection.write(next.get());
      written++;
    }
    connection.flush();
    if (!isEmpty && connection.isWritable()) {
      schedulePump();
    }
    return isEmpty;
  }

  /** Whether everything that was published is in the socket. */
  boolean isDrained() {
    ServerConnection connection = active;
    return port.queued() == 0 && !pumping && (connection == null || connection.unwritten() == 0);
  }

  // --- waiting

  boolean isConnected() {
    return isComplete && isComplete(active);
  }

  /** Completes, on the endpoint's executor, when the connection carries all subscriptions. */
  CompletableFuture<Void> connected() {
    CompletableFuture<Void> result = new CompletableFuture<>();
    run(
        () -> {
          if (isComplete(active)) {
            complete(result);
          } else {
            waiting.removeIf(CompletableFuture::isDone);
            waiting.add(result);
          }
        });
    return result;
  }

  private void complete(CompletableFuture<Void> future) {
    try {
      host.callbacks().execute(() -> future.complete(null));
    } catch (RejectedExecutionException ended) {
      future.complete(null); // The pool is closed; nobody else would do it.
    }
  }

  // --- the end

  /** Sends what waits, leaves politely, and ends the thread; waits for that. */
  void close(Duration drainTimeout) {
    run(
        () -> {
          leaving = true;
          if (coming != null) {
            coming.close(new CloseReason(CloseReason.NORMAL, "the client is closed"));
          }
          if (active == null) {
            finish();
          } else {
            pump();
          }
        });
    try {
      closed
          .orTimeout(
              drainTimeout.toMillis() + ServerConnection.CLOSE_TIMEOUT_MILLIS,
              TimeUnit.MILLISECONDS)
          .handle((done, late) -> done)
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Leave at once, then.
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e); // It was handled.
    }
    port.discard();
    sockets.close();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  private void finish() {
    if (active == null && coming == null) {
      closed.complete(null);
    }
  }
}
