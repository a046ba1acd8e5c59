package org.jbroker.tools.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.Message;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.data.Vector;
import org.jbroker.zeek.ZeekEvent;

/** Everything that the demo's endpoint sees, kept until it is asked for. Used by one thread. */
final class Observer {

  private final StatusSubscriber statuses;
  private final Subscriber answers;
  private final List<StatusEvent> seen = new ArrayList<>();
  private final Map<String, Deque<Long>> pongs = new HashMap<>();

  /** Subscribes at {@code endpoint} to statuses and to the answers under {@code prefix}. */
  Observer(Endpoint endpoint, String prefix) {
    statuses = endpoint.statusSubscriber(true);
    answers = endpoint.subscriber(prefix);
  }

  /**
   * Takes the first status with that code, waiting for it.
   *
   * @param id the endpoint that it is about; null for any
   */
  void awaitStatus(StatusCode code, EndpointId id, Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (!take(code, id)) {
      Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
      Optional<StatusEvent> event = left.isNegative() ? Optional.empty() : statuses.get(left);
      seen.add(
          event.orElseThrow(() -> new DemoFailure("no status " + code + "; there were " + seen)));
    }
  }

  private boolean take(StatusCode code, EndpointId id) {
    for (Iterator<StatusEvent> i = seen.iterator(); i.hasNext(); ) {
      if (i.next() instanceof Status status
          && status.code() == code
          && (id == null || status.endpoint().filter(e -> e.node().equals(id)).isPresent())) {
        i.remove();
        return true;
      }
    }
    return false;
  }

  /** Takes the answers of these workers, which must be exactly these numbers in this order. */
  void awaitPongs(long[] numbers, List<String> workers, Duration timeout)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    for (String worker : workers) {
      for (long number : numbers) {
        long got = nextPong(worker, deadlineNanos);
        if (got != number) {
          throw new DemoFailure(
              worker
                  + " answered "
                  + got
                  + " instead of "
                  + number
                  + " of "
                  + Arrays.toString(numbers));
        }
      }
    }
  }

  private long nextPong(String worker, long deadlineNanos) throws InterruptedException {
    Deque<Long> queue = pongs.computeIfAbsent(worker, name -> new ArrayDeque<>());
    while (queue.isEmpty()) {
      Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
      Optional<Message> message = left.isNegative() ? Optional.empty() : answers.get(left);
      Vector args =
          ZeekEvent.from(
                  message.orElseThrow(() -> new DemoFailure("no answer of " + worker)).data())
              .args();
      pongs
          .computeIfAbsent(args.get(1).as(String.class), name -> new ArrayDeque<>())
          .add(args.get(0).as(Long.class));
    }
    return queue.remove();
  }
}
