package org.jbroker.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Who waits for a state of the cluster. Not for use by several threads; {@link MembershipLoop} owns
 * it. Futures are completed on the executor, since what is chained to them is user code.
 */
final class Waiters {

  private record Waiter(
      Predicate<ClusterState> condition, long deadlineNanos, CompletableFuture<Boolean> future) {}

  private final Executor executor;
  private final List<Waiter> waiters = new ArrayList<>();

  Waiters(Executor executor) {
    this.executor = executor;
  }

  void add(
      Predicate<ClusterState> condition, long deadlineNanos, CompletableFuture<Boolean> future) {
    waiters.add(new Waiter(condition, deadlineNanos, future));
  }

  /** Completes those whose condition holds, or whose time is over. */
  void check(ClusterState state, long nowNanos) {
    for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      boolean holds = waiter.condition().test(state);
      if (holds || nowNanos - waiter.deadlineNanos() >= 0 || waiter.future().isDone()) {
        all.remove();
        executor.execute(() -> waiter.future().complete(holds));
      }
    }
  }

  /** Completes all, with false. */
  void endAll() {
    waiters.forEach(waiter -> executor.execute(() -> waiter.future().complete(false)));
    waiters.clear();
  }

  OptionalLong nextDeadlineNanos(long nowNanos) {
    OptionalLong left =
        waiters.stream().mapToLong(waiter -> waiter.deadlineNanos() - nowNanos).min();
    return left.isPresent() ? OptionalLong.of(nowNanos + left.getAsLong()) : left;
  }
}
