package org.jbroker.spi;

import java.util.List;
import org.jbroker.store.Backend;
import org.jbroker.store.CloneOptions;
import org.jbroker.store.Store;
import org.jbroker.store.StoreHealth;

/** The stores of one endpoint. Thread-safe. */
public interface StoreEngine extends AutoCloseable {

  /** As {@link org.jbroker.Endpoint#attachMaster}. */
  Store attachMaster(String name, Backend backend);

  /** As {@link org.jbroker.Endpoint#attachClone(String, CloneOptions)}. */
  Store attachClone(String name, CloneOptions options);

  /**
   * How the attached stores are, by name; for {@link org.jbroker.Endpoint#health}. Never blocks.
   */
  List<StoreHealth> health();

  /** Detaches all stores, as {@link Store#close()} does, and ends all threads. */
  @Override
  void close();
}
