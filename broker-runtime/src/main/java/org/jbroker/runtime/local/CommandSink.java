package org.jbroker.runtime.local;

import java.util.Objects;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.routing.Sink;
import org.jbroker.spi.CommandHandler;

/**
 * Hands store commands on to a store, on the thread that brings them. It has no queue: the channel
 * between stores bounds what is under way. Thread-safe if the handler is.
 */
public final class CommandSink implements Sink {

  private final CommandHandler handler;

  /** A sink for a store. */
  public CommandSink(CommandHandler handler) {
    this.handler = Objects.requireNonNull(handler);
  }

  @Override
  public Offer offer(Envelope envelope) {
    handler.onCommand(envelope.topic(), envelope.payload().bytes(), !envelope.receiver().isNil());
    return Offer.ACCEPTED;
  }

  @Override
  public Offer offerReserved(Envelope envelope) {
    return offer(envelope);
  }

  @Override
  public Offer force(Envelope envelope) {
    return offer(envelope);
  }

  @Override
  public boolean reserve(Topic topic) {
    return true;
  }

  @Override
  public void release(Topic topic) {
    // Nothing was taken.
  }

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

  @Override
  public boolean takes(MessageKind kind) {
    return kind == MessageKind.COMMAND;
  }
}
