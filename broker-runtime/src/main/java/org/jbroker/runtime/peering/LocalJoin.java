package org.jbroker.runtime.peering;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.Topic;

/**
 * The handshake of two endpoints in one process, which is as long as it has to be for each side to
 * report the peering before it gets a message of the other.
 *
 * <pre>
 *   second: filter? ──► first: reports, knows second's filter, may receive
 *                            │ first's filter
 *                            ▼
 *                       second: reports, may receive; sends from here on
 *                            │
 *                            ▼
 *                       first: sends from here on
 * </pre>
 *
 * <p>Each step runs on the control loop of its endpoint. The endpoint with the smaller id is first,
 * whoever asked, so two that join each other at once cannot end with two links.
 */
final class LocalJoin {

  private final Peering first;
  private final Peering second;
  private final boolean firstAsks;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private LocalJoin(Peering first, Peering second, boolean firstAsks) {
    this.first = first;
    this.second = second;
    this.firstAsks = firstAsks;
  }

  static CompletableFuture<Void> run(Peering first, Peering second, boolean firstAsks) {
    LocalJoin join = new LocalJoin(first, second, firstAsks);
    join.on(second, join::askSecond);
    return join.done;
  }

  private void askSecond() {
    List<Topic> filter = second.links().filterFor(first.context().self());
    on(first, () -> admitAtFirst(filter));
  }

  private void admitAtFirst(List<Topic> secondFilter) {
    if (first.links().get(second.context().self()).isPresent()) {
      done.complete(null);
      return;
    }
    LocalLink.Pair pair =
        LocalLink.between(
            first.context(), first.linkEvents(), second.context(), second.linkEvents(), firstAsks);
    List<Topic> told = first.links().filterFor(second.context().self());
    first.links().admit(pair.first(), told, secondFilter);
    first.links().reportUp(pair.first()); // The second one may send before the first may.
    onOrElse(
        second,
        () -> admitAtSecond(pair, told, secondFilter),
        () -> {
          pair.first().abort("the local peer is closing");
          refuse();
        });
  }

  private void admitAtSecond(LocalLink.Pair pair, List<Topic> firstFilter, List<Topic> told) {
    if (second.links().get(first.context().self()).isPresent()) {
      // A socket was faster on this side; the first one will hear of it.
      pair.first().abort("another connection to the local peer is up");
      done.complete(null);
      return;
    }
    second.links().admit(pair.second(), told, firstFilter);
    second.links().activate(pair.second(), true);
    on(
        first,
        () -> {
          first.links().activate(pair.first(), false);
          done.complete(null);
        });
  }

  private void on(Peering side, Runnable step) {
    onOrElse(side, step, this::refuse);
  }

  /** Runs a step on a side's control loop, or the other one, on any thread, if that side closes. */
  private static void onOrElse(Peering side, Runnable step, Runnable ifClosing) {
    boolean accepted =
        side.context().control().execute(() -> (side.isClosing() ? ifClosing : step).run());
    if (!accepted) {
      ifClosing.run();
    }
  }

  private void refuse() {
    done.completeExceptionally(
        new BrokerException(ErrorCode.SHUTTING_DOWN, "one of the two endpoints is closing"));
  }
}
