package org.jbroker.store.engine.master;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What leaves a master, in order. Filled under the master's lock, emptied without it by whatever
 * thread comes along, one at a time.
 *
 * <p>Items neither block nor run users' code. They may lead to commands that come back to this
 * master, or to another one in this process, on the same thread; so {@link #drain} never waits: a
 * thread that finds another one at work leaves its own to that one. Writers of this process are
 * never inside an item, so they can wait: {@link #drainWithBackPressure} holds back those who are
 * faster than the network.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private static final int BACKLOG = 4096;

  private final ConcurrentLinkedQueue<Runnable> items = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final ReentrantLock draining = new ReentrantLock();

  /** Appends an item. It neither blocks nor runs users' code. */
  void add(Runnable item) {
    items.add(item);
    size.incrementAndGet();
  }

  /** Runs what is there unless another thread does; the caller holds no lock. */
  void drain() {
    // Looks again after each round: who added something meanwhile found the lock taken.
    while (!items.isEmpty() && !draining.isHeldByCurrentThread() && draining.tryLock()) {
      try {
        runAll();
      } finally {
        draining.unlock();
      }
    }
  }

  /** As {@link #drain}, but beyond {@value #BACKLOG} items it waits for its turn. */
  void drainWithBackPressure() {
    if (size.get() > BACKLOG) {
      drainAll();
    } else {
      drain();
    }
  }

  /** Runs what is there, or waits until another thread has. */
  void drainAll() {
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
    for (Runnable item = items.poll(); item != null; item = items.poll()) {
      size.decrementAndGet();
      try {
        item.run();
      } catch (RuntimeException e) {
        LOG.error("something could not leave the master of a store", e);
      }
    }
  }
}
