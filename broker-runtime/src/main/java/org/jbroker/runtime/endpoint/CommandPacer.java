package org.jbroker.runtime.endpoint;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.LocalRouting;
import org.jbroker.runtime.routing.Sink;

/**
 * Holds a store back for a moment while a peer's send buffer is full: what overflows is not lost to
 * a store, whose channel sends it again, but that takes far longer.
 *
 * <p>A peer that does not read must not hold up the store's other peers. So patience has a bound:
 * after {@value #PATIENCE_MILLIS} ms without room there is none for a second.
 *
 * <p>Thread-safe; the one field is a hint, and races on it do no harm.
 */
final class CommandPacer {

  private static final long PATIENCE_MILLIS = 20;
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LocalRouting routing;
  private volatile long patientFromNanos = System.nanoTime();

  CommandPacer(LocalRouting routing) {
    this.routing = routing;
  }

  /** Waits for room for a command. Not for event loops. */
  void await(Topic topic) {
    for (Sink sink : routing.sinks(topic)) {
      if (sink.throttles() && sink.room(topic) <= 0 && System.nanoTime() - patientFromNanos >= 0) {
        CountDownLatch room = new CountDownLatch(1);
        sink.whenRoom(topic, room::countDown);
        if (!awaitBriefly(room)) {
          patientFromNanos = System.nanoTime() + REST_NANOS;
        }
      }
    }
  }

  private static boolean awaitBriefly(CountDownLatch room) {
    try {
      return room.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
