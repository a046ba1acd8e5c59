package org.jbroker;

/** What a full send buffer of a peer does with one more message. Every drop is counted. */
public enum PeerOverflow {
  /** Ends the peering ({@link StatusCode#PEER_LOST}); the C++ library's default. */
  DISCONNECT,
  /** Replaces the newest message in the buffer. */
  DROP_NEWEST,
  /** Evicts the oldest message in the buffer; Zeek's and our default. */
  DROP_OLDEST
}
