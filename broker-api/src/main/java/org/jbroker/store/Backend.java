package org.jbroker.store;

import java.nio.file.Path;

/**
 * Says where a master keeps its data. A value: the database is opened when the master is attached.
 *
 * <p>Another kind of backend implements this with its own settings, and {@link
 * org.jbroker.spi.BackendProvider} to open it.
 */
public interface Backend {

  /** The name of the {@link org.jbroker.spi.BackendProvider} that opens it. */
  String provider();

  /** In the memory of this process, gone with the master. */
  static Backend memory() {
    return MemoryBackend.INSTANCE;
  }

  /** In a SQLite file, with the defaults of {@link SqliteOptions}. */
  static Backend sqlite(Path path) {
    return SqliteOptions.of(path);
  }

  /** In a SQLite file. */
  static Backend sqlite(SqliteOptions options) {
    return options;
  }
}
