package org.jbroker.runtime.local;

import java.util.Objects;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.MessageKind;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.routing.OpenSink;
import org.jbroker.spi.CommandHandler;

/**
 * Hands store commands on to a store, on the thread that brings them. It has no queue: the channel
 * between stores bounds what is under way. Thread-safe if the handler is.
 */
public final class CommandSink implements OpenSink {

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
  public boolean isLocal() {
    return true;
  }

  @Override
  public boolean takes(MessageKind kind) {
    return kind == MessageKind.COMMAND;
  }
}
