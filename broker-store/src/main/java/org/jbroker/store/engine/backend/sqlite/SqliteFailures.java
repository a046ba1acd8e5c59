package org.jbroker.store.engine.backend.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.jbroker.ErrorCode;
import org.jbroker.spi.BackendException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells in users' words what SQLite reports. Stateless. */
final class SqliteFailures {

  private static final Set<SQLiteErrorCode> CORRUPT =
      EnumSet.of(
          SQLiteErrorCode.SQLITE_CORRUPT,
          SQLiteErrorCode.SQLITE_CORRUPT_INDEX,
          SQLiteErrorCode.SQLITE_CORRUPT_SEQUENCE,
          SQLiteErrorCode.SQLITE_CORRUPT_VTAB,
          SQLiteErrorCode.SQLITE_NOTADB);

  private SqliteFailures() {}

  /** Whether the contents of the file are at fault, not its surroundings. */
  static boolean isCorrupt(SQLException e) {
    return e instanceof SQLiteException sqlite && CORRUPT.contains(sqlite.getResultCode());
  }

  static BackendException cannotOpen(Path path, Exception cause) {
    return new BackendException(
        ErrorCode.CANNOT_OPEN_FILE,
        "cannot open the store file " + path + ": " + reason(cause),
        cause);
  }

  /** Another backend has the file; {@code who} is the subject of the sentence and its verb. */
  static BackendException inUse(Path path, String who) {
    return new BackendException(
        ErrorCode.CANNOT_OPEN_FILE,
        "cannot open the store file "
            + path
            + ": "
            + who
            + "; a file has one master at a time, so close that one first");
  }

  /** The lock file beside the database cannot be had. */
  static BackendException cannotLock(Path path, IOException cause) {
    return new BackendException(
        ErrorCode.CANNOT_OPEN_FILE,
        "cannot open the store file "
            + path
            + ": it or a file beside it cannot be opened or created ("
            + reason(cause)
            + ")",
        cause);
  }

  static BackendException failed(Path path, String what, Exception cause) {
    return new BackendException(
        ErrorCode.BACKEND_FAILURE,
        "cannot " + what + " the store file " + path + ": " + reason(cause),
        cause);
  }

  static BackendException closed(Path path) {
    return new BackendException(ErrorCode.BACKEND_FAILURE, "the store file " + path + " is closed");
  }

  private static String reason(Exception cause) {
    if (!(cause instanceof SQLiteException sqlite)) {
      return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
    String hint =
        switch (primary(sqlite.getResultCode())) {
          case SQLITE_BUSY, SQLITE_LOCKED -> "another program has locked it";
          case SQLITE_FULL -> "no room is left on its disk";
          case SQLITE_CORRUPT -> "it is corrupt";
          case SQLITE_NOTADB -> "it is no SQLite database";
          case SQLITE_READONLY, SQLITE_PERM -> "it or its folder may not be written";
          case SQLITE_CANTOPEN -> "it or a file beside it cannot be opened or created";
          case SQLITE_IOERR -> "reading or writing its disk failed";
          default -> "SQLite reports";
        };
    return hint + " (" + sqlite.getMessage() + ")";
  }

  /** Extended codes have the primary one in their low byte. */
  private static SQLiteErrorCode primary(SQLiteErrorCode code) {
    return SQLiteErrorCode.getErrorCode(code.code & 0xFF);
  }
}
