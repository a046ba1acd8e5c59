/**
 * Zeek's WebSocket API: the JSON of values and messages ({@link org.jbroker.websocket.JsonCodec}).
 * The server is behind {@code Endpoint.webSocketListen}.
 */
package org.jbroker.websocket;
