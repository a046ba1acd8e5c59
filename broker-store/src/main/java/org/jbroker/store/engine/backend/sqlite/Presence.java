package org.jbroker.store.engine.backend.sqlite;

/** Whether a key has an entry, as far as that can be said without asking the file. */
enum Presence {
  THERE,
  ABSENT,
  UNKNOWN
}
