package org.jbroker.store.engine.backend.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteDataSource;

/** Makes connections to a file; tests put faults in between. */
@FunctionalInterface
interface Connector {

  /**
   * SQLite's own driver. The path comes from outside, and the driver reads settings behind a '?',
   * and resources behind some prefixes, out of what it takes for a file name. So it is given a file
   * URI, in which all such characters are escaped, and which SQLite itself unescapes.
   */
  Connector DRIVER =
      (path, busyTimeout) -> {
        SQLiteDataSource source = new SQLiteDataSource();
        source.getConfig().setBusyTimeout(Math.toIntExact(busyTimeout.toMillis()));
        source.setUrl("jdbc:sqlite:" + path.toUri().getScheme() + ":" + path.toUri().getRawPath());
        return source.getConnection();
      };

  /** Connects. */
  Connection connect(Path absolutePath, Duration busyTimeout) throws SQLException;
}
