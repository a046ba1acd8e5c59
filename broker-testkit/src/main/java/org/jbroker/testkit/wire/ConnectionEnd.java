package org.jbroker.testkit.wire;

/** How the other side ended a connection. */
public enum ConnectionEnd {
  /** An orderly end of its stream (FIN). */
  CLOSED,
  /** A reset (RST), as from a process with unread bytes, or a cut. */
  RESET
}
