package org.jbroker;

import java.util.Locale;

/** What a {@link Status} says (manual, section 2.2.1, "Status and Error Messages"). */
public enum StatusCode {
  /** A remark that has no code of its own, such as a warning; see its message. */
  UNSPECIFIED,
  /** A direct connection to a peer is up. Comes before any message of that peer. */
  PEER_ADDED,
  /** A direct connection to a peer was ended by either side politely. */
  PEER_REMOVED,
  /** A direct connection to a peer broke. */
  PEER_LOST,
  /** An endpoint was found in the network, directly or several hops away. */
  ENDPOINT_DISCOVERED,
  /** The last path to an endpoint is gone. */
  ENDPOINT_UNREACHABLE;

  /** The manual's spelling, such as {@code peer_added}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
