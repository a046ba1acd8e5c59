package org.jbroker.runtime.local;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jbroker.Topic;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.routing.LocalRouting;

/**
 * The prefixes that one queue is subscribed to.
 *
 * <p>Thread-safe. The monitor orders changes, so that routing sees them in the order in which the
 * set does; only routing is called under it.
 */
final class Interests {

  private final LocalRouting routing;
  private final SinkQueue queue;
  private final String what;
  private final Set<Topic> prefixes = new LinkedHashSet<>();
  private boolean closed;

  Interests(LocalRouting routing, SinkQueue queue, String what) {
    this.routing = routing;
    this.queue = queue;
    this.what = what;
  }

  synchronized Set<Topic> prefixes() {
    return Set.copyOf(prefixes);
  }

  synchronized void add(Collection<Topic> added) {
    List<Topic> fresh = List.copyOf(added).stream().filter(t -> !prefixes.contains(t)).toList();
    if (closed) {
      throw LocalContext.closed(what);
    }
    if (!fresh.isEmpty()) {
      routing.subscribe(fresh, queue);
      prefixes.addAll(fresh);
    }
  }

  void remove(Topic prefix) {
    synchronized (this) {
      if (!prefixes.remove(prefix)) {
        return;
      }
      routing.unsubscribe(List.of(prefix), queue);
    }
    queue.recheckRoom();
  }

  /** Whether every direct peer was sent the filter within {@code timeout}. */
  boolean awaitAnnounced(Duration timeout) throws InterruptedException {
    try {
      routing.filterAnnounced().get(Math.max(0, Deadline.nanos(timeout)), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | CancellationException | ExecutionException e) {
      // It fails when the endpoint closes: then it was not announced, which is the answer.
      return false;
    }
  }

  synchronized void close() {
    closed = true;
    if (!prefixes.isEmpty()) {
      routing.unsubscribe(List.copyOf(prefixes), queue);
      prefixes.clear();
    }
  }
}
