package org.jbroker.store.engine.master;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jbroker.data.Data;
import org.jbroker.spi.StoredEntry;

/**
 * Which entry ends when. A heap of deadlines in which those that were replaced stay until they come
 * to the top, or until they are more than the others.
 *
 * <p>Not thread-safe, except {@link #nextNanos}: guarded by the master's lock. All times are
 * nanoseconds since 1970.
 */
final class ExpiryQueue {

  private static final int MIN_STALE = 1024;

  private record Deadline(long nanos, Data key) {}

  private Map<Data, Long> deadlines = new HashMap<>();
  private PriorityQueue<Deadline> heap = newHeap();
  private volatile long nextNanos = StoredEntry.NEVER;

  private static PriorityQueue<Deadline> newHeap() {
    return new PriorityQueue<>((a, b) -> Long.compare(a.nanos(), b.nanos()));
  }

  /**
   * Sets, replaces or, with {@link StoredEntry#NEVER}, removes the deadline of a key.
   *
   * @return the one before, or {@link StoredEntry#NEVER}
   */
  long set(Data key, long nanos) {
    Long before;
    if (nanos == StoredEntry.NEVER) {
      before = deadlines.remove(key);
      if (before == null) {
        return StoredEntry.NEVER;
      }
    } else {
      before = deadlines.put(key, nanos);
      heap.add(new Deadline(nanos, key));
    }
    compact();
    refresh();
    return before == null ? StoredEntry.NEVER : before;
  }

  /** Removes all; returns what there was. */
  Map<Data, Long> clear() {
    Map<Data, Long> before = deadlines;
    deadlines = new HashMap<>();
    heap = newHeap();
    refresh();
    return before;
  }

  /** The first key whose time is over, or null. */
  Data firstDue(long nowNanos) {
    return nextNanos <= nowNanos && !heap.isEmpty() ? heap.peek().key() : null;
  }

  /** The first deadline, perhaps in the past; {@link StoredEntry#NEVER} for none. Any thread. */
  long nextNanos() {
    return nextNanos;
  }

  private void refresh() {
    while (!heap.isEmpty() && isStale(heap.peek())) {
      heap.remove();
    }
    nextNanos = heap.isEmpty() ? StoredEntry.NEVER : heap.peek().nanos();
  }

  private boolean isStale(Deadline deadline) {
    Long current = deadlines.get(deadline.key());
    return current == null || current != deadline.nanos();
  }

  private void compact() {
    if (heap.size() - deadlines.size() > Math.max(MIN_STALE, deadlines.size())) {
      PriorityQueue<Deadline> compacted = newHeap();
      deadlines.forEach((key, nanos) -> compacted.add(new Deadline(nanos, key)));
      heap = compacted;
    }
  }
}
