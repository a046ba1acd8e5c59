package org.jbroker.store.engine.master;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jbroker.spi.BackendException;

/**
 * What is to follow writes once they are durable, in the order of the writes.
 *
 * <p>Not thread-safe: guarded by the master's lock, also while effects run.
 */
final class EffectQueue {

  /**
   * Something that waits for a write.
   *
   * @param sequence the number of the write
   * @param kind what it says about the write if that is lost
   * @param release what to do when the write is durable
   * @param lost what to do instead when it was rolled back; called from the last write to the first
   */
  record Effect(long sequence, Kind kind, Runnable release, Consumer<BackendException> lost) {}

  /** How an effect counts when writes are lost. */
  enum Kind {
    /** A write of this master's own handle: somebody has to be told. */
    LOCAL_WRITE,
    /** A flush: tells the handle's owner of a loss before it. */
    TELLS,
    /** Neither. */
    OTHER
  }

  private final ArrayDeque<Effect> effects = new ArrayDeque<>();

  void add(long sequence, Kind kind, Runnable release, Consumer<BackendException> lost) {
    effects.add(new Effect(sequence, kind, release, lost));
  }

  boolean isEmpty() {
    return effects.isEmpty();
  }

  /** Runs the effects of all writes up to this number. */
  void release(long durableSequence) {
    while (!effects.isEmpty() && effects.peek().sequence() <= durableSequence) {
      effects.remove().release().run();
    }
  }

  /**
   * Gives up all effects that are left, since their writes are lost.
   *
   * @return whether a write of the own handle was among them that no later effect tells of
   */
  boolean loseAll(BackendException cause) {
    boolean untold = false;
    for (Effect effect : effects) {
      if (effect.kind() == Kind.LOCAL_WRITE) {
        untold = true;
      } else if (effect.kind() == Kind.TELLS) {
        untold = false;
      }
    }
    while (!effects.isEmpty()) {
      effects.removeLast().lost().accept(cause);
    }
    return untold;
  }
}
