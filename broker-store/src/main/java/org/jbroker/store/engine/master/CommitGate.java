package org.jbroker.store.engine.master;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.spi.StoreBackend;
import org.jbroker.store.engine.outbox.Outbox;

/**
 * The lock of a master, and what happens whenever it is given back: effects of writes that became
 * durable go to the outbox, idle waiters are looked at, and then, without the lock, the outbox is
 * emptied.
 *
 * <p>{@link #enter} and {@link #leave} are for any thread; the other methods are called between
 * them, if nothing else is said.
 */
final class CommitGate {

  private final ReentrantLock lock = new ReentrantLock();
  private final Outbox outbox = new Outbox("the master of a store");
  private final EffectQueue effects = new EffectQueue();
  private final StoreBackend backend;
  private final BooleanSupplier channelsIdle;
  private final List<CompletableFuture<Void>> idleWaiters = new ArrayList<>();
  private volatile boolean closed;
  private long durable;

  /**
   * An open gate.
   *
   * @param channelsIdle whether no channel has anything under way; asked under the lock
   */
  CommitGate(StoreBackend backend, BooleanSupplier channelsIdle) {
    this.backend = backend;
    this.channelsIdle = channelsIdle;
    this.durable = backend.durableSequence();
  }

  EffectQueue effects() {
    return effects;
  }

  Outbox outbox() {
    return outbox;
  }

  /** The last durable write that is known of. */
  long durable() {
    return durable;
  }

  /**
   * Waits until the backend has room for a write. Without the lock.
   *
   * @throws BrokerException with {@link ErrorCode#REQUEST_TIMEOUT} and the thread's flag set if it
   *     is interrupted
   */
  void awaitCapacity() {
    if (backend.hasCapacity()) {
      return;
    }
    try {
      backend.awaitCapacity();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(
          BrokerError.of(ErrorCode.REQUEST_TIMEOUT, "interrupted while the backend is full"), e);
    }
  }

  void enter() {
    lock.lock();
  }

  void leave() {
    unlock();
    outbox.drain();
  }

  /** As {@link #leave}, for threads that may be held back; see {@link Outbox}. */
  void leaveWithBackPressure() {
    unlock();
    outbox.drainWithBackPressure();
  }

  private void unlock() {
    try {
      settle();
    } finally {
      lock.unlock();
    }
  }

  private void settle() {
    releaseDurable();
    if (!idleWaiters.isEmpty()) {
      idleWaiters.removeIf(CompletableFuture::isDone);
      if (effects.isEmpty() && channelsIdle.getAsBoolean()) {
        idleWaiters.forEach(waiter -> outbox.add(() -> waiter.complete(null)));
        idleWaiters.clear();
      }
    }
  }

  /** The backend says so. */
  void durableUpTo(long sequence) {
    durable = Math.max(durable, sequence);
  }

  /** Lets go what is durable by now. */
  void releaseDurable() {
    if (!closed) {
      // Also without news from the backend: what is durable at once it does not tell.
      durable = Math.max(durable, backend.durableSequence());
    }
    effects.release(durable);
  }

  /** Completes {@code waiter} as soon as nothing is under way. */
  void whenIdle(CompletableFuture<Void> waiter) {
    idleWaiters.add(waiter);
  }

  /** Any thread, without the lock. */
  boolean isClosed() {
    return closed;
  }

  /**
   * From now on the backend is not asked any more.
   *
   * @return false if that was so already
   */
  boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  void failIdleWaiters(RuntimeException cause) {
    idleWaiters.forEach(waiter -> outbox.add(() -> waiter.completeExceptionally(cause)));
    idleWaiters.clear();
  }
}
