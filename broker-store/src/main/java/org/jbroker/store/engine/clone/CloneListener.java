package org.jbroker.store.engine.clone;

import org.jbroker.BrokerError;
import org.jbroker.store.StoreEvent;

/**
 * What a clone tells about itself.
 *
 * <p>Called by one thread at a time, in the order in which things happened, under no lock of the
 * clone: it may ask the clone for anything. It must not block; user code belongs on an executor
 * behind it.
 */
public interface CloneListener {

  /** Whether somebody listens: if not, no events are made. On any thread. */
  boolean wantsEvents();

  /** The copy changed. A read has seen this change, or a later one, from before this call on. */
  void onEvent(StoreEvent event);

  /**
   * Something a person should know: {@link org.jbroker.ErrorCode#STALE_DATA} for own writes that
   * are lost (once for all that are lost together), {@link org.jbroker.ErrorCode#MASTER_EXISTS} for
   * a second master of the same name (once for each while the clone keeps its own), {@link
   * org.jbroker.ErrorCode#NO_SUCH_MASTER} for a search that found none for 10 s (once for each
   * search: at the start, and after each loss of a master).
   */
  void onProblem(BrokerError problem);

  /** The clone went on to another state. */
  void onState(CloneState state, String reason);
}
