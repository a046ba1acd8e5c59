/**
 * What is said over a WebSocket, whatever its bytes: {@link
 * org.jbroker.websocket.protocol.ApiMessage}. The packages {@code json} and {@code msgpack} know
 * the bytes, {@code server} and {@code client} the order.
 *
 * <pre>{@code
 * client                         server
 *   | Subscribe ------------------> |
 *   | <------------------------ Ack |   or Failure, and the end
 *   | Publish <-------------> Publish
 *   | <-------------------- Failure |   the input is skipped
 * }</pre>
 */
package org.jbroker.websocket.protocol;
