package org.jbroker.runtime.queue;

import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.Offer;

/**
 * The rules of a {@link SinkQueue}: what its ring takes, and what it loses for it. Pure state, not
 * thread-safe: the queue's lock guards it.
 */
final class Admission {

  private final int maxMessages;
  private final long maxBytes;
  private final Overflow overflow;
  private final EnvelopeRing ring = new EnvelopeRing();
  private int reserved;
  private int highWater;
  private long dropped;

  Admission(QueueOptions options) {
    maxMessages = options.maxMessages();
    maxBytes = options.maxBytes();
    overflow = options.overflow();
  }

  /** Takes the message unless the result is REFUSED or DISCONNECTED. */
  Offer offer(Envelope envelope) {
    int size = sizeOf(envelope);
    Offer result = fits(size) ? Offer.ACCEPTED : makeRoom(size);
    if (result != Offer.REFUSED && result != Offer.DISCONNECTED) {
      append(envelope, size);
    }
    return result;
  }

  void offerReserved(Envelope envelope) {
    release();
    append(envelope, sizeOf(envelope));
  }

  /** Takes a message beyond the bounds if need be. */
  void force(Envelope envelope) {
    append(envelope, sizeOf(envelope));
  }

  boolean reserve() {
    if (!hasRoom()) {
      return false;
    }
    reserved++;
    return true;
  }

  void release() {
    if (reserved == 0) {
      throw new IllegalStateException("no place was reserved");
    }
    reserved--;
  }

  /** May exceed the bounds: what a consumer took once is not lost because it could not use it. */
  void putBack(Envelope envelope) {
    ring.addFirst(envelope, sizeOf(envelope));
    highWater = Math.max(highWater, ring.count());
  }

  Envelope removeFirst() {
    return ring.removeFirst();
  }

  void clear() {
    ring.clear();
  }

  void clearReservations() {
    reserved = 0;
  }

  int count() {
    return ring.count();
  }

  int room() {
    return hasRoom() ? maxMessages - ring.count() - reserved : 0;
  }

  boolean hasRoom() {
    return ring.count() + reserved < maxMessages && ring.bytes() < maxBytes;
  }

  /** Whether less than a quarter of the queue is used. */
  boolean isNearlyEmpty() {
    return ring.count() < maxMessages / 4 && ring.bytes() < maxBytes / 4;
  }

  long dropped() {
    return dropped;
  }

  QueueStats stats() {
    return new QueueStats(ring.count(), ring.bytes(), reserved, highWater, dropped);
  }

  private boolean fits(int size) {
    int count = ring.count();
    return count + reserved < maxMessages && (count == 0 || ring.bytes() + size <= maxBytes);
  }

  private Offer makeRoom(int size) {
    boolean oldest = overflow == Overflow.EVICT_OLDEST;
    if (oldest || overflow == Overflow.REPLACE_NEWEST) {
      // Once nothing is left to lose, reserved places fill the queue: the new one is lost itself.
      while (ring.count() > 0) {
        if (oldest) {
          ring.removeFirst();
        } else {
          ring.removeLast();
        }
        dropped++;
        if (fits(size)) {
          return oldest ? Offer.EVICTED_OLDEST : Offer.REPLACED_NEWEST;
        }
      }
    }
    dropped++;
    return overflow == Overflow.DISCONNECT ? Offer.DISCONNECTED : Offer.REFUSED;
  }

  private void append(Envelope envelope, int size) {
    ring.addLast(envelope, size);
    if (ring.count() > highWater) {
      highWater = ring.count();
    }
  }

  private static int sizeOf(Envelope envelope) {
    return envelope.topic().length() + envelope.payload().sizeHint();
  }
}
