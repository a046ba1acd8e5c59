package org.jbroker.store.engine.backend.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;
import org.jbroker.data.Data;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.spi.InvalidDataException;
import org.jbroker.spi.StoredEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that reads what is durable.
 *
 * <p>With the write-ahead log its transaction stays open from one read to the next: beginning one
 * costs more than a look-up. It ends after each commit, by {@link #committed} or with the next
 * read, so that reads see the commit and the log can be checkpointed. With the rollback journal an
 * open transaction would keep the writer from committing; there each read has its own.
 *
 * <p>For any thread; {@code lock} guards the connection and {@code seenCommits}. It is never held
 * during a commit of ours (with the rollback journal SQLite itself makes the two wait for each
 * other).
 */
final class ReadConnection implements AutoCloseable {

  /** Bytes in the file bound what reading them costs; what was written must be readable. */
  private static final DecodeLimits LIMITS = new DecodeLimits(Data.MAX_DEPTH, Integer.MAX_VALUE);

  private static final Logger LOG = LoggerFactory.getLogger(ReadConnection.class);

  private final Path path;
  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;
  private final PreparedStatement find;
  private final PreparedStatement contains;
  private final PreparedStatement part;
  private final PreparedStatement keys;
  private final PreparedStatement lastRow;
  private final PreparedStatement expiries;
  private final Statement control;
  private final boolean keepsTransaction;

  /** Written by the writer thread alone. */
  private volatile long commits;

  private long seenCommits;
  private boolean inTransaction;
  private boolean closed;

  /** Takes over a connection; {@code keepsTransaction} is for the write-ahead log only. */
  ReadConnection(Path path, Connection connection, boolean keepsTransaction) throws SQLException {
    this.path = path;
    this.keepsTransaction = keepsTransaction;
    control = connection.createStatement();
    this.connection = connection;
    String range = " from store where rowid > ? and rowid <= ? order by rowid limit ?";
    find = connection.prepareStatement("select value, expiry from store where key = ?");
    contains = connection.prepareStatement("select 1 from store where key = ?");
    part = connection.prepareStatement("select rowid, key, value, expiry" + range);
    keys = connection.prepareStatement("select rowid, key" + range);
    lastRow = connection.prepareStatement("select max(rowid) from store");
    expiries =
        connection.prepareStatement("select key, expiry from store where expiry is not null");
  }

  /**
   * A row that a cursor meets.
   *
   * @param id grows from row to row
   * @param key the key
   * @param entry the entry, or null if only keys were asked for
   * @param bytes the length of key and value in the file
   */
  record Row(long id, Data key, StoredEntry entry, int bytes) {}

  /** A key, and when its entry ends. */
  private record Expiry(Data key, long nanos) {}

  /** What is to be done with the connection. */
  @FunctionalInterface
  private interface Query<T> {
    T run() throws SQLException;
  }

  private <T> T query(Query<T> query) {
    lock.lock();
    try {
      if (closed) {
        throw SqliteFailures.closed(path);
      }
      return inTransaction(query);
    } catch (SQLException | InvalidDataException e) {
      throw SqliteFailures.failed(path, "read", e);
    } finally {
      lock.unlock();
    }
  }

  private <T> T inTransaction(Query<T> query) throws SQLException {
    if (!keepsTransaction) {
      return query.run();
    }
    long commitsNow = commits;
    if (inTransaction && seenCommits != commitsNow) {
      endTransaction();
    }
    if (!inTransaction) {
      control.execute("begin");
      inTransaction = true;
      seenCommits = commitsNow;
    }
    try {
      return query.run();
    } catch (SQLException e) {
      try {
        endTransaction();
      } catch (SQLException alreadyEnded) {
        e.addSuppressed(alreadyEnded);
      }
      throw e;
    }
  }

  private void endTransaction() throws SQLException {
    inTransaction = false;
    control.execute("commit");
  }

  /** From now on reads see what was committed before. Called by the writer; does not wait. */
  void committed() {
    commits++;
    if (lock.tryLock()) {
      try {
        if (inTransaction) {
          endTransaction();
        }
      } catch (SQLException e) {
        // The next read begins anew, and tells if that is not possible.
        LOG.warn("cannot end a transaction on {}", path, e);
      } finally {
        lock.unlock();
      }
    }
  }

  /** The entry of a key, and its length in the file. */
  Optional<CachedEntry> find(Data key) {
    byte[] keyBytes = DataCodec.encode(key);
    return query(
        () -> {
          find.setBytes(1, keyBytes);
          try (ResultSet row = find.executeQuery()) {
            if (!row.next()) {
              return Optional.empty();
            }
            byte[] value = bytes(row, 1);
            return Optional.of(CachedEntry.present(entry(value, row, 2), keyBytes, value));
          }
        });
  }

  /** Whether a key has an entry. */
  boolean contains(Data key) {
    byte[] keyBytes = DataCodec.encode(key);
    return query(
        () -> {
          contains.setBytes(1, keyBytes);
          try (ResultSet row = contains.executeQuery()) {
            return row.next();
          }
        });
  }

  /** The largest row id, or 0 without rows. */
  long lastRow() {
    return query(
        () -> {
          try (ResultSet row = lastRow.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
          }
        });
  }

  /** Calls {@code action} for each entry that ends by itself. */
  void expiries(ObjLongConsumer<Data> action) {
    // Collected first: no code of others runs under the lock.
    List<Expiry> found =
        query(
            () -> {
              List<Expiry> list = new ArrayList<>();
              try (ResultSet row = expiries.executeQuery()) {
                while (row.next()) {
                  list.add(new Expiry(decode(bytes(row, 1)), row.getLong(2)));
                }
              }
              return list;
            });
    found.forEach(expiry -> action.accept(expiry.key(), expiry.nanos()));
  }

  /** The first rows behind row {@code after}, up to row {@code last}, within the limits. */
  List<Row> rows(long after, long last, int maxRows, long maxBytes, boolean keysOnly) {
    return query(
        () -> {
          PreparedStatement select = keysOnly ? keys : part;
          select.setLong(1, after);
          select.setLong(2, last);
          select.setInt(3, maxRows);
          List<Row> rows = new ArrayList<>();
          long sum = 0;
          try (ResultSet row = select.executeQuery()) {
            while (sum < maxBytes && row.next()) {
              Row next = row(row, keysOnly);
              rows.add(next);
              sum += next.bytes();
            }
          }
          return rows;
        });
  }

  private static Row row(ResultSet row, boolean keysOnly) throws SQLException {
    byte[] key = bytes(row, 2);
    if (keysOnly) {
      return new Row(row.getLong(1), decode(key), null, key.length);
    }
    byte[] value = bytes(row, 3);
    return new Row(row.getLong(1), decode(key), entry(value, row, 4), key.length + value.length);
  }

  private static byte[] bytes(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    if (bytes == null) {
      throw new InvalidDataException(0, "a null where a value should be");
    }
    return bytes;
  }

  private static StoredEntry entry(byte[] value, ResultSet row, int expiryColumn)
      throws SQLException {
    long expiryNanos = row.getLong(expiryColumn);
    return new StoredEntry(decode(value), row.wasNull() ? StoredEntry.NEVER : expiryNanos);
  }

  private static Data decode(byte[] bytes) {
    return DataCodec.decode(bytes, 0, bytes.length, LIMITS);
  }

  @Override
  public void close() throws SQLException {
    lock.lock();
    try {
      closed = true;
      // Closing ends it.
      inTransaction = false;
      connection.close();
    } finally {
      lock.unlock();
    }
  }
}
