/**
 * What both ends of a WebSocket do alike: put fragments together ({@link
 * org.jbroker.websocket.link.MessageAssembler}), notice that the other end is gone ({@link
 * org.jbroker.websocket.link.Liveness}), and say why they close ({@link
 * org.jbroker.websocket.link.CloseReason}).
 */
package org.jbroker.websocket.link;
