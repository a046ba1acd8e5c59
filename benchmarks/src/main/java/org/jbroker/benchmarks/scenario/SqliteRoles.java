package org.jbroker.benchmarks.scenario;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Locale;
import org.jbroker.Endpoint;
import org.jbroker.benchmarks.harness.Role;
import org.jbroker.benchmarks.harness.RoleContext;
import org.jbroker.benchmarks.transport.BrokerOptions;
import org.jbroker.data.Count;
import org.jbroker.store.SqliteOptions;
import org.jbroker.store.SqliteOptions.Synchronous;
import org.jbroker.store.Store;

/** Those who write to a SQLite file: different keys, as many as they are told, in two files. */
final class SqliteRoles {

  private SqliteRoles() {}

  private static Synchronous synchronous(RoleContext context) {
    return Synchronous.valueOf(context.argument("synchronous").toUpperCase(Locale.ROOT));
  }

  /** A master. The first file warms up. */
  public static final class Ours implements Role {

    @Override
    public void run(RoleContext context) throws Exception {
      try (Endpoint endpoint = Endpoint.open(BrokerOptions.of(64).build())) {
        write(endpoint, "warmup", context);
        long nanos = 0;
        long rows;
        try (Store store = attach(endpoint, "measured", context)) {
          nanos = write(store, context.number("count"));
          rows = store.size();
        }
        context.tell("nanos", nanos);
        context.tell("rows", rows);
      }
    }

    private static void write(Endpoint endpoint, String name, RoleContext context) {
      try (Store store = attach(endpoint, name, context)) {
        write(store, context.number("count"));
      }
    }

    private static Store attach(Endpoint endpoint, String name, RoleContext context) {
      return endpoint.attachMaster(
          name,
          SqliteOptions.builder(Path.of(context.argument("directory"), name + ".sqlite"))
              .synchronous(synchronous(context))
              .build());
    }

    private static long write(Store store, long count) {
      long startNanos = System.nanoTime();
      for (long i = 0; i < count; i++) {
        store.put(Count.of(i), Count.of(i));
      }
      store.flush();
      return System.nanoTime() - startNanos;
    }
  }

  /**
   * Bare JDBC with the same table, a prepared statement, and blobs as long as the library's: nine
   * bytes each.
   */
  public static final class Jdbc implements Role {

    private static final int ROWS_PER_TRANSACTION = 1000;
    private static final byte COUNT_TAG = 2;

    @Override
    public void run(RoleContext context) throws Exception {
      write("warmup", context);
      context.tell("nanos", write("measured", context));
    }

    private static long write(String name, RoleContext context) throws SQLException {
      Path file = Path.of(context.argument("directory"), name + ".sqlite");
      long count = context.number("count");
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("PRAGMA journal_mode=WAL");
          statement.execute("PRAGMA synchronous=" + synchronous(context));
          statement.execute("CREATE TABLE store(key blob primary key, value blob, expiry integer)");
        }
        connection.setAutoCommit(false);
        long startNanos = System.nanoTime();
        insert(connection, count);
        long nanos = System.nanoTime() - startNanos;
        if (name.equals("measured")) {
          context.tell("rows", rows(connection));
        }
        return nanos;
      }
    }

    private static void insert(Connection connection, long count) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement("REPLACE INTO store (key, value, expiry) VALUES (?, ?, ?)")) {
        for (long i = 0; i < count; i++) {
          insert.setBytes(1, blob(i));
          insert.setBytes(2, blob(i));
          insert.setNull(3, Types.INTEGER);
          insert.executeUpdate();
          if (i % ROWS_PER_TRANSACTION == ROWS_PER_TRANSACTION - 1) {
            connection.commit();
          }
        }
        connection.commit();
      }
    }

    private static byte[] blob(long number) {
      return ByteBuffer.allocate(1 + Long.BYTES).put(COUNT_TAG).putLong(number).array();
    }

    private static long rows(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SELECT count(*) FROM store")) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
