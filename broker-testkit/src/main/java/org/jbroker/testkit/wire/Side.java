package org.jbroker.testkit.wire;

import java.util.Locale;

/** The two sides of a captured connection. */
public enum Side {
  /** The one that connected. */
  CONNECTING,
  /** The one that listened. */
  LISTENING;

  /** The other one. */
  public Side other() {
    return this == CONNECTING ? LISTENING : CONNECTING;
  }

  /** The name in captures: "connecting side". */
  public String captureName() {
    return name().toLowerCase(Locale.ROOT) + " side";
  }
}
