package org.jbroker.runtime.telemetry;

import java.util.Locale;

/** The part of the engine that a log line is about. Its logger is {@code org.jbroker.<name>}. */
public enum Component {
  /** Assembly and life cycle. */
  ENDPOINT,
  /** Who gets which message. */
  ROUTING,
  /** Subscribers and publishers of this process. */
  LOCAL,
  /** Connections and handshakes. */
  PEERING,
  /** Bytes of frames. */
  WIRE,
  /** Settings. */
  CONFIG,
  /** Clients of the WebSocket API, and connections to its servers. */
  WEBSOCKET;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The lower-case name. */
  @Override
  public String toString() {
    return text;
  }
}
