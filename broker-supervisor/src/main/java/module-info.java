/**
 * The supervisor of Broker for Java: a process that keeps workers running, and what it is driven
 * with. It is written on the public API; the engines are found at run time.
 */
module org.jbroker.supervisor {
  requires transitive org.jbroker.api;
  requires transitive org.jbroker.cluster;

  exports org.jbroker.supervisor;
}
