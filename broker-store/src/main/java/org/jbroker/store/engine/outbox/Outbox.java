package org.jbroker.store.engine.outbox;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a master or a clone decides under its lock and does after it, in order.
 *
 * <p>{@link #add} is called under the lock of the owner, which so decides the order; a drain after
 * it, by every thread that may have added something. One thread at a time runs the actions. They
 * must not block, except as long as the network holds a command back, but may lead to commands that
 * come back to the owner, or to another one in this process, on the same thread; so {@link #drain}
 * never waits: whoever finds another one at it leaves its own to that one, also when an action
 * itself comes back here. So nothing is done twice, out of order, or under the lock. A master's
 * actions run no users' code: writers of this process are never inside one, so they can wait, and
 * {@link #drainWithBackPressure} holds back those who are faster than the network.
 *
 * <p>What an action throws is logged, for the next ones must not pay for it. An {@link Error}
 * reaches the thread; the next drain goes on with the rest.
 */
public final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private static final int BACKLOG = 4096;

  private final String owner;
  private final ConcurrentLinkedQueue<Runnable> actions = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final ReentrantLock draining = new ReentrantLock();

  /**
   * An empty outbox.
   *
   * @param owner whose it is, for the log
   */
  public Outbox(String owner) {
    this.owner = owner;
  }

  /** Appends an action. */
  public void add(Runnable action) {
    actions.add(action);
    size.incrementAndGet();
  }

  /** Runs what is there unless another thread does; the caller holds no lock. */
  public void drain() {
    // Looks again after each round: who added something meanwhile found the lock taken.
    while (!actions.isEmpty() && !draining.isHeldByCurrentThread() && draining.tryLock()) {
      try {
        runAll();
      } finally {
        draining.unlock();
      }
    }
  }

  /** As {@link #drain}, but beyond {@value #BACKLOG} actions it waits for its turn. */
  public void drainWithBackPressure() {
    if (size.get() > BACKLOG) {
      drainAll();
    } else {
      drain();
    }
  }

  /** Runs what is there, or waits until another thread has. */
  public void drainAll() {
    if (!draining.isHeldByCurrentThread()) {
      draining.lock();
      try {
        runAll();
      } finally {
        draining.unlock();
      }
      drain();
    }
  }

  private void runAll() {
    for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
      size.decrementAndGet();
      try {
        action.run();
      } catch (RuntimeException e) {
        LOG.error("an action of {} failed", owner, e);
      }
    }
  }
}
