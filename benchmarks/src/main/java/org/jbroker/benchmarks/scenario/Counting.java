package org.jbroker.benchmarks.scenario;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.Endpoint;

/** Waits for messages that nobody takes, by the endpoint's own counters. */
final class Counting {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private Counting() {}

  /**
   * Waits until an endpoint has received so many messages, or none for some seconds.
   *
   * @return how many it has received
   */
  static long awaitReceived(Endpoint endpoint, long count) throws InterruptedException {
    long received = endpoint.metrics().received();
    long changedNanos = System.nanoTime();
    while (received < count && System.nanoTime() - changedNanos < SILENCE_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long now = endpoint.metrics().received();
      if (now != received) {
        received = now;
        changedNanos = System.nanoTime();
      }
    }
    return received;
  }
}
