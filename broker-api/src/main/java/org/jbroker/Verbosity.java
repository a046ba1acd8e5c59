package org.jbroker;

import java.util.Locale;

/** How much the console or the log file shows; each level includes those after it. */
public enum Verbosity {
  /** Everything. */
  TRACE,
  /** Messages too. */
  DEBUG,
  /** Connections, peering requests, filters. */
  INFO,
  /** What may need attention. */
  WARNING,
  /** What failed. */
  ERROR,
  /** Nothing. */
  QUIET;

  /**
   * The level with that name, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message lists the levels
   */
  public static Verbosity parse(String name) {
    for (Verbosity level : values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return level;
      }
    }
    throw new IllegalArgumentException(
        "\"" + name + "\" is no verbosity: trace, debug, info, warning, error or quiet");
  }

  /** The lower-case name, as in {@code broker.conf}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
