package org.jbroker.store.engine.backend.sqlite;

import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendProvider;
import org.jbroker.spi.StoreBackend;
import org.jbroker.store.Backend;
import org.jbroker.store.SqliteOptions;

/** Opens {@link SqliteOptions}. Stateless. */
public final class SqliteBackendProvider implements BackendProvider {

  /** For the service loader. */
  public SqliteBackendProvider() {}

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public StoreBackend open(Backend backend, BackendContext context) {
    if (!(backend instanceof SqliteOptions options)) {
      throw new IllegalArgumentException("not SqliteOptions: " + backend);
    }
    return SqliteTable.open(new SqliteFile(options, Connector.DRIVER), context);
  }
}
