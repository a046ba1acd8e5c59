package org.jbroker.store.engine.master;

import org.jbroker.store.engine.command.StoreCommand.Action;

/**
 * What the channel to the clones carries: an action whose size was measured once.
 *
 * @param bytes see {@link DataSize}
 */
record Payload(Action action, long bytes) {

  static Payload of(Action action) {
    return new Payload(action, DataSize.of(action));
  }
}
