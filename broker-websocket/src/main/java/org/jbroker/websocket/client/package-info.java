/**
 * The client of the WebSocket API: {@link org.jbroker.websocket.client.ReconnectingClient} is what
 * a program holds, a {@code Connector} decides when to connect, and a {@code ServerConnection} is
 * one connection.
 *
 * <pre>{@code
 * program <-> endpoint without peers <-> WebSocketPort <-> Connector --> ServerConnection (old)
 *                                                                  \--> ServerConnection (new)
 * }</pre>
 */
package org.jbroker.websocket.client;
