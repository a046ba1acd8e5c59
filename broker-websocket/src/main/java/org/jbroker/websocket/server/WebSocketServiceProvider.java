package org.jbroker.websocket.server;

import org.jbroker.spi.WebSocketEngine;
import org.jbroker.spi.WebSocketEngineProvider;
import org.jbroker.spi.WebSocketHost;
import org.jbroker.websocket.client.ReconnectingClient;
import org.jbroker.zeek.ZeekWebSocketClient;
import org.jbroker.zeek.ZeekWebSocketOptions;

/** How the API finds this engine. Stateless. */
public final class WebSocketServiceProvider implements WebSocketEngineProvider {

  /** For {@link java.util.ServiceLoader}. */
  public WebSocketServiceProvider() {}

  @Override
  public WebSocketEngine open(WebSocketHost host) {
    return new WebSocketService(host);
  }

  @Override
  public ZeekWebSocketClient connect(ZeekWebSocketOptions options) {
    return ReconnectingClient.open(options);
  }
}
