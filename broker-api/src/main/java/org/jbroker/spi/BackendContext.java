package org.jbroker.spi;

import java.util.Objects;

/**
 * What a backend gets from the master that opens it.
 *
 * @param storeName the name of the store
 * @param threadPrefix the endpoint's name: threads are named {@code PREFIX-store-NAME-...}
 * @param listener hears about durability
 */
public record BackendContext(String storeName, String threadPrefix, BackendListener listener) {

  /** Refuses null. */
  public BackendContext {
    Objects.requireNonNull(storeName, "storeName");
    Objects.requireNonNull(threadPrefix, "threadPrefix");
    Objects.requireNonNull(listener, "listener");
  }

  /** The name of a thread with this task. */
  public String threadName(String task) {
    return threadPrefix + "-store-" + storeName + "-" + task;
  }
}
