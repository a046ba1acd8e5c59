package org.jbroker.store.engine.master;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jbroker.store.EntityId;

/**
 * The clones that take the contents in parts: a few at a time, the others wait for their turn.
 *
 * <pre>
 *             join             a place is free                 complete
 *   unknown --------&gt; waiting ------------------&gt; under way -------------&gt; known
 * </pre>
 *
 * <p>Not thread-safe: guarded by the master's lock.
 */
final class Handovers {

  private static final int PLACES = 16;

  private final Predicate<EntityId> takeIn;
  private final Set<EntityId> waiting = new LinkedHashSet<>();
  private final Map<EntityId, Handover> underWay = new LinkedHashMap<>();
  private final Set<EntityId> known = new LinkedHashSet<>();

  /**
   * None.
   *
   * @param takeIn opens the channel to a clone, and calls {@link #begin}; returns whether it did
   */
  Handovers(Predicate<EntityId> takeIn) {
    this.takeIn = takeIn;
  }

  /** A clone asks for parts; asking again changes nothing. */
  void join(EntityId clone, int maxWaiting) {
    if (!knows(clone) && waiting.size() < maxWaiting) {
      waiting.add(clone);
      fill();
    }
  }

  /** Whether this clone asked for parts. */
  boolean knows(EntityId clone) {
    return known.contains(clone) || waiting.contains(clone) || underWay.containsKey(clone);
  }

  /** Whether parts will come to this clone, or more of them. */
  boolean isPending(EntityId clone) {
    return waiting.contains(clone) || underWay.containsKey(clone);
  }

  /** Whether the channel to this clone is to be opened with parts. */
  boolean isWaiting(EntityId clone) {
    return waiting.contains(clone);
  }

  /** The channel is open. */
  void begin(EntityId clone, Handover handover) {
    waiting.remove(clone);
    underWay.put(clone, handover);
    handover.advance();
  }

  /** A clone tells which parts it has, as {@link Handover#received} says. */
  void received(EntityId clone, long number, long ahead) {
    Handover handover = underWay.get(clone);
    if (handover != null) {
      handover.received(number, ahead);
      if (handover.isComplete()) {
        underWay.remove(clone);
        known.add(clone);
        fill();
      }
    }
  }

  /** Time goes one tick on; returns the clones that received nothing for too long. */
  List<EntityId> tick() {
    List<EntityId> silent = new ArrayList<>();
    underWay.forEach(
        (clone, handover) -> {
          handover.tick();
          if (handover.isSilent()) {
            silent.add(clone);
          }
        });
    return silent;
  }

  /** A clone is gone. */
  void remove(EntityId clone) {
    known.remove(clone);
    waiting.remove(clone);
    Handover handover = underWay.remove(clone);
    if (handover != null) {
      handover.end();
      fill();
    }
  }

  /** How many clones are being handed the contents. */
  int underWay() {
    return underWay.size();
  }

  /** The clones that wait for their turn. */
  List<EntityId> waiting() {
    return List.copyOf(waiting);
  }

  /** Whether nobody waits and nothing is under way. */
  boolean idle() {
    return waiting.isEmpty() && underWay.isEmpty();
  }

  private void fill() {
    while (underWay.size() < PLACES && !waiting.isEmpty()) {
      EntityId next = waiting.iterator().next();
      if (!takeIn.test(next)) {
        // It joined in another way, or there are too many clones.
        waiting.remove(next);
      }
    }
  }
}
