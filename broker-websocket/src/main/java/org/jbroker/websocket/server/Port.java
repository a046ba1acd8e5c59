package org.jbroker.websocket.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jbroker.WebSocketOptions;
import org.jbroker.spi.WebSocketHost;

/**
 * What all connections of one port share. Thread-safe.
 *
 * @param host the endpoint
 * @param options of this port
 * @param origins which pages may connect
 * @param codecs by their path
 * @param page what is served beside the API, if anything
 * @param connections all that are open, of all ports
 * @param refused counts those that were not acknowledged
 */
record Port(
    WebSocketHost host,
    WebSocketOptions options,
    OriginRule origins,
    Map<String, EncodedMessages> codecs,
    Optional<PageFiles> page,
    Connections connections,
    LongAdder refused) {

  /** From the connection to the end of HTTP, and from there to the acknowledgement. */
  Duration handshakeTimeout() {
    return host.options().handshakeTimeout();
  }
}
