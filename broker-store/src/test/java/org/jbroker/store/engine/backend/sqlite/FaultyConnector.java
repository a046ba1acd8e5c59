package org.jbroker.store.engine.backend.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A driver whose n-th write or commit fails once. */
final class FaultyConnector implements Connector {

  private static final Set<String> FAILING = Set.of("executeUpdate", "executeBatch", "commit");

  private final AtomicLong writesLeft = new AtomicLong(Long.MAX_VALUE);

  /** The {@code n}-th call from now on fails, 1 being the next. */
  void failAt(long n) {
    writesLeft.set(n);
  }

  @Override
  public Connection connect(Path path, Duration busyTimeout) throws SQLException {
    return (Connection) wrap(Connection.class, DRIVER.connect(path, busyTimeout));
  }

  private Object wrap(Class<?> type, Object real) {
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          String name = method.getName();
          if (FAILING.contains(name) && writesLeft.decrementAndGet() == 0) {
            throw new SQLException("injected failure of " + name);
          }
          try {
            Object result = method.invoke(real, arguments);
            return result instanceof PreparedStatement
                ? wrap(PreparedStatement.class, result)
                : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
