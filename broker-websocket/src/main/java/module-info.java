/**
 * The WebSocket API of Broker for Java. Programs use {@code Endpoint.webSocketListen} of {@code
 * org.jbroker.api}, which finds it, and what this module exports.
 */
module org.jbroker.websocket {
  requires transitive org.jbroker.api;
  requires com.fasterxml.jackson.core;
  requires org.slf4j;
  requires msgpack.core;

  exports org.jbroker.websocket;
}
