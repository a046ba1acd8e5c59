package org.jbroker.store;

import java.util.Objects;
import java.util.Optional;
import org.jbroker.data.Data;

/**
 * Something happened to an entry of a store. Told by the master once the change is durable, and by
 * each clone when it applied the change, in the same order everywhere.
 *
 * <p>A {@code clear} is told as one {@link Erased} for each entry.
 */
public sealed interface StoreEvent {

  /** The name of the store. */
  String store();

  /** The key of the entry. */
  Data key();

  /** The value before; empty for {@link Inserted}. */
  Optional<Data> before();

  /** The value after; empty for {@link Erased} and {@link Expired}. */
  Optional<Data> after();

  /** Who asked for the change; the master itself for {@link Expired}. */
  EntityId publisher();

  /**
   * There was no entry with this key, and now there is.
   *
   * @param store the name of the store
   * @param key the key of the entry
   * @param newValue the value after
   * @param publisher who asked for the change
   */
  record Inserted(String store, Data key, Data newValue, EntityId publisher) implements StoreEvent {

    /** Refuses null. */
    public Inserted {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(newValue, "newValue");
      Objects.requireNonNull(publisher, "publisher");
    }

    @Override
    public Optional<Data> before() {
      return Optional.empty();
    }

    @Override
    public Optional<Data> after() {
      return Optional.of(newValue);
    }
  }

  /**
   * The value of an entry was written, possibly with an equal one.
   *
   * @param store the name of the store
   * @param key the key of the entry
   * @param oldValue the value before
   * @param newValue the value after
   * @param publisher who asked for the change
   */
  record Updated(String store, Data key, Data oldValue, Data newValue, EntityId publisher)
      implements StoreEvent {

    /** Refuses null. */
    public Updated {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(oldValue, "oldValue");
      Objects.requireNonNull(newValue, "newValue");
      Objects.requireNonNull(publisher, "publisher");
    }

    @Override
    public Optional<Data> before() {
      return Optional.of(oldValue);
    }

    @Override
    public Optional<Data> after() {
      return Optional.of(newValue);
    }
  }

  /**
   * An entry was erased, by {@code erase} or {@code clear}.
   *
   * @param store the name of the store
   * @param key the key of the entry
   * @param oldValue the value before
   * @param publisher who asked for the change
   */
  record Erased(String store, Data key, Data oldValue, EntityId publisher) implements StoreEvent {

    /** Refuses null. */
    public Erased {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(oldValue, "oldValue");
      Objects.requireNonNull(publisher, "publisher");
    }

    @Override
    public Optional<Data> before() {
      return Optional.of(oldValue);
    }

    @Override
    public Optional<Data> after() {
      return Optional.empty();
    }
  }

  /**
   * The master removed an entry whose time was over.
   *
   * @param store the name of the store
   * @param key the key of the entry
   * @param oldValue the value before
   * @param publisher the master
   */
  record Expired(String store, Data key, Data oldValue, EntityId publisher) implements StoreEvent {

    /** Refuses null. */
    public Expired {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(oldValue, "oldValue");
      Objects.requireNonNull(publisher, "publisher");
    }

    @Override
    public Optional<Data> before() {
      return Optional.of(oldValue);
    }

    @Override
    public Optional<Data> after() {
      return Optional.empty();
    }
  }
}
