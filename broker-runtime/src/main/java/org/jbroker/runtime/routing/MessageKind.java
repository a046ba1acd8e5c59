package org.jbroker.runtime.routing;

/** What a payload is. Relays treat both alike. */
public enum MessageKind {
  /** A value for subscribers. */
  DATA,
  /** A command of a store, for masters and clones. */
  COMMAND
}
