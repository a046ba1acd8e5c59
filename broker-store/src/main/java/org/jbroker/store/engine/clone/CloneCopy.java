package org.jbroker.store.engine.clone;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Put;

/**
 * The entries that a clone has, and the events of their changes, which are made only if somebody
 * wants them.
 *
 * <p>Written by one thread at a time, under the clone's lock; read by any thread, without one. An
 * entry changes before its event is told. The time of an entry is the master's business: it is
 * there until the master's expire comes.
 */
final class CloneCopy {

  private final String store;
  private final BooleanSupplier eventsWanted;
  private final Consumer<StoreEvent> events;
  private volatile ConcurrentHashMap<Data, Data> entries = new ConcurrentHashMap<>();

  CloneCopy(String store, BooleanSupplier eventsWanted, Consumer<StoreEvent> events) {
    this.store = store;
    this.eventsWanted = eventsWanted;
    this.events = events;
  }

  /** To be read only, and anew for each read; its iterators are weakly consistent. */
  Map<Data, Data> entries() {
    return entries;
  }

  /**
   * Takes over a master's contents, and the map with them; the difference is told as events, with
   * the master as publisher. Readers see all of the change at once.
   */
  void install(ConcurrentHashMap<Data, Data> contents, EntityId master) {
    Map<Data, Data> before = entries;
    entries = contents;
    if (eventsWanted.getAsBoolean()) {
      before.forEach(
          (key, old) -> {
            if (!contents.containsKey(key)) {
              events.accept(new StoreEvent.Erased(store, key, old, master));
            }
          });
      contents.forEach(
          (key, value) -> {
            Data old = before.get(key);
            if (!value.equals(old)) {
              events.accept(written(key, old, value, master));
            }
          });
    }
  }

  /** Applies a decision of the master; returns false if this is none. */
  boolean apply(Action action) {
    if (action instanceof Put put) {
      Data value = Objects.requireNonNull(put.value(), "value");
      Data old = entries.put(put.key(), value);
      if (eventsWanted.getAsBoolean()) {
        events.accept(written(put.key(), old, value, put.publisher()));
      }
    } else if (action instanceof Erase erase) {
      Data old = entries.remove(erase.key());
      if (old != null && eventsWanted.getAsBoolean()) {
        events.accept(new StoreEvent.Erased(store, erase.key(), old, erase.publisher()));
      }
    } else if (action instanceof Expire expire) {
      Data old = entries.remove(expire.key());
      if (old != null && eventsWanted.getAsBoolean()) {
        events.accept(new StoreEvent.Expired(store, expire.key(), old, expire.publisher()));
      }
    } else if (action instanceof Clear clear) {
      install(new ConcurrentHashMap<>(), clear.publisher());
    } else {
      return false;
    }
    return true;
  }

  private StoreEvent written(Data key, Data old, Data value, EntityId publisher) {
    return old == null
        ? new StoreEvent.Inserted(store, key, value, publisher)
        : new StoreEvent.Updated(store, key, old, value, publisher);
  }
}
