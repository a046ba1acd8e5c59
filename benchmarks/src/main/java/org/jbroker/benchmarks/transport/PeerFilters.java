package org.jbroker.benchmarks.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.Endpoint;
import org.jbroker.Topic;
import org.jbroker.benchmarks.harness.BenchmarkException;

/** Waits for the filters of peers, which travel behind the peering itself. */
public final class PeerFilters {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private PeerFilters() {}

  /** Waits until a direct peer is subscribed to messages of that topic. */
  public static void await(Endpoint endpoint, Topic topic) throws InterruptedException {
    long startNanos = System.nanoTime();
    while (endpoint.peerSubscriptions().stream().noneMatch(prefix -> prefix.prefixOf(topic))) {
      if (System.nanoTime() - startNanos > TIMEOUT_NANOS) {
        throw new BenchmarkException("no peer is subscribed to " + topic);
      }
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
