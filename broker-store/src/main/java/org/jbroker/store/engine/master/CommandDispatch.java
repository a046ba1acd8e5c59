package org.jbroker.store.engine.master;

import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Leave;
import org.jbroker.store.engine.command.StoreCommand.PartsReceived;
import org.jbroker.store.engine.command.StoreCommand.RefusalsReceived;

/**
 * Takes a command to the channel that it belongs to: that to the clones, or that from a writer.
 * What no clone says is ignored.
 *
 * <p>Not thread-safe: guarded by the master's lock.
 */
final class CommandDispatch {

  private final CloneChannel clones;
  private final WriterInputs writers;

  CommandDispatch(CloneChannel clones, WriterInputs writers) {
    this.clones = clones;
    this.writers = writers;
  }

  void dispatch(StoreCommand command) {
    if (command.content() instanceof Action action) {
      writers.handle(command.sender(), command.sequence(), action);
    } else if (command.content() instanceof Control control) {
      control(command, control.message());
    } else {
      extension(command.sender(), command.content());
    }
  }

  /** What the C++ Broker has, too. */
  private void control(StoreCommand command, ChannelMessage message) {
    EntityId sender = command.sender();
    if (message instanceof Nack nack) {
      if (nack.isJoin() && command.sequence() == StoreCommand.TAKES_PARTS) {
        clones.joinInParts(sender);
      } else {
        clones.handle(sender, nack);
      }
    } else if (message instanceof CumulativeAck ack) {
      clones.handle(sender, ack);
    } else if (message instanceof AttachWriter handshake) {
      writers.attach(sender, handshake);
    } else if (message instanceof Keepalive keepalive) {
      writers.handle(sender, keepalive);
    } else if (message instanceof RetransmitFailed failed) {
      writers.handle(sender, failed);
    }
  }

  /** What only Java clones say. */
  private void extension(EntityId sender, Content content) {
    if (content instanceof PartsReceived received) {
      clones.handle(sender, received);
    } else if (content instanceof RefusalsReceived received) {
      writers.handle(sender, received);
    } else if (content instanceof Leave) {
      clones.leave(sender);
      writers.leave(sender);
    }
  }
}
