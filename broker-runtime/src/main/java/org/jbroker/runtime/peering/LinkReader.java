package org.jbroker.runtime.peering;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.LoopSuspector;

/**
 * Gathers the messages that a peer sends, so that they are dispatched in batches: when a batch is
 * full, when all that was read has been decoded, and before a frame of another kind is acted on.
 *
 * <p>Confined to the link's event loop.
 */
final class LinkReader {

  /** Enough that what a batch costs once is little for each; decoded in some 10 us. */
  private static final int BATCH_MESSAGES = 128;

  private final ObjIntConsumer<Envelope[]> dispatcher;
  private final LoopSuspector suspector;
  private final Consumer<Envelope> onSuspectedLoop;
  private final LinkCounters counters;
  private final Envelope[] batch = new Envelope[BATCH_MESSAGES];
  private int count;

  /**
   * A reader for one link.
   *
   * @param dispatcher gets the messages in an array that is used again when it returns, and how
   *     many there are
   * @param suspector looks for loops; null where messages have stamps
   */
  LinkReader(
      ObjIntConsumer<Envelope[]> dispatcher,
      LoopSuspector suspector,
      Consumer<Envelope> onSuspectedLoop,
      LinkCounters counters) {
    this.dispatcher = dispatcher;
    this.suspector = suspector;
    this.onSuspectedLoop = onSuspectedLoop;
    this.counters = counters;
  }

  /** Takes a message. */
  void add(Envelope envelope) {
    batch[count++] = envelope;
    if (count == batch.length) {
      dispatch();
    }
  }

  /** Hands on what there is. */
  void dispatch() {
    int n = count;
    if (n == 0) {
      return;
    }
    count = 0;
    counters.received(n);
    try {
      if (suspector != null) {
        lookForLoops(n);
      }
      dispatcher.accept(batch, n);
    } finally {
      Arrays.fill(batch, 0, n, null);
    }
  }

  private void lookForLoops(int n) {
    long nowNanos = System.nanoTime();
    for (int i = 0; i < n; i++) {
      if (suspector.suspicious(batch[i], nowNanos)) {
        onSuspectedLoop.accept(batch[i]);
      }
    }
  }
}
