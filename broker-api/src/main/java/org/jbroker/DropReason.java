package org.jbroker;

import java.util.Locale;

/** Why a message did not reach a sink that it was meant for. */
public enum DropReason {
  /** A peer's send buffer was full: its oldest message went ({@code DROP_OLDEST}). */
  PEER_BUFFER_OLDEST,
  /** A peer's send buffer was full: its newest message was replaced ({@code DROP_NEWEST}). */
  PEER_BUFFER_NEWEST,
  /** A peer's send buffer was full and the peer was disconnected ({@code DISCONNECT}). */
  PEER_BUFFER_DISCONNECT,
  /** A peer's connection ended with messages still in its send buffer. */
  PEER_GONE,
  /** A subscriber's queue was full: its oldest message went. */
  SUBSCRIBER_QUEUE_OLDEST,
  /** A subscriber's queue was full: its newest message went. */
  SUBSCRIBER_QUEUE_NEWEST,
  /** A WebSocket client's buffer was full: its oldest message went ({@code DROP_OLDEST}). */
  WEB_SOCKET_OLDEST,
  /** A WebSocket client's buffer was full: its newest message went ({@code DROP_NEWEST}). */
  WEB_SOCKET_NEWEST,
  /** A WebSocket client's buffer was full and the client was closed ({@code DISCONNECT}). */
  WEB_SOCKET_DISCONNECT,
  /** A WebSocket connection ended with messages still in its buffer. */
  WEB_SOCKET_GONE,
  /** A publisher was closed with messages still in its buffer. */
  PUBLISHER_CLOSED,
  /** The message had used up its hops and was not forwarded. */
  TTL_EXPIRED,
  /** The message had been seen before, on another path. */
  REPEATED,
  /** The message was for one endpoint, and no path leads there. */
  NO_PATH,
  /** The payload was no valid data. */
  INVALID_DATA,
  /** The message was larger than {@link EndpointOptions#maxFrameBytes()}. */
  TOO_LARGE;

  /** The lower-case spelling that metrics and logs use. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
