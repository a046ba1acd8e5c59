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
    boolean accepted =
        second
            .context()
            .control()
            .execute(
                () -> {
                  if (second.isClosing()) {
                    refuse(pair);
                  } else {
                    admitAtSecond(pair, told, secondFilter);
                  }
                });
    if (!accepted) {
      refuse(pair);
    }
  }

  /** The first has reported the peering already, so it has to report its end, too. */
  private void refuse(LocalLink.Pair pair) {
    pair.first().abort("the local peer is closed");
    refuse();
  }

  private void admitAtSecond(LocalLink.Pair pair, List<Topic> firstFilter, List<Topic> told) {
    if (second.links().get(first.context().self()).isPresent()) {
      // The end of an older link, or a connection over a socket, has not come to the first yet.
      pair.first().abort("the two endpoints are peered already");
      done.complete(null);
      return;
    }
    second.links().admit(pair.second(), told, firstFilter);
    second.links().activate(pair.second());
    on(
        first,
        () -> {
          first.links().activate(pair.first());
          done.complete(null);
        });
  }

  private void on(Peering side, Runnable step) {
    boolean accepted =
        side.context()
            .control()
            .execute(
                () -> {
                  if (side.isClosing()) {
                    refuse();
                  } else {
                    step.run();
                  }
                });
    if (!accepted) {
      refuse();
    }
  }

  private void refuse() {
    done.completeExceptionally(
        new BrokerException(ErrorCode.SHUTTING_DOWN, "one of the two endpoints is closing"));
  }
}
