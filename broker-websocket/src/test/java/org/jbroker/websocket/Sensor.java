package org.jbroker.websocket;

import java.time.Duration;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.WebSocketOptions;
import org.jbroker.testkit.Await;

/** An endpoint that serves WebSocket, for tests. */
public final class Sensor implements AutoCloseable {

  /** Long enough for a busy machine, short enough to notice. */
  public static final Duration SOON = Duration.ofSeconds(10);

  /** Netty's own thread for the futures of what has ended: one for the process, gone after 1 s. */
  public static final String NETTY_THREAD = "globalEventExecutor-.*";

  private final Endpoint endpoint;
  private final int port;

  /** With defaults. */
  public Sensor() {
    this(EndpointOptions.builder());
  }

  /** With options. */
  public Sensor(EndpointOptions.Builder options) {
    this(options, WebSocketOptions.DEFAULT);
  }

  /** With options of both kinds. */
  public Sensor(EndpointOptions.Builder options, WebSocketOptions webSocket) {
    endpoint = Endpoint.open(options.name("sensor").ignoreBrokerConf(true).build());
    port = endpoint.webSocketListen("127.0.0.1", 0, webSocket);
  }

  /** The endpoint. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Where it serves. */
  public int port() {
    return port;
  }

  /** Waits until so many clients are subscribed. */
  public void awaitClients(int n) {
    Await.until(SOON, n + " clients", () -> endpoint.metrics().webSocket().clients().size() == n);
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
