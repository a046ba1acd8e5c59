package org.jbroker;

/** The states of a peering, in the order in which it passes through them. */
public enum PeerStatus {
  /** Asked for, nothing done yet. */
  INITIALIZED,
  /** The connection is being made. */
  CONNECTING,
  /** Connected; the handshake is under way. */
  CONNECTED,
  /** Messages flow. */
  PEERED,
  /** Over, for good. */
  DISCONNECTED,
  /** Lost or refused; the next attempt is scheduled. */
  RECONNECTING
}
