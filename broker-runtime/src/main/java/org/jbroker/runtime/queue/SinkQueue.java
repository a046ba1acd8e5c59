package org.jbroker.runtime.queue;

import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.routing.Sink;
import org.jbroker.runtime.telemetry.Counters;

/**
 * A bounded queue of messages: what stands between any source and a subscriber or a peer.
 *
 * <p>Bounded in messages and in bytes; a message larger than all bytes is taken when the queue is
 * empty, for it could never be taken otherwise. What happens beyond the bounds is an {@link
 * Overflow}, and every message that is lost by it is counted and reported.
 *
 * <p><b>Reservations.</b> In a queue that {@link #throttles throttles}, messages and reserved
 * places together never exceed the bound on messages as far as {@link #reserve} and {@link #offer}
 * decide: an ordinary offer that finds no place evicts or is refused, it never takes a reserved
 * one. A reserved message is taken whatever its size, so the bound on bytes can be passed by one
 * message per outstanding reservation; no further place is reserved then.
 *
 * <p><b>Consumers</b> block in {@link #take} (see {@link Sleepers}), or take batches with {@link
 * #drain} when {@link #onReady} calls. The hook is armed by a consumer that finds the queue empty,
 * and fires once: a burst costs one wake-up. It fires on closing, too, so that the consumer
 * notices.
 *
 * <p><b>Concurrency.</b> Any number of producers and consumers. One lock guards all state and is
 * taken once per operation (once per batch in {@link #drain}); nothing but array work and signals
 * happens under it. Hooks, room actions and drop reports run on the thread whose call caused them,
 * after the lock is released. Consumers are signalled only if one waits.
 */
public final class SinkQueue implements Sink {

  private final QueueOptions options;
  private final boolean throttles;
  private final Counters counters;
  private final LongConsumer onDropped;

  private final BriefLock lock = new BriefLock();
  private final Sleepers consumers = new Sleepers(lock.newCondition());

  /** Written under the lock. */
  private volatile boolean closed;

  /** Written under the lock. */
  private volatile boolean overflowed;

  // All guarded by the lock.
  private final Admission admission;
  private final Wakeups wakeups = new Wakeups();

  /**
   * An empty queue.
   *
   * @param counters where lost messages are counted
   * @param onDropped told, outside the lock, how many messages an operation lost
   */
  public SinkQueue(QueueOptions options, Counters counters, LongConsumer onDropped) {
    this.options = Objects.requireNonNull(options);
    this.throttles = options.throttles();
    this.admission = new Admission(options);
    this.counters = Objects.requireNonNull(counters);
    this.onDropped = Objects.requireNonNull(onDropped);
  }

  // --- producers

  @Override
  public Offer offer(Envelope envelope) {
    Offer result;
    long lost;
    Runnable hook;
    List<Runnable> room;
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      long before = admission.dropped();
      result = admission.offer(envelope);
      lost = admission.dropped() - before;
      hook = offered(result.isTaken() ? 1 : 0, result == Offer.DISCONNECTED);
      room = lost > 0 ? roomActions() : null;
    } finally {
      lock.unlock();
    }
    settle(lost, hook, room);
    return result;
  }

  @Override
  public int offerAll(Envelope[] messages, int from, int to) {
    int taken = 0;
    long lost;
    Runnable hook;
    List<Runnable> room;
    lock.lock();
    try {
      if (closed) {
        return 0;
      }
      long before = admission.dropped();
      Offer result = Offer.ACCEPTED;
      for (int i = from; i < to && result != Offer.DISCONNECTED; i++) {
        result = admission.offer(messages[i]);
        taken += result.isTaken() ? 1 : 0;
      }
      lost = admission.dropped() - before;
      hook = offered(taken, result == Offer.DISCONNECTED);
      room = lost > 0 ? roomActions() : null;
    } finally {
      lock.unlock();
    }
    settle(lost, hook, room);
    return taken;
  }

  /** Reports what an offer came to, outside the lock. */
  private void settle(long lost, Runnable hook, List<Runnable> room) {
    if (lost > 0) {
      counters.drop(options.reason(), lost);
      onDropped.accept(lost);
    }
    Wakeups.run(hook, room);
  }

  @Override
  public boolean offerIfRoom(Envelope envelope) {
    if (!throttles) {
      offer(envelope);
      return true;
    }
    Runnable hook;
    lock.lock();
    try {
      if (closed) {
        return true;
      }
      if (!admission.hasRoom()) {
        return false;
      }
      admission.force(envelope);
      hook = added(1);
    } finally {
      lock.unlock();
    }
    Wakeups.run(hook, null);
    return true;
  }

  @Override
  public Offer offerReserved(Envelope envelope) {
    if (!throttles) {
      return offer(envelope);
    }
    Runnable hook;
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      admission.offerReserved(envelope);
      hook = added(1);
    } finally {
      lock.unlock();
    }
    Wakeups.run(hook, null);
    return Offer.ACCEPTED;
  }

  @Override
  public Offer force(Envelope envelope) {
    if (!throttles) {
      return offer(envelope);
    }
    Runnable hook;
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      admission.force(envelope);
      hook = added(1);
    } finally {
      lock.unlock();
    }
    Wakeups.run(hook, null);
    return Offer.ACCEPTED;
  }

  // The room is the same for every topic.
  @Override
  public boolean reserve(Topic topic) {
    if (!throttles) {
      return true;
    }
    lock.lock();
    try {
      return closed || admission.reserve();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void release(Topic topic) {
    if (!throttles) {
      return;
    }
    List<Runnable> room = null;
    lock.lock();
    try {
      if (!closed) {
        admission.release();
        room = roomActions();
      }
    } finally {
      lock.unlock();
    }
    Wakeups.run(null, room);
  }

  @Override
  public void whenRoom(Topic topic, Runnable action) {
    lock.lock();
    try {
      if (throttles && !closed && !admission.hasRoom()) {
        wakeups.awaitRoom(action);
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /**
   * Runs what waits for room though there may be none: for a caller that changed which messages
   * come here, so that a publisher that waited for this queue looks again whether it has to.
   */
  public void recheckRoom() {
    List<Runnable> room;
    lock.lock();
    try {
      room = wakeups.takeRoomActions();
    } finally {
      lock.unlock();
    }
    Wakeups.run(null, room);
  }

  @Override
  public int room(Topic topic) {
    if (!throttles) {
      return Integer.MAX_VALUE;
    }
    lock.lock();
    try {
      return closed ? Integer.MAX_VALUE : admission.room();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean throttles() {
    return throttles;
  }

  @Override
  public boolean isLocal() {
    return options.local();
  }

  @Override
  public boolean takesOwn() {
    return options.takesOwn();
  }

  // --- consumers

  /**
   * Takes the oldest message, waiting for one at most {@code timeoutNanos}.
   *
   * @param timeoutNanos nanoseconds of real time; {@link Long#MAX_VALUE} for as long as it takes
   * @return null if none came in time, or if the queue is closed and empty
   */
  public Envelope take(long timeoutNanos) throws InterruptedException {
    Envelope result;
    List<Runnable> room;
    lock.lockInterruptibly();
    try {
      long nanos = timeoutNanos;
      while (admission.count() == 0) {
        if (closed || nanos <= 0) {
          return null;
        }
        nanos = consumers.await(nanos);
      }
      result = admission.removeFirst();
      consumers.taken(1);
      room = roomActions();
    } finally {
      lock.unlock();
    }
    Wakeups.run(null, room);
    return result;
  }

  /**
   * Takes the oldest messages, as many as there are and as {@code into} holds; if there are none,
   * arms the hook.
   *
   * @return how many were taken
   */
  public int drain(Envelope[] into) {
    int n;
    List<Runnable> room;
    lock.lock();
    try {
      if (admission.count() == 0) {
        wakeups.arm();
        return 0;
      }
      n = Math.min(into.length, admission.count());
      for (int i = 0; i < n; i++) {
        into[i] = admission.removeFirst();
      }
      consumers.taken(n);
      room = roomActions();
    } finally {
      lock.unlock();
    }
    Wakeups.run(null, room);
    return n;
  }

  /**
   * Puts messages back that a consumer took and could not use, in front of all others and in their
   * order. They may exceed the bounds until they are taken again.
   */
  public void putBack(List<Envelope> envelopes) {
    if (envelopes.isEmpty()) {
      return;
    }
    Runnable hook;
    lock.lock();
    try {
      for (int i = envelopes.size() - 1; i >= 0; i--) {
        admission.putBack(envelopes.get(i));
      }
      consumers.wakeAll();
      hook = wakeups.fire();
    } finally {
      lock.unlock();
    }
    Wakeups.run(hook, null);
  }

  /**
   * Sets what is called when the queue stops being empty, or is closed, after a consumer found it
   * empty. Armed from the start; called at once if there is something already.
   */
  public void onReady(Runnable action) {
    Runnable hook;
    lock.lock();
    try {
      wakeups.setHook(action);
      hook = admission.count() > 0 || closed ? wakeups.fire() : null;
    } finally {
      lock.unlock();
    }
    Wakeups.run(hook, null);
  }

  /** Arms the hook if the queue is empty; says whether it is. */
  public boolean armIfEmpty() {
    lock.lock();
    try {
      if (admission.count() > 0) {
        return false;
      }
      wakeups.arm();
      return true;
    } finally {
      lock.unlock();
    }
  }

  // --- life and numbers

  /** Takes nothing more; what it holds can still be taken. Blocked consumers return. */
  public void close() {
    close(false);
  }

  /**
   * Takes nothing more and forgets what it holds, which is not counted as dropped here.
   *
   * @return how many messages were forgotten
   */
  public int closeAndDiscard() {
    return close(true);
  }

  private int close(boolean discard) {
    int discarded = 0;
    Runnable hook;
    List<Runnable> room;
    lock.lock();
    try {
      if (discard) {
        discarded = admission.count();
        admission.clear();
      }
      hook = closed ? null : closeLocked();
      room = roomActions();
    } finally {
      lock.unlock();
    }
    Wakeups.run(hook, room);
    return discarded;
  }

  /** Whether it takes nothing more. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether it is closed because it was full, as the policy {@link Overflow#DISCONNECT} says. */
  public boolean hasOverflowed() {
    return overflowed;
  }

  /** How many messages wait. */
  public int available() {
    lock.lock();
    try {
      return admission.count();
    } finally {
      lock.unlock();
    }
  }

  /** A consistent look at the numbers. */
  public QueueStats stats() {
    lock.lock();
    try {
      return admission.stats();
    } finally {
      lock.unlock();
    }
  }

  // --- under the lock

  /** The hook to run after so many messages were taken, or after the one that ends this. */
  private Runnable offered(int taken, boolean ends) {
    if (ends) {
      overflowed = true;
      return closeLocked();
    }
    return taken == 0 ? null : added(taken);
  }

  private Runnable added(int messages) {
    consumers.wake(messages, admission.isNearlyEmpty());
    return wakeups.fire();
  }

  private Runnable closeLocked() {
    closed = true;
    admission.clearReservations();
    consumers.wakeAll();
    return wakeups.fire();
  }

  private List<Runnable> roomActions() {
    boolean due = wakeups.isRoomAwaited() && (closed || admission.hasRoom());
    return due ? wakeups.takeRoomActions() : null;
  }
}
