package org.jbroker.store.engine.backend.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes rows, and learns from SQLite which of them are new. Used by one thread, within a
 * transaction; closed with its connection.
 *
 * <p>A row that may be new is inserted, which costs least; if its key is there already, SQLite does
 * nothing and says so, and it is written like a row that is known to be there: updated in place,
 * not replaced, since cursors walk along the ids of rows.
 */
final class RowWriter {

  private static final int CHANGED_ONE = 1;

  private final PreparedStatement insert;
  private final PreparedStatement upsert;
  private final PreparedStatement delete;

  private final List<Write> inserts = new ArrayList<>();
  private final List<Write> deletes = new ArrayList<>();

  RowWriter(Connection connection) throws SQLException {
    String put = "insert into store(key, value, expiry) values(?, ?, ?) on conflict(key) do ";
    insert = connection.prepareStatement(put + "nothing");
    upsert =
        connection.prepareStatement(
            put + "update set value = excluded.value, expiry = excluded.expiry");
    delete = connection.prepareStatement("delete from store where key = ?");
  }

  /** Writes rows with different keys, and answers their questions. */
  void write(List<Write> writes) throws SQLException {
    inserts.clear();
    deletes.clear();
    for (Write write : writes) {
      if (write.erases()) {
        delete.setBytes(1, write.keyBytes());
        delete.addBatch();
        deletes.add(write);
      } else if (write.inFile() == Presence.THERE) {
        addTo(upsert, write);
      } else {
        addTo(insert, write);
        inserts.add(write);
      }
    }
    int[] deleted = delete.executeBatch();
    for (int i = 0; i < deleted.length; i++) {
      answer(deletes.get(i), deleted[i] == CHANGED_ONE);
    }
    int[] inserted = insert.executeBatch();
    for (int i = 0; i < inserted.length; i++) {
      Write write = inserts.get(i);
      answer(write, inserted[i] != CHANGED_ONE);
      if (inserted[i] != CHANGED_ONE) {
        addTo(upsert, write);
      }
    }
    upsert.executeBatch();
  }

  private static void addTo(PreparedStatement statement, Write write) throws SQLException {
    statement.setBytes(1, write.keyBytes());
    statement.setBytes(2, write.valueBytes());
    if (write.entry().expires()) {
      statement.setLong(3, write.entry().expiryNanos());
    } else {
      statement.setNull(3, Types.INTEGER);
    }
    statement.addBatch();
  }

  private static void answer(Write write, boolean wasThere) {
    if (write.question() != null) {
      write.question().answer(wasThere);
    }
  }
}
