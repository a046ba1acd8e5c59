package org.jbroker.cluster;

/** The kinds of backends of Zeek's stores that are still supported: {@code Broker::BackendType}. */
public enum BackendType {
  /** In the memory of the master's process. */
  MEMORY,
  /** In a SQLite file. */
  SQLITE
}
