package org.jbroker.benchmarks.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jbroker.Endpoint;
import org.jbroker.PeerStatus;
import org.jbroker.Topic;
import org.jbroker.benchmarks.harness.BenchmarkException;

/** Waits for the filters of peers, which travel behind the peering itself. */
public final class PeerFilters {

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private PeerFilters() {}

  /** Waits until a direct peer is subscribed to messages of that topic. */
  public static void await(Endpoint endpoint, Topic topic) throws InterruptedException {
    await(
        () -> endpoint.peerSubscriptions().stream().anyMatch(prefix -> prefix.prefixOf(topic)),
        "no peer is subscribed to " + topic);
  }

  /** Waits until so many peerings work in this direction, too. */
  public static void awaitPeers(Endpoint endpoint, int count) throws InterruptedException {
    await(
        () ->
            endpoint.peers().stream().filter(peer -> peer.status() == PeerStatus.PEERED).count()
                >= count,
        "fewer than " + count + " peers");
  }

  private static void await(BooleanSupplier condition, String otherwise)
      throws InterruptedException {
    long startNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNanos > TIMEOUT_NANOS) {
        throw new BenchmarkException(otherwise);
      }
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
