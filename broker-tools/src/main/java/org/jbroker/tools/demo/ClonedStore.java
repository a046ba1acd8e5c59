package org.jbroker.tools.demo;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreSubscription;

/** A worker's clone of the demo's store, which counts visits. Used by one thread. */
final class ClonedStore {

  static final String NAME = "visits";

  /** The entry that everybody increments. */
  static final String TOTAL = "total";

  private static final Duration TIMEOUT = Duration.ofSeconds(8);

  private final Store store;

  /** Attaches it; it is closed with {@code endpoint}. */
  ClonedStore(Endpoint endpoint) {
    store = endpoint.attachClone(NAME);
  }

  /** Counts {@code n} visits, one write each, and waits until they are on the master's disk. */
  void visit(long n) {
    for (long i = 0; i < n; i++) {
      store.increment(TOTAL, 1);
    }
    store.flush(TIMEOUT);
  }

  /** The total in this copy, as soon as it is {@code expected}; else what it is after a while. */
  long total(long expected) throws InterruptedException {
    LinkedBlockingQueue<StoreEvent> changes = new LinkedBlockingQueue<>();
    StoreSubscription subscription = store.onEvent(changes::add);
    try {
      long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();
      while (true) {
        long total = store.get(TOTAL, Long.class).orElse(0L);
        long leftNanos = deadlineNanos - System.nanoTime();
        if (total == expected || leftNanos <= 0) {
          return total;
        }
        changes.poll(leftNanos, TimeUnit.NANOSECONDS);
      }
    } finally {
      subscription.close();
    }
  }
}
