package org.jbroker.zeek;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jbroker.Messaging;
import org.jbroker.spi.WebSocketEngineProvider;

/**
 * A client of Zeek's WebSocket API, or of an endpoint that serves it: publishing and subscribing as
 * with an {@link org.jbroker.Endpoint}, without peering.
 *
 * <pre>{@code
 * try (Messaging zeek = ZeekWebSocketClient.connect("127.0.0.1", 27759)) { ... }
 * }</pre>
 *
 * <p>It connects in the background, and again after a loss, with pauses that grow up to an
 * interval. Subscribers stay and are subscribed again; what is published meanwhile waits in a
 * bounded buffer, from which the oldest go. What the server publishes while there is no connection
 * is lost.
 *
 * <p>The protocol fixes the subscriptions of a connection at its beginning. So a subscriber or
 * topic that is added later lets the client connect anew with all of them, before it leaves the old
 * connection; what is published in that moment can be lost. Subscribe first, then {@link
 * #awaitConnected}.
 *
 * <p>Statuses: {@code peer_added}, {@code peer_lost} and {@code peer_unavailable} about the server,
 * and errors that the server reports. Thread-safe. Needs {@code broker-websocket} and {@code
 * broker-runtime} on the class or module path.
 */
public interface ZeekWebSocketClient extends Messaging {

  /**
   * Connects to a server without TLS, with the defaults of {@link ZeekWebSocketOptions}.
   *
   * @throws IllegalStateException if no WebSocket engine is on the class or module path
   */
  static ZeekWebSocketClient connect(String host, int port) {
    return open(ZeekWebSocketOptions.builder(host, port).build());
  }

  /**
   * Connects to a server.
   *
   * @throws IllegalStateException if no WebSocket engine is on the class or module path
   */
  static ZeekWebSocketClient open(ZeekWebSocketOptions options) {
    return WebSocketEngineProvider.load().connect(options);
  }

  /** The options that it was opened with. */
  ZeekWebSocketOptions options();

  /** Whether the server has acknowledged a connection that carries all subscriptions. */
  boolean isConnected();

  /**
   * Waits until {@link #isConnected()}.
   *
   * @return whether that was so within {@code timeout}
   * @throws InterruptedException if the waiting thread is interrupted
   */
  boolean awaitConnected(Duration timeout) throws InterruptedException;

  /**
   * As {@link #awaitConnected} without blocking; completes with {@code false} after the time-out.
   */
  CompletableFuture<Boolean> awaitConnectedAsync(Duration timeout);
}
