package org.jbroker.runtime.routing;

/** A sink for tables only: takes nothing, and has a name for messages. Equal to others by name. */
record NamedSink(String name) implements OpenSink {

  @Override
  public Offer offer(Envelope envelope) {
    return Offer.CLOSED;
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
