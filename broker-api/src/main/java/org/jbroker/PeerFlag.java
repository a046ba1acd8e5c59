package org.jbroker;

/** How a peering came about. */
public enum PeerFlag {
  /** The peer lives in the same process. */
  LOCAL,
  /** The peer is reached through a socket. */
  REMOTE,
  /** This endpoint connected. */
  OUTBOUND,
  /** The peer connected. */
  INBOUND
}
