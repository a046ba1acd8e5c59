package org.jbroker.store.engine.service;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jbroker.data.Data;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.StoreSubscription;
import org.jbroker.testkit.Await;

/** All events of a store from now on, in order. Thread-safe. */
final class EventRecord implements AutoCloseable {

  private final List<StoreEvent> events = new CopyOnWriteArrayList<>();
  private final StoreSubscription subscription;

  EventRecord(Store store) {
    subscription = store.onEvent(events::add);
  }

  List<StoreEvent> all() {
    return List.copyOf(events);
  }

  /** The events so far, written as {@link #line}. */
  List<String> lines() {
    return events.stream().map(EventRecord::line).toList();
  }

  /** Waits until there are so many, and returns them as {@link #line}. */
  List<String> await(int count) {
    Await.until(StoreNet.SOON, count + " events", () -> events.size() >= count);
    return lines();
  }

  /** Waits for an event about a key. */
  StoreEvent await(Class<? extends StoreEvent> kind, Object key) {
    Data wanted = Data.of(key);
    return Await.value(
            StoreNet.SOON,
            kind.getSimpleName() + " " + key,
            this::all,
            all -> all.stream().anyMatch(e -> kind.isInstance(e) && e.key().equals(wanted)))
        .stream()
        .filter(e -> kind.isInstance(e) && e.key().equals(wanted))
        .findFirst()
        .orElseThrow();
  }

  /** Kind, key, value before and after: {@code Updated a: 1 -> 2}. */
  static String line(StoreEvent event) {
    return event.getClass().getSimpleName()
        + " "
        + event.key()
        + ": "
        + event.before().map(Data::toString).orElse("none")
        + " -> "
        + event.after().map(Data::toString).orElse("none");
  }

  @Override
  public void close() {
    subscription.close();
  }
}
