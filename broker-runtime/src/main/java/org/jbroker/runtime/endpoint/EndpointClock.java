package org.jbroker.runtime.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jbroker.spi.StoreHost;

/** An endpoint's wall clock: the system's, or one that stands until it is set. Thread-safe. */
final class EndpointClock {

  private final AtomicReference<Instant> standing;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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
    listeners.forEach(Runnable::run);
  }

  /** Calls an action after each {@link #advance}, on its thread. */
  StoreHost.Registration onSet(Runnable action) {
    listeners.add(action);
    return () -> listeners.remove(action);
  }
}
