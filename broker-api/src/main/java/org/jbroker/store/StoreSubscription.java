package org.jbroker.store;

/** A running {@link Store#onEvent}. */
public interface StoreSubscription extends AutoCloseable {

  /** How many events this subscription lost because its queue was full. */
  long dropped();

  /** Ends it. What is queued is not delivered any more. Idempotent. */
  @Override
  void close();
}
