package org.jbroker.runtime.routing;

import org.jbroker.Topic;

/** A sink without a bound: there is always room in it, so no publisher waits for it. */
public interface OpenSink extends Sink {

  @Override
  default Offer offerReserved(Envelope envelope) {
    return offer(envelope);
  }

  @Override
  default Offer force(Envelope envelope) {
    return offer(envelope);
  }

  @Override
  default boolean reserve(Topic topic) {
    return true;
  }

  @Override
  default void release(Topic topic) {
    // Nothing was taken.
  }

  @Override
  default void whenRoom(Topic topic, Runnable action) {
    action.run();
  }

  @Override
  default int room(Topic topic) {
    return Integer.MAX_VALUE;
  }

  @Override
  default boolean throttles() {
    return false;
  }
}
