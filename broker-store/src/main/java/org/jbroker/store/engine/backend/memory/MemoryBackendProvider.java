package org.jbroker.store.engine.backend.memory;

import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendProvider;
import org.jbroker.spi.StoreBackend;
import org.jbroker.store.Backend;

/** Opens {@link Backend#memory()}. Stateless. */
public final class MemoryBackendProvider implements BackendProvider {

  /** For the service loader. */
  public MemoryBackendProvider() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public StoreBackend open(Backend backend, BackendContext context) {
    return new MemoryTable(context.storeName());
  }
}
