package org.jbroker.runtime.routing;

/**
 * Which of the latest {@value #SEQUENCES} sequence numbers of one origin's life were seen.
 *
 * <p>A ring of bits: number {@code s} has bit {@code s mod capacity}. The ring is as long as the
 * distance between the smallest and the largest number seen needs, and doubles until it holds the
 * whole window; from then on it slides. So an origin that sent ten messages costs eight bytes, and
 * one that sent a million 8 KiB.
 *
 * <p>Not thread-safe: {@link RepeatFilter} holds the window's monitor.
 */
final class RepeatWindow {

  /** The length of the window in sequence numbers. A power of two, as all capacities are. */
  static final int SEQUENCES = 1 << 16;

  private long[] words = new long[1];

  /** The smallest number that the ring speaks of; nothing below it was seen or matters. */
  private long lowest;

  /** The largest number seen, 0 before the first. */
  private long highest;

  /**
   * Marks a number as seen.
   *
   * @param sequence positive
   * @return whether it was not, and is not older than the window
   */
  boolean add(long sequence) {
    if (highest == 0 || sequence - highest >= SEQUENCES) {
      // The first, or a jump past everything that is remembered. Small again, cleared with it.
      words = new long[1];
      lowest = sequence;
      highest = sequence;
      set(sequence);
      return true;
    }
    if (sequence > highest) {
      lowest = Math.max(lowest, sequence - SEQUENCES + 1);
      ensureCapacity(sequence - lowest + 1);
      clear(highest + 1, sequence);
      highest = sequence;
      set(sequence);
      return true;
    }
    if (highest - sequence >= SEQUENCES) {
      return false;
    }
    if (sequence < lowest) {
      // The ring has not slid yet, else this were older than the window: no bit to clear.
      ensureCapacity(highest - sequence + 1);
      lowest = sequence;
    } else if (isSet(sequence)) {
      return false;
    }
    set(sequence);
    return true;
  }

  /** The bytes of the ring. */
  int ringBytes() {
    return words.length * Long.BYTES;
  }

  private void ensureCapacity(long numbers) {
    int capacity = words.length * Long.SIZE;
    if (numbers <= capacity) {
      return;
    }
    while (capacity < numbers) {
      capacity *= 2;
    }
    long[] old = words;
    words = new long[capacity / Long.SIZE];
    // Over the life of a ring this adds up to one step for each number in the window.
    for (long s = lowest; s <= highest; s++) {
      if ((old[(int) (s >>> 6) & old.length - 1] & 1L << s) != 0) {
        set(s);
      }
    }
  }

  /** Clears the bits of all numbers between two, inclusive: whole words where it can. */
  private void clear(long from, long to) {
    long s = from;
    while (s <= to) {
      if ((s & 63) == 0 && to - s >= 63) {
        words[index(s)] = 0;
        s += 64;
      } else {
        words[index(s)] &= ~(1L << s);
        s++;
      }
    }
  }

  private boolean isSet(long sequence) {
    return (words[index(sequence)] & 1L << sequence) != 0;
  }

  private void set(long sequence) {
    words[index(sequence)] |= 1L << sequence;
  }

  private int index(long sequence) {
    return (int) (sequence >>> 6) & words.length - 1;
  }
}
