package org.jbroker;

/** What a full subscriber queue does with one more message. Every drop is counted and reported. */
public enum OverflowPolicy {
  /**
   * Holds back local {@link Publisher}s, which have demand, until there is room; a message from any
   * other source evicts the oldest. The default.
   */
  BACKPRESSURE,
  /** Evicts the oldest message. */
  DROP_OLDEST,
  /** Refuses the new message. */
  DROP_NEWEST
}
