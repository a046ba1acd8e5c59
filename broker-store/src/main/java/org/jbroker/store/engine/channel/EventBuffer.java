package org.jbroker.store.engine.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The events after {@link #floor}, without a gap, in a ring that grows and shrinks.
 *
 * <p>An event's size is asked for when it comes and when it goes, so a payload must not change.
 */
final class EventBuffer<P> {

  private static final int MIN_CAPACITY = 16;

  private final ToLongFunction<? super P> payloadBytes;
  private Event<P>[] ring = newRing(MIN_CAPACITY);
  private int head;
  private int size;
  private long bytes;
  private long floor;

  EventBuffer(ToLongFunction<? super P> payloadBytes, long floor) {
    this.payloadBytes = payloadBytes;
    this.floor = floor;
  }

  /** The last sequence number that is not held any more. */
  long floor() {
    return floor;
  }

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  long bytesOf(Event<P> event) {
    return payloadBytes.applyAsLong(event.payload());
  }

  /** Appends the event after the last one. */
  void append(Event<P> event) {
    if (event.sequence() != floor + size + 1) {
      throw new IllegalArgumentException("not the next event: " + event.sequence());
    }
    if (size == ring.length) {
      resize(ring.length * 2);
    }
    ring[(head + size) & (ring.length - 1)] = event;
    size++;
    bytes += bytesOf(event);
  }

  /** The event, or null if it is not held. */
  Event<P> find(long sequence) {
    long index = sequence - floor - 1;
    boolean held = index >= 0 && index < size;
    return held ? ring[(head + (int) index) & (ring.length - 1)] : null;
  }

  /** Forgets the events up to this one. */
  void releaseUpTo(long sequence) {
    while (size > 0 && Sequences.isBefore(floor, sequence)) {
      bytes -= bytesOf(ring[head]);
      ring[head] = null;
      head = (head + 1) & (ring.length - 1);
      size--;
      floor++;
    }
    shrink();
  }

  /** Forgets all; the next event is the one after {@code newFloor}. */
  void restart(long newFloor) {
    ring = newRing(MIN_CAPACITY);
    head = 0;
    size = 0;
    bytes = 0;
    floor = newFloor;
  }

  List<Event<P>> toList() {
    List<Event<P>> events = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      events.add(ring[(head + i) & (ring.length - 1)]);
    }
    return events;
  }

  /** An eighth full: a burst long past does not keep its memory; a steady load does not resize. */
  private void shrink() {
    if (ring.length > MIN_CAPACITY && size < ring.length / 8) {
      resize(Math.max(MIN_CAPACITY, Integer.highestOneBit(Math.max(1, size)) * 4));
    }
  }

  private void resize(int capacity) {
    Event<P>[] resized = newRing(capacity);
    for (int i = 0; i < size; i++) {
      resized[i] = ring[(head + i) & (ring.length - 1)];
    }
    ring = resized;
    head = 0;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <P> Event<P>[] newRing(int capacity) {
    return new Event[capacity];
  }
}
