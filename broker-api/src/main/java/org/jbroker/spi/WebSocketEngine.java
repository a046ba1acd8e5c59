package org.jbroker.spi;

import org.jbroker.EndpointMetrics.WebSocketMetrics;
import org.jbroker.WebSocketOptions;

/** The WebSocket API of one endpoint. Thread-safe. */
public interface WebSocketEngine extends AutoCloseable {

  /** As {@link org.jbroker.Endpoint#webSocketListen(String, int, WebSocketOptions)}. */
  int listen(String address, int port, WebSocketOptions options);

  /** What was counted so far. */
  WebSocketMetrics metrics();

  /** Whether everything that clients were to get has been written to their sockets. */
  boolean isDrained();

  /**
   * Closes all clients politely, once they took what waits for them or the endpoint's drain time is
   * over, and ends all threads.
   */
  @Override
  void close();
}
