package org.jbroker.runtime.endpoint;

import java.util.List;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.spi.StoreEngine;
import org.jbroker.spi.StoreEngineProvider;
import org.jbroker.spi.StoreHost;
import org.jbroker.store.StoreHealth;

/**
 * The stores of an endpoint, opened when the first one is attached: programs that have none need no
 * store engine. Thread-safe; the monitor guards the one field, and nothing is closed under it.
 */
final class LazyStores {

  private final StoreHost host;
  private StoreEngine engine;
  private boolean closed;

  LazyStores(StoreHost host) {
    this.host = host;
  }

  synchronized StoreEngine get() {
    if (closed) {
      throw new BrokerException(ErrorCode.SHUTTING_DOWN, "the endpoint is closed");
    }
    if (engine == null) {
      engine = StoreEngineProvider.load().open(host);
    }
    return engine;
  }

  List<StoreHealth> health() {
    StoreEngine opened;
    synchronized (this) {
      opened = engine;
    }
    return opened == null ? List.of() : opened.health();
  }

  void close() {
    StoreEngine opened;
    synchronized (this) {
      closed = true;
      opened = engine;
    }
    if (opened != null) {
      opened.close();
    }
  }
}
