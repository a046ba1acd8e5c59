package org.jbroker.store.engine.service;

import org.jbroker.spi.StoreEngine;
import org.jbroker.spi.StoreEngineProvider;
import org.jbroker.spi.StoreHost;

/** How an endpoint finds this store engine. Stateless. */
public final class StoreServiceProvider implements StoreEngineProvider {

  /** For {@link java.util.ServiceLoader}. */
  public StoreServiceProvider() {}

  @Override
  public StoreEngine open(StoreHost host) {
    return new StoreService(host);
  }
}
