package org.jbroker.benchmarks.message;

/**
 * Notices messages that are missing or out of order, of one sender that numbers them from 0. Not
 * thread-safe.
 */
public final class SequenceCheck {

  private long next;
  private long received;
  private long missing;
  private long late;

  /** Takes the next message's number. */
  public void accept(long sequence) {
    received++;
    if (sequence == next) {
      next++;
    } else if (sequence > next) {
      missing += sequence - next;
      next = sequence + 1;
    } else {
      late++;
    }
  }

  /** How many messages came. */
  public long received() {
    return received;
  }

  /** How many numbers up to the greatest one did not come at all. */
  public long lost() {
    return Math.max(0, missing - late);
  }

  /** How many messages came behind one with a greater number, or twice. */
  public long reordered() {
    return late;
  }
}
