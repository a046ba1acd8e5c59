package org.jbroker.store.engine.master;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.EntityId;
import org.jbroker.store.StoreEvent;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.master.EffectQueue.Kind;
import org.jbroker.store.engine.ops.Outcome;
import org.jbroker.store.engine.outbox.Outbox;

/**
 * The entries of a master and their ends: applies changes to the backend, and queues for each what
 * is to follow when it is durable, the replay to the clones and the event.
 *
 * <p>Not thread-safe: guarded by the master's lock. A backend that refuses a write throws {@link
 * BackendException} out of here, and nothing has changed.
 */
final class Contents {

  private static final int SCAN_ENTRIES = 4096;
  private static final long SCAN_BYTES = 4L << 20;

  private final MasterContext context;
  private final StoreBackend backend;
  private final EffectQueue effects;
  private final Outbox outbox;
  private final Consumer<Action> replay;
  private final ExpiryQueue expiries = new ExpiryQueue();

  /**
   * The contents of a backend that was opened just now.
   *
   * @param replay tells the clones
   */
  Contents(
      MasterContext context,
      StoreBackend backend,
      EffectQueue effects,
      Outbox outbox,
      Consumer<Action> replay) {
    this.context = context;
    this.backend = backend;
    this.effects = effects;
    this.outbox = outbox;
    this.replay = replay;
    backend.expiries(expiries::set);
  }

  /** When the first entry ends, in nanoseconds since 1970. Any thread. */
  long nextDeadlineNanos() {
    return expiries.nextNanos();
  }

  void put(Data key, Data value, OptionalLong expiryNanos, EntityId publisher, Kind kind) {
    // The old value is for the event only; without it a write costs no read.
    boolean told = context.events().wanted();
    Optional<Data> old = told ? valueOf(key) : Optional.empty();
    set(key, old, told, value, expiryNanos, publisher, kind);
  }

  private Optional<Data> valueOf(Data key) {
    return backend.find(key).map(StoredEntry::value);
  }

  /** Puts unless the key exists; returns whether it did. */
  boolean putUnique(Data key, Data value, OptionalLong expiryNanos, EntityId publisher, Kind kind) {
    if (backend.contains(key)) {
      return false;
    }
    set(key, Optional.empty(), true, value, expiryNanos, publisher, kind);
    return true;
  }

  /** Applies an operation to the value of a key. */
  Outcome update(
      Data key,
      Function<? super Optional<Data>, ? extends Outcome> operation,
      OptionalLong expiryNanos,
      EntityId publisher,
      Kind kind) {
    Optional<Data> old = valueOf(key);
    Outcome outcome = operation.apply(old);
    if (outcome instanceof Outcome.Written written) {
      set(key, old, true, written.value(), expiryNanos, publisher, kind);
    }
    return outcome;
  }

  private void set(
      Data key,
      Optional<Data> old,
      boolean told,
      Data value,
      OptionalLong expiryNanos,
      EntityId publisher,
      Kind kind) {
    long expiry = deadlineNanos(expiryNanos);
    long sequence = backend.put(key, value, expiry);
    long before = expiries.set(key, expiry);
    effects.add(
        sequence,
        kind,
        () -> {
          replay.accept(new Put(key, value, expiryNanos, publisher));
          if (told) {
            announce(() -> written(key, old, value, publisher));
          }
        },
        cause -> expiries.set(key, before));
  }

  private StoreEvent written(Data key, Optional<Data> old, Data value, EntityId publisher) {
    return old.isEmpty()
        ? new StoreEvent.Inserted(context.name(), key, value, publisher)
        : new StoreEvent.Updated(context.name(), key, old.get(), value, publisher);
  }

  void erase(Data key, EntityId publisher, Kind kind) {
    remove(
        key,
        kind,
        new Erase(key, publisher),
        (name, old) -> new StoreEvent.Erased(name, key, old, publisher));
  }

  /** Removes an entry if there is one. */
  private void remove(
      Data key, Kind kind, Action command, BiFunction<String, Data, StoreEvent> event) {
    Optional<Data> old = valueOf(key);
    if (old.isEmpty()) {
      return;
    }
    long sequence = backend.erase(key);
    long before = expiries.set(key, StoredEntry.NEVER);
    effects.add(
        sequence,
        kind,
        () -> {
          replay.accept(command);
          announce(() -> event.apply(context.name(), old.get()));
        },
        cause -> expiries.set(key, before));
  }

  void clear(EntityId publisher, Kind kind) {
    // The old values are for the events only.
    List<EntryCursor.Item> old = context.events().wanted() ? everything() : List.of();
    long sequence = backend.clear();
    Map<Data, Long> before = expiries.clear();
    effects.add(
        sequence,
        kind,
        () -> {
          replay.accept(new Clear(publisher));
          old.forEach(item -> announce(() -> erased(item, publisher)));
        },
        cause -> before.forEach(expiries::set));
  }

  private StoreEvent erased(EntryCursor.Item item, EntityId publisher) {
    return new StoreEvent.Erased(context.name(), item.key(), item.entry().value(), publisher);
  }

  private List<EntryCursor.Item> everything() {
    List<EntryCursor.Item> all = new ArrayList<>();
    EntryCursor cursor = backend.scan(StoreBackend.View.LATEST);
    List<EntryCursor.Item> items = cursor.next(SCAN_ENTRIES, SCAN_BYTES);
    while (!items.isEmpty()) {
      all.addAll(items);
      items = cursor.next(SCAN_ENTRIES, SCAN_BYTES);
    }
    return all;
  }

  /**
   * Removes entries whose time is over.
   *
   * @param max how many at most
   * @return whether there may be more
   */
  boolean expireDue(long nowNanos, int max) {
    for (int i = 0; i < max; i++) {
      Data key = expiries.firstDue(nowNanos);
      if (key == null) {
        return false;
      }
      if (backend.contains(key)) {
        remove(
            key,
            Kind.OTHER,
            new Expire(key, context.id()),
            (name, old) -> new StoreEvent.Expired(name, key, old, context.id()));
      } else {
        expiries.set(key, StoredEntry.NEVER);
      }
    }
    return true;
  }

  private void announce(Supplier<StoreEvent> event) {
    if (context.events().wanted()) {
      StoreEvent made = event.get();
      outbox.add(() -> context.events().publish(made));
    }
  }

  /** What is beyond the year 2262 never ends. */
  private long deadlineNanos(OptionalLong expiryNanos) {
    if (expiryNanos.isEmpty()) {
      return StoredEntry.NEVER;
    }
    long now = context.wallNanos().getAsLong();
    long sum = now + expiryNanos.getAsLong();
    boolean overflow = ((now ^ sum) & (expiryNanos.getAsLong() ^ sum)) < 0;
    if (!overflow) {
      return sum;
    }
    return now > 0 ? StoredEntry.NEVER : Long.MIN_VALUE;
  }
}
