/**
 * The server of the WebSocket API: {@link org.jbroker.websocket.server.WebSocketService}.
 *
 * <pre>{@code
 * bytes -> HTTP decoder -> HttpGate -- page, errors --> answer, end
 *                             |
 *                             | upgrade
 *                             v
 * bytes -> frame decoder -> ClientLink <--> WebSocketPort: buffer, publishing
 * }</pre>
 */
package org.jbroker.websocket.server;
