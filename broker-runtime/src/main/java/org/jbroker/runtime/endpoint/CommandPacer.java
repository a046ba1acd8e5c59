package org.jbroker.runtime.endpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Sink;

/**
 * Holds a store back for a moment while a peer's send buffer is full: what overflows is not lost to
 * a store, whose channel sends it again, but that takes far longer.
 *
 * <p>A peer that does not read must not hold up the store's other peers for long, nor make them
 * lose anything. So there is a {@link Patience} for each peer, found by the identity of its sink
 * and forgotten with it.
 *
 * <p>Thread-safe. Nothing is held while a thread waits.
 */
final class CommandPacer {

  /** A sink without room. */
  private static final class Peer {
    private final Patience patience = new Patience();
    // Counted down when there is room; at most one waits in the sink, however long that takes.
    private CountDownLatch room = new CountDownLatch(0);

    synchronized CountDownLatch room(Sink sink, Topic topic) {
      if (room.getCount() == 0) {
        CountDownLatch next = new CountDownLatch(1);
        room = next;
        sink.whenRoom(topic, next::countDown);
      }
      return room;
    }
  }

  private record Wait(Peer peer, CountDownLatch room, long nanos) {}

  // Sinks of peers do not override equals, so their identity counts.
  private final Map<Sink, Peer> peers = Collections.synchronizedMap(new WeakHashMap<>());
  private final LongSupplier ticker;

  /**
   * Patient with everybody.
   *
   * @param ticker monotonic time in nanoseconds
   */
  CommandPacer(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /** Waits for room for a command in all sinks that throttle. Not for event loops. */
  void await(Topic topic, Sink... sinks) {
    long startNanos = 0;
    List<Wait> waits = null;
    for (Sink sink : sinks) {
      if (!sink.isLocal() && sink.throttles() && sink.room(topic) <= 0) {
        if (waits == null) {
          waits = new ArrayList<>();
          startNanos = ticker.getAsLong();
        }
        Peer peer = peers.computeIfAbsent(sink, any -> new Peer());
        long nanos = peer.patience.waitNanos(startNanos);
        if (nanos > 0) {
          waits.add(new Wait(peer, peer.room(sink, topic), nanos));
        }
      }
    }
    if (waits != null) {
      await(waits, startNanos);
    }
  }

  /** All times run from the same moment: peers that stall together cost no more than one. */
  private void await(List<Wait> waits, long startNanos) {
    try {
      for (Wait wait : waits) {
        long leftNanos = wait.nanos() - (ticker.getAsLong() - startNanos);
        if (wait.room().await(leftNanos, TimeUnit.NANOSECONDS)) {
          wait.peer().patience.roomCame();
        } else {
          wait.peer().patience.noRoom(ticker.getAsLong());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many sinks are remembered because they had no room. */
  int remembered() {
    return peers.size();
  }
}
