package org.jbroker.store.engine.master;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AfterLoss;
import org.jbroker.store.engine.channel.ChannelLimits;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.ChannelTimes;
import org.jbroker.store.engine.channel.CloseReason;
import org.jbroker.store.engine.channel.Consumer;
import org.jbroker.store.engine.channel.ConsumerOutput;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.DropReason;
import org.jbroker.store.engine.channel.Event;
import org.jbroker.store.engine.channel.Handshake;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.Opening;
import org.jbroker.store.engine.channel.Producer;
import org.jbroker.store.engine.channel.ProducerOutput;
import org.jbroker.store.engine.channel.ProtocolError;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;

/** The bare minimum of a clone: a copy that follows, and a channel for its own writes. */
final class SimulatedClone {

  private final EntityId id;
  private final EntityId master;
  private final java.util.function.Consumer<StoreCommand> send;
  private final Map<Data, Data> copy = new HashMap<>();
  private final List<PutUniqueResult> results = new ArrayList<>();
  private final Consumer<Action> input;
  private final Producer<EntityId, Action> output;
  private Map<Data, Data> snapshot;
  private boolean writing;

  SimulatedClone(EntityId id, EntityId master, java.util.function.Consumer<StoreCommand> send) {
    this.id = id;
    this.master = master;
    this.send = send;
    this.input =
        new Consumer<>(ChannelTimes.DEFAULT, ChannelLimits.DEFAULT, DataSize::of, new Input());
    this.output =
        new Producer<>(
            Opening.BY_PRODUCER,
            ChannelTimes.DEFAULT,
            ChannelLimits.DEFAULT,
            DataSize::of,
            new Output());
    input.join();
  }

  EntityId id() {
    return id;
  }

  Map<Data, Data> copy() {
    return copy;
  }

  List<PutUniqueResult> results() {
    return results;
  }

  boolean idle() {
    return input.idle() && output.idle();
  }

  void write(Action action) {
    if (!writing) {
      writing = true;
      output.addConsumer(master);
    }
    output.produce(action);
  }

  void tick() {
    input.tick();
    output.tick();
  }

  void receive(StoreCommand command) {
    if (!command.receiver().isNil() && !command.receiver().equals(id)) {
      return;
    }
    Content content = command.content();
    if (content instanceof Action action) {
      input.handle(new Event<>(command.sequence(), action));
    } else if (content instanceof Joined joined) {
      snapshot = joined.snapshot();
      input.handle(joined.handshake());
    } else if (content instanceof Control control) {
      receive(control.message());
    }
  }

  private void receive(ChannelMessage message) {
    if (message instanceof Keepalive keepalive) {
      input.handle(keepalive);
    } else if (message instanceof RetransmitFailed failed) {
      input.handle(failed);
    } else if (message instanceof Nack nack) {
      output.handle(master, nack);
    } else if (message instanceof CumulativeAck ack) {
      output.handle(master, ack);
    }
  }

  private void send(long sequence, EntityId receiver, Content content) {
    send.accept(new StoreCommand(sequence, id, receiver, content));
  }

  private void control(ChannelMessage message) {
    send(0, master, new Control(message));
  }

  private final class Input implements ConsumerOutput<Action> {

    @Override
    public void send(CumulativeAck ack) {
      control(ack);
    }

    @Override
    public void send(Nack nack) {
      control(nack);
    }

    @Override
    public void established(Handshake handshake) {
      copy.clear();
      copy.putAll(snapshot);
    }

    @Override
    public void consume(long sequence, Action action) {
      if (action instanceof Put put) {
        copy.put(put.key(), put.value());
      } else if (action instanceof Erase erase) {
        copy.remove(erase.key());
      } else if (action instanceof Expire expire) {
        copy.remove(expire.key());
      } else if (action instanceof Clear) {
        copy.clear();
      } else if (action instanceof PutUniqueResult result) {
        if (result.who().equals(id)) {
          results.add(result);
        }
      } else {
        throw new AssertionError("a master sends no " + action);
      }
    }

    @Override
    public AfterLoss consumeLost(long sequence) {
      return AfterLoss.CLOSE;
    }

    @Override
    public void closed(CloseReason reason) {
      throw new AssertionError(id + " lost its master: " + reason);
    }

    @Override
    public void protocolError(ProtocolError error) {
      throw new AssertionError(error);
    }
  }

  private final class Output implements ProducerOutput<EntityId, Action> {

    @Override
    public void broadcast(Event<Action> event) {
      SimulatedClone.this.send(event.sequence(), master, event.payload());
    }

    @Override
    public void broadcast(Keepalive keepalive) {
      control(keepalive);
    }

    @Override
    public void send(EntityId to, Handshake handshake) {
      control(handshake);
    }

    @Override
    public void send(EntityId to, Event<Action> event) {
      SimulatedClone.this.send(event.sequence(), to, event.payload());
    }

    @Override
    public void send(EntityId to, Keepalive keepalive) {
      control(keepalive);
    }

    @Override
    public void send(EntityId to, RetransmitFailed failed) {
      control(failed);
    }

    @Override
    public void handshakeCompleted(EntityId to) {
      // The writes are under way already.
    }

    @Override
    public void dropped(EntityId to, DropReason reason) {
      throw new AssertionError(id + " gave up its master: " + reason);
    }

    @Override
    public void protocolError(EntityId from, ProtocolError error) {
      throw new AssertionError(error);
    }
  }
}
