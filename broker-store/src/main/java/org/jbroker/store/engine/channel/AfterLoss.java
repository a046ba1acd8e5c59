package org.jbroker.store.engine.channel;

/** What a consumer does about an event that the producer can't send any more. */
public enum AfterLoss {
  /** Goes on with the next event: a master that lost one of a writer's commands. */
  SKIP,
  /** Closes: a clone, whose contents would no longer be the master's. */
  CLOSE
}
