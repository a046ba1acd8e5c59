package org.jbroker.store.engine.channel;

/**
 * When a producer asks its consumers for acknowledgements that its owner waits for: at once, but
 * with one request under way at a time. What is wanted meanwhile is asked for when the answer came,
 * so owners that ask after each event cause one request for each round trip. A request that is not
 * answered is over with the tick.
 */
final class AckRequests {

  private boolean underWay;
  private long requested;
  private long wanted;

  /** The owner wants everything up to this number acknowledged; returns whether to ask now. */
  boolean want(long sequence) {
    wanted = sequence;
    return !underWay;
  }

  /** Was asked, with this number as the last one. */
  void asked(long sequence) {
    underWay = true;
    requested = sequence;
  }

  /** All consumers have acknowledged up to this number; returns whether to ask again now. */
  boolean acknowledged(long floor) {
    if (!underWay || Sequences.isBefore(floor, requested)) {
      return false;
    }
    underWay = false;
    return Sequences.isAfter(wanted, floor);
  }

  void tick() {
    underWay = false;
  }
}
