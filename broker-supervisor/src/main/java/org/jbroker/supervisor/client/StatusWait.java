package org.jbroker.supervisor.client;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jbroker.Subscription;
import org.jbroker.supervisor.NodeExit;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.supervisor.SupervisorRequestException;
import org.jbroker.supervisor.SupervisorRequestException.Reason;

/**
 * Waits until a node is as it should be: asks the supervisor after each notification, and from time
 * to time since those may be lost. Used by one thread.
 */
public final class StatusWait {

  private static final Duration ASK_AGAIN = Duration.ofMillis(500);
  private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double NANOS_PER_SECOND = 1e9;

  private final SupervisorClient client;
  private final String node;
  private final Predicate<? super NodeStatus> condition;

  /** A wait for a condition of a node. */
  public StatusWait(SupervisorClient client, String node, Predicate<? super NodeStatus> condition) {
    this.client = client;
    this.node = node;
    this.condition = condition;
  }

  /** As {@code SupervisorClient.await}. */
  public NodeStatus await(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    Semaphore news = new Semaphore(0);
    String last = "no supervisor is connected";
    Subscription notices =
        client.onNotice(
            notice -> {
              if (notice.node().equals(node)) {
                news.release();
              }
            });
    try {
      while (true) {
        long leftNanos = deadlineNanos - System.nanoTime();
        if (leftNanos <= 0) {
          throw new SupervisorException(
              String.format(
                  "node '%s' is not as waited for within %.3g s: %s",
                  node, timeout.toNanos() / NANOS_PER_SECOND, last));
        }
        try {
          NodeStatus status =
              client.within(Duration.ofNanos(Math.max(leftNanos, MIN_NANOS))).status(node);
          if (condition.test(status)) {
            return status;
          }
          last = text(status);
          if (status.state() == NodeState.FATAL || status.state() == NodeState.EXITED) {
            throw new SupervisorException("node '" + node + "' has ended: " + last);
          }
        } catch (SupervisorRequestException e) {
          if (e.reason() == Reason.REFUSED) {
            throw new SupervisorException(e.getMessage(), e);
          }
        }
        news.tryAcquire(
            Math.min(ASK_AGAIN.toNanos(), deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        news.drainPermits();
      }
    } finally {
      notices.close();
    }
  }

  private static String text(NodeStatus status) {
    return status.state().text()
        + status.lastExit().map(NodeExit::text).map(exit -> ", " + exit).orElse("")
        + (status.message().isEmpty() ? "" : ", " + status.message());
  }
}
