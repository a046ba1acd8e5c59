/**
 * The WebSocket API of Broker for Java. Programs use {@code Endpoint.webSocketListen} and {@code
 * ZeekWebSocketClient} of {@code org.jbroker.api}, which find it, and what this module exports.
 */
module org.jbroker.websocket {
  requires transitive org.jbroker.api;
  requires com.fasterxml.jackson.core;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires msgpack.core;

  exports org.jbroker.websocket;

  provides org.jbroker.spi.WebSocketEngineProvider with
      org.jbroker.websocket.server.WebSocketServiceProvider;
}
