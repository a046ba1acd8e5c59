package org.jbroker.runtime.endpoint;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** An endpoint's wall clock: the system's, or one that stands until it is set. Thread-safe. */
final class EndpointClock {

  private final AtomicReference<Instant> standing;

  EndpointClock(boolean realTime) {
    standing = realTime ? null : new AtomicReference<>(Instant.EPOCH);
  }

  Instant now() {
    return standing == null ? Instant.now() : standing.get();
  }

  void advance(Instant to) {
    if (standing == null) {
      throw new IllegalStateException(
          "the time can be set only with the option useRealTime(false)");
    }
    standing.updateAndGet(
        now -> {
          if (to.isBefore(now)) {
            throw new IllegalArgumentException("time does not go back from " + now + " to " + to);
          }
          return to;
        });
  }
}
