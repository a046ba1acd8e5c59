package org.jbroker.store.engine.master;

import org.jbroker.store.StoreEvent;

/** Where a master's events go. */
public interface EventSink {

  /** Whether somebody listens: if not, no events are made. On any thread. */
  boolean wanted();

  /** The next event. Called by one thread at a time; neither blocks nor runs users' code. */
  void publish(StoreEvent event);
}
