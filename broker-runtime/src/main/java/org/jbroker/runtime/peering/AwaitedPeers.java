package org.jbroker.runtime.peering;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jbroker.EndpointId;

/** Who waits for a path to an endpoint. Confined to the control loop. */
final class AwaitedPeers {

  private static final Duration LONGEST = Duration.ofDays(365);

  private final ControlLoop control;
  private final Predicate<EndpointId> isReached;
  private final Map<EndpointId, List<CompletableFuture<Boolean>>> waiters = new HashMap<>();
  private boolean closed;

  AwaitedPeers(ControlLoop control, Predicate<EndpointId> isReached) {
    this.control = control;
    this.isReached = isReached;
  }

  /** Completes with true once an endpoint is reached, with false after the time or the end. */
  CompletableFuture<Boolean> await(EndpointId peer, Duration timeout) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    if (closed || isReached.test(peer)) {
      result.complete(!closed);
      return result;
    }
    waiters.computeIfAbsent(peer, id -> new ArrayList<>()).add(result);
    long nanos = (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
    Future<?> timer = control.schedule(() -> giveUp(peer, result), nanos);
    result.whenComplete((reached, failure) -> timer.cancel(false));
    return result;
  }

  private void giveUp(EndpointId peer, CompletableFuture<Boolean> waiter) {
    waiters.computeIfPresent(
        peer,
        (id, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
    waiter.complete(false);
  }

  /** Ways have changed: completes those whose endpoint is reached now. */
  void wake() {
    for (EndpointId peer : List.copyOf(waiters.keySet())) {
      if (isReached.test(peer)) {
        waiters.remove(peer).forEach(waiter -> waiter.complete(true));
      }
    }
  }

  /** Nobody is waited for any more, nor will be: the timers that would end it may never fire. */
  void close() {
    closed = true;
    for (EndpointId peer : List.copyOf(waiters.keySet())) {
      waiters.remove(peer).forEach(waiter -> waiter.complete(false));
    }
  }
}
