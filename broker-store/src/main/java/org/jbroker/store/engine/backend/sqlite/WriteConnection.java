package org.jbroker.store.engine.backend.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The connection that writes, a transaction for a group. Used by one thread at a time.
 *
 * <p>After a failure it is closed, and the next group gets a new one. SQLite rolls back by itself
 * after some errors (a full disk) and not after others, and the driver does not notice: it would go
 * on without a transaction, a row at a time.
 */
final class WriteConnection implements AutoCloseable {

  /** A batch costs less than its rows one by one; larger ones gain no more. */
  private static final int BATCH_ROWS = 256;

  private final Source source;
  private Session session;

  /** Opens the connection, prepared but for the schema. */
  @FunctionalInterface
  interface Source {
    /** A new connection. */
    Connection open() throws SQLException;
  }

  /** What a connection can do; in a transaction of its own between any two commits. */
  private record Session(
      Connection connection,
      RowWriter rows,
      PreparedStatement clear,
      PreparedStatement note,
      PreparedStatement forget) {}

  /** Takes over {@code first}; later ones come from {@code source}. */
  WriteConnection(Connection first, Source source) throws SQLException {
    this.source = source;
    session = begin(first);
  }

  private static Session begin(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    return new Session(
        connection,
        new RowWriter(connection),
        connection.prepareStatement("delete from store"),
        // "Replace": a new row id, so that the notes that were not renewed are the oldest.
        connection.prepareStatement("replace into meta(key, value) values(?, ?)"),
        connection.prepareStatement("delete from meta where key = ?"));
  }

  private void reconnect() throws SQLException {
    Connection connection = source.open();
    try {
      session = begin(connection);
    } catch (SQLException | RuntimeException e) {
      close(connection, e);
      throw e;
    }
  }

  /** Makes a group durable, or throws and leaves the file as it was. */
  void commit(PendingWrites group) throws SQLException {
    if (session == null) {
      reconnect();
    }
    try {
      if (group.isCleared()) {
        session.clear().executeUpdate();
      }
      write(group, session);
      note(group.notes(), session);
      session.connection().commit();
    } catch (SQLException | RuntimeException e) {
      Connection broken = session.connection();
      session = null;
      // Closing rolls back what is still open.
      close(broken, e);
      throw e;
    }
  }

  /** In the order of the keys: neighbours in the index are written one after the other. */
  private static void write(PendingWrites group, Session session) throws SQLException {
    List<Write> writes = group.inOrder();
    writes.sort((a, b) -> Arrays.compareUnsigned(a.keyBytes(), b.keyBytes()));
    for (int from = 0; from < writes.size(); from += BATCH_ROWS) {
      List<Write> batch = writes.subList(from, Math.min(writes.size(), from + BATCH_ROWS));
      session.rows().write(batch);
    }
  }

  private static void note(Map<String, Long> notes, Session session) throws SQLException {
    for (Map.Entry<String, Long> note : notes.entrySet()) {
      PreparedStatement statement = note.getValue() == 0 ? session.forget() : session.note();
      statement.setString(1, SqliteFile.NOTE_PREFIX + note.getKey());
      if (note.getValue() != 0) {
        statement.setString(2, Long.toUnsignedString(note.getValue()));
      }
      statement.executeUpdate();
    }
  }

  private static void close(Connection connection, Exception failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** Moves what is in the write-ahead log into the file. */
  void checkpoint() throws SQLException {
    if (session != null) {
      session.connection().setAutoCommit(true);
      try (Statement statement = session.connection().createStatement()) {
        statement.execute("pragma wal_checkpoint(truncate)");
      }
    }
  }

  @Override
  public void close() throws SQLException {
    if (session != null) {
      session.connection().close();
    }
  }
}
