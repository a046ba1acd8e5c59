package org.jbroker.runtime.routing;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jbroker.EndpointId;

/**
 * Keeps the messages of one origin in order when several threads bring them.
 *
 * <p>In a network with circles the next message of an origin may come by another link, so on
 * another event loop, while this one is still being handed to the sinks; between finding out that
 * it is new and offering it to a sink it would be overtaken. So each origin has a lane, in which
 * one batch is dispatched at a time: a thread that finds its lane busy leaves its batch to the
 * thread that is at work there, and goes on.
 *
 * <p><b>Bounds.</b> Origins share {@value #LANES} lanes, by hash. A lane in which {@value
 * #MAX_WAITING} messages wait takes no more: then a thread dispatches what it brings at once, and
 * the order may be lost.
 *
 * <p><b>Threads.</b> Any. No lock is held and nobody waits, so endpoints of one process that hand
 * messages to each other in a circle cannot lock each other out. The load of a lane counts the
 * batch that is being dispatched and those that wait; whoever raises it from zero is at work until
 * it is zero again. A lane without company costs a batch two atomic operations.
 */
final class OriginLanes {

  private static final int LANES = 64;
  private static final int MAX_WAITING = 4096;

  /** One at a time, please. */
  private static final class Lane {
    final AtomicInteger load = new AtomicInteger();
    final Queue<Batch> waiting = new ConcurrentLinkedQueue<>();
    final AtomicInteger waitingMessages = new AtomicInteger();
  }

  private final Function<Batch, Offer> step;
  private final Lane[] lanes = new Lane[LANES];

  /** Lanes in which {@code step} is done with each batch when it is its turn. */
  OriginLanes(Function<Batch, Offer> step) {
    this.step = step;
    for (int i = 0; i < LANES; i++) {
      lanes[i] = new Lane();
    }
  }

  /**
   * Dispatches messages of one origin when it is their turn.
   *
   * @return what the step said; ACCEPTED if another thread will do it
   */
  Offer dispatch(Batch batch) {
    Lane lane = laneOf(batch.first().origin());
    if (lane.load.compareAndSet(0, 1)) {
      try {
        return step.apply(batch);
      } finally {
        done(lane);
      }
    }
    if (lane.waitingMessages.get() >= MAX_WAITING) {
      return step.apply(batch);
    }
    lane.waitingMessages.getAndAdd(batch.size());
    lane.waiting.add(batch.kept());
    if (lane.load.getAndIncrement() == 0) {
      next(lane);
    }
    return Offer.ACCEPTED;
  }

  /** One batch less; takes along what came meanwhile. */
  private void done(Lane lane) {
    if (lane.load.decrementAndGet() > 0) {
      next(lane);
    }
  }

  private void next(Lane lane) {
    RuntimeException failure = null;
    do {
      Batch turn = lane.waiting.remove();
      lane.waitingMessages.getAndAdd(-turn.size());
      try {
        step.apply(turn);
      } catch (RuntimeException e) {
        // A defect, but the others that wait here are not to wait for ever because of it.
        failure = e;
      }
    } while (lane.load.decrementAndGet() > 0);
    if (failure != null) {
      throw failure;
    }
  }

  private Lane laneOf(EndpointId origin) {
    int hash = origin.hashCode() * 0x9E37_79B9;
    return lanes[hash >>> 32 - Integer.numberOfTrailingZeros(LANES)];
  }
}
