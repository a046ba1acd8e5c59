package org.jbroker.store.engine.clone;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
 * The entries that a clone has, and the events of their changes.
 *
 * <p>Written by one thread at a time, under the clone's lock; read by any thread, without one. An
 * entry changes before its event is told. The time of an entry is the master's business: it is
 * there until the master's expire comes.
 */
final class CloneCopy {

  private final String store;
  private final Consumer<StoreEvent> events;
  private final ConcurrentHashMap<Data, Data> entries = new ConcurrentHashMap<>();

  CloneCopy(String store, Consumer<StoreEvent> events) {
    this.store = store;
    this.events = events;
  }

  /** To be read only; its iterators are weakly consistent. */
  Map<Data, Data> entries() {
    return entries;
  }

  /**
   * Takes over a master's contents; the difference is told as events, with the master as publisher.
   * Readers see entries change one by one, and never a state without those that are in both.
   */
  void install(Map<Data, Data> contents, EntityId master) {
    for (Data key : entries.keySet()) {
      if (!contents.containsKey(key)) {
        erase(key, master);
      }
    }
    contents.forEach(
        (key, value) -> {
          if (!value.equals(entries.get(key))) {
            put(key, value, master);
          }
        });
  }

  /** Applies a decision of the master; returns false if this is none. */
  boolean apply(Action action) {
    if (action instanceof Put put) {
      put(put.key(), put.value(), put.publisher());
    } else if (action instanceof Erase erase) {
      erase(erase.key(), erase.publisher());
    } else if (action instanceof Expire expire) {
      Optional.ofNullable(entries.remove(expire.key()))
          .ifPresent(
              old ->
                  events.accept(
                      new StoreEvent.Expired(store, expire.key(), old, expire.publisher())));
    } else if (action instanceof Clear clear) {
      entries.keySet().forEach(key -> erase(key, clear.publisher()));
    } else {
      return false;
    }
    return true;
  }

  private void put(Data key, Data value, EntityId publisher) {
    Data old = entries.put(key, Objects.requireNonNull(value, "value"));
    events.accept(
        old == null
            ? new StoreEvent.Inserted(store, key, value, publisher)
            : new StoreEvent.Updated(store, key, old, value, publisher));
  }

  private void erase(Data key, EntityId publisher) {
    Data old = entries.remove(key);
    if (old != null) {
      events.accept(new StoreEvent.Erased(store, key, old, publisher));
    }
  }
}
