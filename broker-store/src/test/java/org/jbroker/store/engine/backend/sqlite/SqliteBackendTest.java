package org.jbroker.store.engine.backend.sqlite;

import org.jbroker.store.Backend;
import org.jbroker.store.engine.backend.PersistentContract;

class SqliteBackendTest extends PersistentContract {

  @Override
  protected Backend spec() {
    return Backend.sqlite(folder.resolve("store.sqlite"));
  }
}
