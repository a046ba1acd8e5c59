package org.jbroker.store.engine.clone;

import org.jbroker.EndpointId;
import org.jbroker.store.engine.command.StoreCommand;

/**
 * Where a clone's commands go: out on the topic of the store's master, {@code
 * NAME/<$>/data/master}.
 *
 * <p>Called by one thread at a time, in order, under no lock of the clone. May hold the thread back
 * for a moment, as {@link org.jbroker.spi.StoreHost} says, and must not throw; a command that
 * cannot be sent is lost, and the channel notices.
 */
public interface CommandPort {

  /** Sends to whatever master there is: the request to join. */
  void broadcast(StoreCommand command);

  /** Sends to the endpoint of the clone's master. */
  void send(EndpointId master, StoreCommand command);
}
