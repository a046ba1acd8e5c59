package org.jbroker.store.engine.channel;

import java.util.List;

/**
 * The consumer lacks these events, and has consumed every event before the first of them.
 *
 * <p>The list with the single number zero, {@link #JOIN}, asks for a handshake.
 *
 * @param sequences strictly ascending, unsigned; what came from the network may be anything
 */
public record Nack(List<Long> sequences) implements ChannelMessage {

  /** Asks a producer for its handshake. */
  public static final Nack JOIN = new Nack(List.of(0L));

  /** Copies the list. */
  public Nack {
    sequences = List.copyOf(sequences);
  }

  /** Whether this asks for a handshake. */
  public boolean isJoin() {
    return sequences.size() == 1 && sequences.get(0) == 0;
  }

  /** Whether the first {@code count} numbers ascend; false for none. */
  boolean isStrictlyAscending(int count) {
    long previous = 0;
    for (int i = 0; i < count; i++) {
      long next = sequences.get(i);
      if (!Sequences.isAfter(next, previous)) {
        return false;
      }
      previous = next;
    }
    return count > 0;
  }
}
