package org.jbroker.runtime.queue;

import java.util.Arrays;
import org.jbroker.runtime.routing.Envelope;

/**
 * A ring of messages and of what each counted for in bytes when it came: the size of a payload is
 * an estimate until somebody encodes it, so asking again later would not balance.
 *
 * <p>Starts small and doubles, so that many idle queues cost little. Not thread-safe.
 */
final class EnvelopeRing {

  private static final int INITIAL_SLOTS = 16;

  private Envelope[] slots = new Envelope[INITIAL_SLOTS];
  private int[] sizes = new int[INITIAL_SLOTS];
  private int head;
  private int count;
  private long bytes;

  int count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  void addLast(Envelope envelope, int size) {
    if (count == slots.length) {
      grow();
    }
    int i = (head + count) & (slots.length - 1);
    slots[i] = envelope;
    sizes[i] = size;
    count++;
    bytes += size;
  }

  void addFirst(Envelope envelope, int size) {
    if (count == slots.length) {
      grow();
    }
    head = (head - 1) & (slots.length - 1);
    slots[head] = envelope;
    sizes[head] = size;
    count++;
    bytes += size;
  }

  /** The oldest message, which there must be. */
  Envelope removeFirst() {
    int i = head;
    Envelope result = slots[i];
    slots[i] = null;
    head = (i + 1) & (slots.length - 1);
    count--;
    bytes -= sizes[i];
    return result;
  }

  /** The newest message, which there must be. */
  Envelope removeLast() {
    int i = (head + count - 1) & (slots.length - 1);
    Envelope result = slots[i];
    slots[i] = null;
    count--;
    bytes -= sizes[i];
    return result;
  }

  void clear() {
    slots = new Envelope[INITIAL_SLOTS];
    sizes = new int[INITIAL_SLOTS];
    head = 0;
    count = 0;
    bytes = 0;
  }

  private void grow() {
    int old = slots.length;
    Envelope[] moreSlots = Arrays.copyOfRange(slots, head, head + 2 * old);
    int[] moreSizes = Arrays.copyOfRange(sizes, head, head + 2 * old);
    System.arraycopy(slots, 0, moreSlots, old - head, head);
    System.arraycopy(sizes, 0, moreSizes, old - head, head);
    slots = moreSlots;
    sizes = moreSizes;
    head = 0;
  }
}
