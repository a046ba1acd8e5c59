package org.jbroker.runtime.endpoint;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.BrokerException;
import org.jbroker.EndpointMetrics.WebSocketMetrics;
import org.jbroker.ErrorCode;
import org.jbroker.spi.WebSocketEngine;
import org.jbroker.spi.WebSocketEngineProvider;
import org.jbroker.spi.WebSocketHost;

/**
 * The WebSocket API of an endpoint, opened when it first listens: programs that don't need no HTTP
 * and no JSON. Thread-safe; the monitor guards the one field, and nothing is closed under it.
 */
final class LazyWebSockets {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final WebSocketHost host;
  private WebSocketEngine engine;
  private boolean closed;

  LazyWebSockets(WebSocketHost host) {
    this.host = host;
  }

  synchronized WebSocketEngine get() {
    if (closed) {
      throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closed");
    }
    if (engine == null) {
      engine = WebSocketEngineProvider.load().open(host);
    }
    return engine;
  }

  private synchronized WebSocketEngine opened() {
    return engine;
  }

  WebSocketMetrics metrics() {
    WebSocketEngine opened = opened();
    return opened == null ? WebSocketMetrics.NONE : opened.metrics();
  }

  /** Waits until all clients have what they were to get; returns whether that was so in time. */
  boolean drain(long deadlineNanos) throws InterruptedException {
    WebSocketEngine opened = opened();
    while (opened != null && !opened.isDrained()) {
      if (System.nanoTime() - deadlineNanos >= 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  void close() {
    WebSocketEngine opened;
    synchronized (this) {
      closed = true;
      opened = engine;
    }
    if (opened != null) {
      opened.close();
    }
  }
}
