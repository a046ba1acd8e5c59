package org.jbroker.spi;

import org.jbroker.store.Backend;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;

/** The stores of one endpoint. Thread-safe. */
public interface StoreEngine extends AutoCloseable {

  /** As {@link org.jbroker.Endpoint#attachMaster}. */
  Store attachMaster(String name, Backend backend);

  /** As {@link org.jbroker.Endpoint#attachClone(String, CloneOptions)}. */
  Store attachClone(String name, CloneOptions options);

  /** Detaches all stores, as {@link Store#close()} does, and ends all threads. */
  @Override
  void close();
}
