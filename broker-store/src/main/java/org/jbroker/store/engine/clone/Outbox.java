package org.jbroker.store.engine.clone;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is decided under a lock and done after it, in order.
 *
 * <p>{@link #add} is called under the lock of the owner, which so decides the order; {@link #drain}
 * after it, by every thread that may have added something. One thread at a time runs the actions:
 * whoever finds another one at it leaves its own to that one, also when an action itself comes back
 * here. So nothing is done twice, out of order, or under the lock.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
  private final AtomicLong turns = new AtomicLong();

  void add(Runnable action) {
    actions.add(action);
  }

  void drain() {
    if (actions.isEmpty() || turns.getAndIncrement() != 0) {
      return;
    }
    long taken = 1;
    do {
      for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
        run(action);
      }
      taken = turns.addAndGet(-taken);
    } while (taken != 0);
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      // The contracts of the callees forbid it. The next actions must not pay for it.
      LOG.error("a callback of a clone failed", e);
    } catch (Error e) {
      turns.set(0); // The next thread that comes goes on with the rest.
      throw e;
    }
  }
}
