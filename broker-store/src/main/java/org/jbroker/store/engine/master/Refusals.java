package org.jbroker.store.engine.master;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Refusal;
import org.jbroker.store.engine.ops.Outcome;

/**
 * What a writer is to be told about operations that did not fit: kept until it says that it knows.
 *
 * <p>A writer hears of them with the acknowledgement. It has some thousand operations under way at
 * most, so more than {@value #MAX} are only kept for one that does not answer; of those the oldest
 * are forgotten. Not thread-safe: guarded by the master's lock.
 */
final class Refusals {

  private static final int MAX = 8192;
  private static final int MAX_A_MESSAGE = 1024;

  private final Deque<Refusal> untold = new ArrayDeque<>();

  void add(long sequence, Outcome.Refused refusal) {
    if (untold.size() == MAX) {
      untold.removeFirst();
    }
    untold.addLast(new Refusal(sequence, refusal.code(), refusal.message()));
  }

  /** What to say instead of acknowledging the operations up to this number; empty if nothing. */
  Optional<StoreCommand.Refusals> untold(long acknowledged) {
    List<Refusal> due = new ArrayList<>();
    for (Refusal refusal : untold) {
      if (Long.compareUnsigned(refusal.sequence(), acknowledged) > 0) {
        break;
      }
      if (due.size() == MAX_A_MESSAGE) {
        // What is acknowledged and not refused has been applied: no further than this message says.
        return Optional.of(new StoreCommand.Refusals(due.get(due.size() - 1).sequence(), due));
      }
      due.add(refusal);
    }
    return due.isEmpty()
        ? Optional.empty()
        : Optional.of(new StoreCommand.Refusals(acknowledged, due));
  }

  /** The writer knows of those up to this number. */
  void told(long sequence) {
    while (!untold.isEmpty() && Long.compareUnsigned(untold.getFirst().sequence(), sequence) <= 0) {
      untold.removeFirst();
    }
  }

  /** The operations after this number will come again. */
  void forgetAfter(long sequence) {
    while (!untold.isEmpty() && Long.compareUnsigned(untold.getLast().sequence(), sequence) > 0) {
      untold.removeLast();
    }
  }
}
