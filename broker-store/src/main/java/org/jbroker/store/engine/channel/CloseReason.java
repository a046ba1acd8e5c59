package org.jbroker.store.engine.channel;

/** Why a consumer closed itself. */
public enum CloseReason {
  /** No message from the producer during the connection time-out. */
  PRODUCER_TIMED_OUT,
  /**
   * It asked for the same event during the whole connection time-out, and the producer, though not
   * silent, did not answer: a C++ producer that dropped this consumer still broadcasts.
   */
  NO_PROGRESS,
  /** An event is lost for good, and {@link ConsumerOutput#consumeLost} said to close. */
  EVENT_LOST
}
