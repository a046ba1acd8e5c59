/**
 * The data stores of Broker for Java. It exports nothing: programs use {@code org.jbroker.api},
 * which finds it.
 */
module org.jbroker.store.engine {
  requires org.jbroker.api;
  requires org.slf4j;
}
