package org.jbroker.tools.node;

import org.jbroker.Endpoint;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.Store;
import org.jbroker.store.StoreEvent;

/**
 * Publishes the events of a store as messages, to this process and its WebSocket clients only, in
 * the form and under the topic that the C++ Broker uses within a process:
 *
 * <pre>
 *   ("insert", store, key, value, nil, publisher, object)
 *   ("update", store, key, old value, new value, nil, publisher, object)
 *   ("erase" or "expire", store, key, publisher, object)
 * </pre>
 *
 * <p>In the place of nil stands the expiry there, which our events do not tell. Stateless.
 */
final class StoreEvents {

  /** Where they are published. */
  static final Topic TOPIC = Topic.of("<$>/local/data/store-events");

  private StoreEvents() {}

  /** Publishes what happens from now on, until the store is closed. */
  static void republish(Store store, Endpoint endpoint) {
    store.onEvent(
        event -> {
          if (!endpoint.isClosed()) {
            endpoint.publishLocally(TOPIC, form(event));
          }
        });
  }

  /** The form of an event. */
  static Data form(StoreEvent event) {
    EntityId by = event.publisher();
    Data publisher = Data.string(by.endpoint().toString());
    Data object = Data.count(by.object());
    if (event instanceof StoreEvent.Inserted inserted) {
      return Data.vector(
          "insert", event.store(), event.key(), inserted.newValue(), null, publisher, object);
    } else if (event instanceof StoreEvent.Updated updated) {
      return Data.vector(
          "update",
          event.store(),
          event.key(),
          updated.oldValue(),
          updated.newValue(),
          null,
          publisher,
          object);
    }
    String what = event instanceof StoreEvent.Expired ? "expire" : "erase";
    return Data.vector(what, event.store(), event.key(), publisher, object);
  }
}
