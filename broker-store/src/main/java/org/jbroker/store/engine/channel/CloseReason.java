package org.jbroker.store.engine.channel;

/** Why a consumer closed itself. */
public enum CloseReason {
  /** No message from the producer during the connection time-out. */
  PRODUCER_TIMED_OUT,
  /** An event is lost for good, and {@link ConsumerOutput#consumeLost} said to close. */
  EVENT_LOST
}
