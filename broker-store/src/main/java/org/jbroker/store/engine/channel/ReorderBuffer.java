package org.jbroker.store.engine.channel;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Events that came before their turn, and numbers of events that are known to be lost. */
final class ReorderBuffer<P> {

  /**
   * An event's place.
   *
   * @param payload null: the event is lost
   */
  record Slot<P>(P payload, long bytes) {

    boolean isLost() {
      return payload == null;
    }
  }

  private final ChannelLimits limits;
  private final ToLongFunction<? super P> payloadBytes;
  private final Map<Long, Slot<P>> slots = new HashMap<>();
  private long bytes;

  ReorderBuffer(ChannelLimits limits, ToLongFunction<? super P> payloadBytes) {
    this.limits = limits;
    this.payloadBytes = payloadBytes;
  }

  int size() {
    return slots.size();
  }

  long bytes() {
    return bytes;
  }

  boolean contains(long sequence) {
    return slots.containsKey(sequence);
  }

  /** Keeps an event if there is room; it replaces a loss of the same number, never an event. */
  void offer(long sequence, P payload) {
    Slot<P> present = slots.get(sequence);
    if (present != null && !present.isLost()) {
      return;
    }
    long size = payloadBytes.applyAsLong(payload);
    boolean room = present != null || slots.size() < limits.reorderEntries();
    if (room && size <= limits.reorderBytes() - bytes) {
      slots.put(sequence, new Slot<>(payload, size));
      bytes += size;
    }
  }

  /** Notes a loss if there is room and the event is not here. */
  void offerLost(long sequence) {
    if (slots.size() < limits.reorderEntries()) {
      slots.putIfAbsent(sequence, new Slot<>(null, 0));
    }
  }

  /** Takes out what is kept under this number, or null. */
  Slot<P> remove(long sequence) {
    if (slots.isEmpty()) {
      return null; // Most often; the number need not become an object.
    }
    Slot<P> slot = slots.remove(sequence);
    if (slot != null) {
      bytes -= slot.bytes();
    }
    return slot;
  }

  /**
   * Forgets everything outside the {@link ChannelLimits#reorderEntries} numbers from {@code next}
   * on; returns the last number that is left, or {@code next - 1}.
   */
  long keepWindowFrom(long next) {
    slots.keySet().removeIf(sequence -> !isInWindow(sequence, next, limits));
    bytes = slots.values().stream().mapToLong(Slot::bytes).sum();
    return slots.keySet().stream().mapToLong(Long::longValue).reduce(next - 1, Sequences::max);
  }

  static boolean isInWindow(long sequence, long next, ChannelLimits limits) {
    return Sequences.isBefore(sequence - next, limits.reorderEntries());
  }

  void clear() {
    slots.clear();
    bytes = 0;
  }
}
