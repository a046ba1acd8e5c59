package org.jbroker.store.engine.clone;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jbroker.data.Data;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Part;
import org.jbroker.store.engine.command.StoreCommand.Put;

/**
 * The contents of a master that come in parts, while its events come in, too.
 *
 * <p>What an event has set or removed counts, whatever a part says of that entry: events say how it
 * is in the end, and a part only how it was in between. With all parts and all events up to the end
 * that the last part names, the contents are the master's at that event.
 *
 * <p>Under the clone's lock.
 */
final class Intake {

  /** How far ahead of the first missing part others are taken; a master is never so far ahead. */
  private static final int MAX_AHEAD = 1024;

  private final AckClone handshake;
  private final ConcurrentHashMap<Data, Data> contents = new ConcurrentHashMap<>();
  // By events; what they set is in the contents.
  private final Set<Data> removed = new HashSet<>();
  // Bit i: the part i + 1 after the first ones, which are all there.
  private final BitSet ahead = new BitSet();
  private long received;
  private long lastPart = Long.MAX_VALUE;
  private long end;
  private boolean cleared;
  private long ticksWithoutPart;

  /**
   * Nothing yet.
   *
   * @param handshake what all parts begin with
   */
  Intake(AckClone handshake) {
    this.handshake = handshake;
  }

  /**
   * Takes a part.
   *
   * @return whether it was new
   */
  boolean take(Part part) {
    long index = part.number() - received - 1;
    if (!part.handshake().equals(handshake)
        || index < 0
        || index >= MAX_AHEAD
        || ahead.get((int) index)) {
      return false;
    }
    ticksWithoutPart = 0;
    ahead.set((int) index);
    int ready = ahead.nextClearBit(0);
    BitSet rest = ahead.get(ready, Math.max(ready, ahead.length()));
    ahead.clear();
    ahead.or(rest);
    received += ready;
    if (part.last()) {
      lastPart = part.number();
      end = part.end();
    }
    if (!cleared) {
      part.entries()
          .forEach(
              (key, value) -> {
                if (removed.isEmpty() || !removed.contains(key)) {
                  contents.putIfAbsent(key, value);
                }
              });
    }
    return true;
  }

  /** Time goes one tick on; returns for how many ticks no part has come. */
  long tick() {
    return ++ticksWithoutPart;
  }

  /** All parts up to this number have come. */
  long received() {
    return received;
  }

  /** Which of the next parts have come: bit i for the part {@link #received} + 2 + i. */
  long receivedAhead() {
    long[] bits = ahead.get(1, 1 + Long.SIZE).toLongArray();
    return bits.length == 0 ? 0 : bits[0];
  }

  /**
   * Takes an event after the offset.
   *
   * @return false if it changes no entry
   */
  boolean apply(Action action) {
    if (action instanceof Put put) {
      contents.put(put.key(), put.value());
    } else if (action instanceof Erase erase) {
      remove(erase.key());
    } else if (action instanceof Expire expire) {
      remove(expire.key());
    } else if (action instanceof Clear) {
      // Whatever is there from now on comes by an event.
      cleared = true;
      contents.clear();
      removed.clear();
    } else {
      return false;
    }
    return true;
  }

  private void remove(Data key) {
    contents.remove(key);
    if (!cleared) {
      removed.add(key);
    }
  }

  /** Whether no part is missing. */
  boolean hasAllParts() {
    return received == lastPart;
  }

  /** Whether the contents are whole, now that all events before {@code next} have come. */
  boolean isComplete(long next) {
    return hasAllParts() && Long.compareUnsigned(next, end) > 0;
  }

  /** The contents, to be kept by the caller. */
  ConcurrentHashMap<Data, Data> contents() {
    return contents;
  }
}
