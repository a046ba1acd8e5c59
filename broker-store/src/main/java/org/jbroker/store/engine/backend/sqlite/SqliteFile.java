package org.jbroker.store.engine.backend.sqlite;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jbroker.spi.BackendException;
import org.jbroker.store.SqliteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Opens a file, so that both connections can rely on it. The schema is that of the C++ Broker, 2.8:
 *
 * <pre>
 *   meta(key text primary key, value text)
 *     'jbroker/NAME'     a note, ours; C++ does not look at it
 *     'broker_version'   'MAJOR.MINOR.PATCH' of the Broker that created the file; C++ does not look
 *                        at it, and writes its own when it opens the file
 *   store(key blob primary key, value blob, expiry integer)
 *     key, value         a value each, as DataCodec writes it
 *     expiry             nanoseconds since 1970-01-01T00:00Z, or null for never
 * </pre>
 *
 * <p>Immutable; {@link #open} is called once.
 */
final class SqliteFile {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

  /** The C++ Broker whose layout this is. */
  static final String BROKER_VERSION = "2.8.0";

  /** What the keys of notes begin with. */
  static final String NOTE_PREFIX = "jbroker/";

  /**
   * At how many pages the log is moved into the file, 16 MiB of them. Each time the writer waits
   * twice for the disk, and pages that changed again since are moved once: SQLite's 1,000 cost a
   * tenth of the speed of many small writes.
   */
  private static final int CHECKPOINT_PAGES = 4_000;

  /** How many notes are kept from one opening to the next: the ones renewed last. */
  private static final int MAX_NOTES = 1024;

  private static final String IS_NOTE =
      "substr(key, 1, " + NOTE_PREFIX.length() + ") = '" + NOTE_PREFIX + "'";

  private static final List<String> SCHEMA =
      List.of(
          "create table if not exists meta(key text primary key, value text)",
          "create table if not exists " + "store(key blob primary key, value blob, expiry integer)",
          "insert or ignore into meta(key, value) values('broker_version', '"
              + BROKER_VERSION
              + "')");

  private final SqliteOptions options;
  private final Connector connector;
  private final Path path;

  SqliteFile(SqliteOptions options, Connector connector) {
    this.options = options;
    this.connector = connector;
    path = options.path().toAbsolutePath().normalize();
  }

  /** An open file, the right to use it, the number of its entries, and the notes in it. */
  record Connections(
      StoreFileLock lock,
      WriteConnection writes,
      ReadConnection reads,
      long size,
      Map<String, Long> notes) {}

  SqliteOptions options() {
    return options;
  }

  Path path() {
    return path;
  }

  /**
   * Opens the file, and deletes it before that if it is corrupt and the options want it.
   *
   * @throws BackendException if that cannot be done; nothing is left open
   */
  Connections open() {
    try {
      if (path.getFileSystem() != FileSystems.getDefault()) {
        throw new IOException("it is not in the default file system");
      }
      if (Files.isDirectory(path)) {
        throw new IOException("it is a directory");
      }
      Files.createDirectories(path.getParent());
      return openLocked();
    } catch (SQLException | IOException e) {
      throw SqliteFailures.cannotOpen(path, e);
    }
  }

  private Connections openLocked() throws SQLException, IOException {
    // Before anything is read, so that nobody's file is ever taken for corrupt and deleted.
    StoreFileLock lock = StoreFileLock.take(path, options.busyTimeout());
    boolean opened = false;
    try {
      Connections connections = openOrReplace(lock);
      opened = true;
      return connections;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private Connections openOrReplace(StoreFileLock lock) throws SQLException, IOException {
    try {
      return connect(lock);
    } catch (SQLException e) {
      if (options.failureMode() != SqliteOptions.FailureMode.DELETE
          || !SqliteFailures.isCorrupt(e)) {
        throw e;
      }
      LOG.warn("deleting the corrupt store file {}: {}", path, e.getMessage());
      for (String suffix : new String[] {"", "-wal", "-shm", "-journal"}) {
        Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
      }
      return connect(lock);
    }
  }

  private Connections connect(StoreFileLock lock) throws SQLException {
    List<Connection> opened = new ArrayList<>();
    try {
      Connection writer = writer();
      opened.add(writer);
      boolean usesLog = journal(writer);
      long size = prepare(writer);
      Connection reader = connector.connect(path, options.busyTimeout());
      opened.add(reader);
      distrustSchema(reader);
      return new Connections(
          lock,
          new WriteConnection(writer, this::writer),
          new ReadConnection(path, reader, usesLog),
          size,
          notes(reader));
    } catch (SQLException | RuntimeException e) {
      for (Connection connection : opened) {
        closeAfter(e, connection);
      }
      throw e;
    }
  }

  private Connection writer() throws SQLException {
    Connection writer = connector.connect(path, options.busyTimeout());
    try (Statement statement = writer.createStatement()) {
      distrustSchema(writer);
      statement.execute("pragma synchronous=" + options.synchronous());
      statement.execute("pragma wal_autocheckpoint=" + CHECKPOINT_PAGES);
      return writer;
    } catch (SQLException | RuntimeException e) {
      closeAfter(e, writer);
      throw e;
    }
  }

  /** Makes the file what it is to be; returns the number of its entries. */
  private long prepare(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement()) {
      if (options.integrityCheck()) {
        integrityCheck(statement);
      }
      // A transaction even for a complete file: one that may not be written shows now.
      statement.execute("begin immediate");
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
      statement.execute(
          "delete from meta where "
              + IS_NOTE
              + " and rowid not in (select rowid from meta where "
              + IS_NOTE
              + " order by rowid desc limit "
              + MAX_NOTES
              + ")");
      statement.execute("commit");
      try (ResultSet rows = statement.executeQuery("select count(*) from store")) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /** Sets the journal mode; returns whether it is the write-ahead log now. */
  private boolean journal(Connection writer) throws SQLException {
    String wanted = options.journalMode().name().toLowerCase(Locale.ROOT);
    try (Statement statement = writer.createStatement();
        ResultSet rows = statement.executeQuery("pragma journal_mode=" + wanted)) {
      String mode = rows.next() ? rows.getString(1) : "";
      if (!mode.equals(wanted)) {
        LOG.warn("the store file {} has journal mode {} instead of {}", path, mode, wanted);
      }
      return mode.equals("wal");
    }
  }

  private Map<String, Long> notes(Connection connection) throws SQLException {
    Map<String, Long> notes = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select key, value from meta where " + IS_NOTE)) {
      while (rows.next()) {
        try {
          notes.put(
              rows.getString(1).substring(NOTE_PREFIX.length()),
              Long.parseUnsignedLong(rows.getString(2)));
        } catch (NumberFormatException e) {
          LOG.warn("{}: the note {} is no number and is ignored", path, rows.getString(1));
        }
      }
    }
    return notes;
  }

  private static void integrityCheck(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("pragma integrity_check(1)")) {
      String verdict = rows.next() ? rows.getString(1) : "no answer";
      if (!verdict.equals("ok")) {
        throw new SQLiteException(
            "integrity check: " + verdict.replace('\n', ' '), SQLiteErrorCode.SQLITE_CORRUPT);
      }
    }
  }

  /** The file may come from anybody: its schema runs no functions with side effects. */
  private static void distrustSchema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma trusted_schema=off");
      statement.execute("pragma cell_size_check=on");
    }
  }

  private static void closeAfter(Exception failure, Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
