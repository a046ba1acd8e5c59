package org.jbroker.testkit.net;

/** Which way bytes go through a proxy. */
public enum Direction {
  /** From who connected to the proxy to the proxy's target. */
  UPSTREAM,
  /** From the proxy's target back to who connected. */
  DOWNSTREAM
}
