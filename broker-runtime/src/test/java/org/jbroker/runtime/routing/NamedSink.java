package org.jbroker.runtime.routing;

import org.jbroker.Topic;

/** A sink for tables only: takes nothing, and has a name for messages. Equal to others by name. */
record NamedSink(String name) implements Sink {

  @Override
  public Offer offer(Envelope envelope) {
    return Offer.CLOSED;
  }

  @Override
  public Offer offerReserved(Envelope envelope) {
    return Offer.CLOSED;
  }

  @Override
  public Offer force(Envelope envelope) {
    return Offer.CLOSED;
  }

  @Override
  public boolean reserve(Topic topic) {
    return true;
  }

  @Override
  public void release(Topic topic) {}

  @Override
  public void whenRoom(Topic topic, Runnable action) {
    action.run();
  }

  @Override
  public int room(Topic topic) {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean throttles() {
    return false;
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
