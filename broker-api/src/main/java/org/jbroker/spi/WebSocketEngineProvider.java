package org.jbroker.spi;

import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jbroker.zeek.ZeekWebSocketClient;
import org.jbroker.zeek.ZeekWebSocketOptions;

/**
 * What a WebSocket engine implements to be found: {@code broker-websocket} has it. Found by {@link
 * ServiceLoader}, first through the context class loader, then through this class's own.
 */
public interface WebSocketEngineProvider {

  /** Opens the WebSocket API of an endpoint, which listens nowhere yet. */
  WebSocketEngine open(WebSocketHost host);

  /** As {@link ZeekWebSocketClient#open(ZeekWebSocketOptions)}. */
  ZeekWebSocketClient connect(ZeekWebSocketOptions options);

  /**
   * The WebSocket engine on the class or module path.
   *
   * @throws IllegalStateException if there is none
   */
  static WebSocketEngineProvider load() {
    return Stream.of(
            Thread.currentThread().getContextClassLoader(),
            WebSocketEngineProvider.class.getClassLoader())
        .flatMap(loader -> ServiceLoader.load(WebSocketEngineProvider.class, loader).stream())
        .map(ServiceLoader.Provider::get)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no WebSocket engine found: add org.jbroker:broker-websocket to the class or"
                        + " module path"));
  }
}
