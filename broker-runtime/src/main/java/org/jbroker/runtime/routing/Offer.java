package org.jbroker.runtime.routing;

/** What a sink did with a message that it was offered. */
public enum Offer {
  /** Took it. */
  ACCEPTED,
  /** Took it, and lost its oldest message for it. */
  EVICTED_OLDEST,
  /** Took it in place of its newest message, which is lost. */
  REPLACED_NEWEST,
  /** Was full and did not take it. */
  REFUSED,
  /** Was full, and ends because of that. */
  DISCONNECTED,
  /** Is closed; messages to it are no loss. */
  CLOSED;

  /** Whether it took the message. */
  public boolean isTaken() {
    return this == ACCEPTED || this == EVICTED_OLDEST || this == REPLACED_NEWEST;
  }
}
