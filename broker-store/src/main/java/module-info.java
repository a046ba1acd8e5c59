/**
 * The data stores of Broker for Java. It exports nothing: programs use {@code org.jbroker.api},
 * which finds it.
 */
module org.jbroker.store.engine {
  requires org.jbroker.api;
  requires com.github.benmanes.caffeine;
  requires java.sql;
  requires org.slf4j;
  requires org.xerial.sqlitejdbc;

  provides org.jbroker.spi.BackendProvider with
      org.jbroker.store.engine.backend.memory.MemoryBackendProvider,
      org.jbroker.store.engine.backend.sqlite.SqliteBackendProvider;
  provides org.jbroker.spi.StoreEngineProvider with
      org.jbroker.store.engine.service.StoreServiceProvider;
}
