package org.jbroker.store.engine.master;

import org.jbroker.store.engine.command.StoreCommand;

/**
 * The way of a master's commands to its clones. Called by one thread at a time, which it may hold
 * back for a moment, as {@link org.jbroker.spi.StoreHost} says.
 */
public interface CommandPort {

  /** Sends to all clones. */
  void broadcast(StoreCommand command);

  /**
   * Sends to the endpoint of the command's receiver.
   *
   * @return whether a path to it is known
   */
  boolean send(StoreCommand command);
}
