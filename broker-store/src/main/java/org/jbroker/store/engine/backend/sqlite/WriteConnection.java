package org.jbroker.store.engine.backend.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.jbroker.store.engine.backend.sqlite.PendingWrites.Write;

/** The connection that writes; a transaction for a group. Used by the writer thread alone. */
final class WriteConnection implements AutoCloseable {

  private final Connection connection;
  private final PreparedStatement upsert;
  private final PreparedStatement delete;
  private final PreparedStatement clear;

  WriteConnection(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    // Not "replace": an update in place keeps the row's id, along which cursors walk.
    upsert =
        connection.prepareStatement(
            "insert into store(key, value, expiry) values(?, ?, ?) on conflict(key)"
                + " do update set value = excluded.value, expiry = excluded.expiry");
    delete = connection.prepareStatement("delete from store where key = ?");
    clear = connection.prepareStatement("delete from store");
  }

  /** Makes a group durable, or throws and leaves the file as it was. */
  void commit(PendingWrites group) throws SQLException {
    try {
      if (group.isCleared()) {
        clear.executeUpdate();
      }
      for (Write write : group.writes()) {
        apply(write);
      }
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      try {
        connection.rollback();
      } catch (SQLException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  private void apply(Write write) throws SQLException {
    if (write.erases()) {
      delete.setBytes(1, write.keyBytes());
      delete.executeUpdate();
      return;
    }
    upsert.setBytes(1, write.keyBytes());
    upsert.setBytes(2, write.valueBytes());
    if (write.entry().expires()) {
      upsert.setLong(3, write.entry().expiryNanos());
    } else {
      upsert.setNull(3, Types.INTEGER);
    }
    upsert.executeUpdate();
  }

  /** Moves what is in the write-ahead log into the file. */
  void checkpoint() throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma wal_checkpoint(truncate)");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
