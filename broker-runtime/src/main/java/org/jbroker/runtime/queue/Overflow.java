package org.jbroker.runtime.queue;

/** What a full {@link SinkQueue} does with one more message. */
public enum Overflow {
  /** Evicts the oldest messages until the new one has a place. */
  EVICT_OLDEST,
  /**
   * Puts the new message in the place of the newest one: what {@code drop_newest} means in the C++
   * Broker.
   */
  REPLACE_NEWEST,
  /** Does not take the new message. */
  REFUSE_NEWEST,
  /** Does not take the new message and closes the queue; what it holds can still be taken. */
  DISCONNECT
}
