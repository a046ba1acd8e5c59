package org.jbroker.store.engine.backend.sqlite;

import org.jbroker.store.Backend;
import org.jbroker.store.SqliteOptions;
import org.jbroker.store.engine.backend.PersistentContract;

/** The other journal, next to no cache, and no waiting for the disk. */
class SqliteRollbackJournalTest extends PersistentContract {

  @Override
  protected Backend spec() {
    return SqliteOptions.builder(folder.resolve("store.sqlite"))
        .journalMode(SqliteOptions.JournalMode.DELETE)
        .synchronous(SqliteOptions.Synchronous.OFF)
        .cacheBytes(1000)
        .build();
  }
}
