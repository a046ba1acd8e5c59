package org.jbroker.store.engine.clone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jbroker.data.Data;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.AfterLoss;
import org.jbroker.store.engine.channel.AttachWriter;
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
import org.jbroker.store.engine.command.StoreCommand.Add;
import org.jbroker.store.engine.command.StoreCommand.Clear;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Erase;
import org.jbroker.store.engine.command.StoreCommand.Expire;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Put;
import org.jbroker.store.engine.command.StoreCommand.PutUnique;
import org.jbroker.store.engine.command.StoreCommand.PutUniqueResult;
import org.jbroker.store.engine.command.StoreCommand.Subtract;
import org.jbroker.store.engine.ops.LibraryOps;
import org.jbroker.store.engine.ops.Outcome;

/**
 * The least that is a master: two kinds of channels and a map. It gives up a writer that is silent
 * for the connection time-out; what is left of it then says {@link #memory}.
 */
final class ModelMaster implements ProducerOutput<EntityId, Action> {

  /** What it knows of a writer that was silent for too long. */
  enum Memory {
    /** Nothing. */
    NONE,
    /** Where its stream was: it goes on there if an event or keepalive does; else anew. */
    STREAM,
    /** The last number: whatever comes, it goes on there. */
    NUMBERS
  }

  /** Where its commands go; a receiver that is nil is everybody. */
  interface Port {
    void send(StoreCommand command);
  }

  final EntityId id;
  final Map<Data, Data> contents = new HashMap<>();

  /** The operations that were applied, by writer, in order. */
  final Map<EntityId, List<Action>> applied = new HashMap<>();

  boolean answersPutUnique = true;
  Memory memory = Memory.NUMBERS;
  private final Port port;
  private final Producer<EntityId, Action> producer;
  private final Map<EntityId, Consumer<Action>> writers = new LinkedHashMap<>();
  private final Map<EntityId, Long> lastNumbers = new HashMap<>();
  private final Map<EntityId, Joined> snapshots = new HashMap<>();

  ModelMaster(EntityId id, Port port) {
    this.id = id;
    this.port = port;
    this.producer =
        new Producer<>(
            Opening.BY_CONSUMER, ChannelTimes.DEFAULT, ChannelLimits.DEFAULT, a -> 100, this);
  }

  void dispatch(StoreCommand command) {
    EntityId from = command.sender();
    if (!command.receiver().isNil() && !command.receiver().equals(id)) {
      return;
    }
    if (command.content() instanceof Action action) {
      goOn(from, command.sequence());
      Optional.ofNullable(writers.get(from))
          .ifPresent(writer -> writer.handle(new Event<>(command.sequence(), action)));
    } else if (command.content() instanceof Control control) {
      control(from, control.message());
    }
  }

  private void goOn(EntityId writer, long sequence) {
    Long last = lastNumbers.get(writer);
    if (memory == Memory.STREAM && !writers.containsKey(writer) && last != null) {
      if (sequence > last) {
        attach(writer, new AttachWriter(last, ChannelTimes.DEFAULT.heartbeatTicks()));
      }
    }
  }

  private void attach(EntityId writer, AttachWriter handshake) {
    Consumer<Action> added =
        new Consumer<>(
            ChannelTimes.DEFAULT, ChannelLimits.DEFAULT, a -> 100, new WriterInput(writer));
    writers.put(writer, added);
    added.handle(handshake);
  }

  private void control(EntityId from, ChannelMessage message) {
    if (message instanceof Keepalive keepalive) {
      goOn(from, keepalive.sequence() + 1);
    }
    Consumer<Action> writer = writers.get(from);
    if (message instanceof Nack nack) {
      producer.handle(from, nack);
    } else if (message instanceof CumulativeAck ack) {
      producer.handle(from, ack);
    } else if (message instanceof AttachWriter attach && writer == null) {
      long last = memory == Memory.NUMBERS ? lastNumbers.getOrDefault(from, 0L) : 0;
      attach(from, new AttachWriter(Math.max(last, attach.offset()), attach.heartbeatTicks()));
    } else if (message instanceof Keepalive keepalive && writer != null) {
      writer.handle(keepalive);
    } else if (message instanceof RetransmitFailed failed && writer != null) {
      writer.handle(failed);
    }
  }

  void tick() {
    producer.tick();
    List.copyOf(writers.values()).forEach(Consumer::tick);
  }

  boolean idle() {
    return producer.idle() && writers.values().stream().allMatch(Consumer::idle);
  }

  /** A user of the master itself. */
  void apply(Action action) {
    if (action instanceof Put put) {
      store(put.key(), put.value(), put.publisher());
    } else if (action instanceof Add add) {
      outcome(
          add.key(),
          LibraryOps.add(
              Optional.ofNullable(contents.get(add.key())), add.value(), add.initialType()),
          add.publisher());
    } else if (action instanceof Subtract subtract) {
      outcome(
          subtract.key(),
          LibraryOps.subtract(Optional.ofNullable(contents.get(subtract.key())), subtract.value()),
          subtract.publisher());
    } else if (action instanceof Erase erase) {
      if (contents.remove(erase.key()) != null) {
        producer.produce(erase);
      }
    } else if (action instanceof Expire expire) {
      if (contents.remove(expire.key()) != null) {
        producer.produce(expire);
      }
    } else if (action instanceof Clear) {
      contents.clear();
      producer.produce(action);
    } else if (action instanceof PutUnique unique) {
      putUnique(unique);
    }
  }

  private void putUnique(PutUnique unique) {
    boolean inserted = !contents.containsKey(unique.key());
    if (inserted) {
      store(unique.key(), unique.value(), unique.publisher());
    }
    if (answersPutUnique) {
      producer.produce(new PutUniqueResult(inserted, unique.who(), unique.requestId(), id));
    }
  }

  private void outcome(Data key, Outcome outcome, EntityId publisher) {
    if (outcome instanceof Outcome.Written written) {
      store(key, written.value(), publisher);
    }
  }

  private void store(Data key, Data value, EntityId publisher) {
    contents.put(key, value);
    producer.produce(new Put(key, value, OptionalLong.empty(), publisher));
  }

  private void send(long sequence, EntityId receiver, Content content) {
    port.send(new StoreCommand(sequence, id, receiver, content));
  }

  @Override
  public void broadcast(Event<Action> event) {
    send(event.sequence(), EntityId.NIL, event.payload());
  }

  @Override
  public void broadcast(Keepalive keepalive) {
    send(0, EntityId.NIL, new Control(keepalive));
  }

  @Override
  public void send(EntityId consumer, Handshake handshake) {
    Joined joined = snapshots.get(consumer);
    if (joined == null || joined.handshake().offset() != handshake.offset()) {
      joined = new Joined((AckClone) handshake, Map.copyOf(contents));
      snapshots.put(consumer, joined);
    }
    send(handshake.offset(), consumer, joined);
  }

  @Override
  public void send(EntityId consumer, Event<Action> event) {
    send(event.sequence(), consumer, event.payload());
  }

  @Override
  public void send(EntityId consumer, Keepalive keepalive) {
    send(0, consumer, new Control(keepalive));
  }

  @Override
  public void send(EntityId consumer, RetransmitFailed failed) {
    send(0, consumer, new Control(failed));
  }

  @Override
  public void handshakeCompleted(EntityId consumer) {
    snapshots.remove(consumer);
  }

  @Override
  public void dropped(EntityId consumer, DropReason reason) {
    snapshots.remove(consumer);
  }

  @Override
  public void protocolError(EntityId consumer, ProtocolError error) {
    throw new AssertionError(consumer + ": " + error);
  }

  private final class WriterInput implements ConsumerOutput<Action> {

    private final EntityId writer;

    WriterInput(EntityId writer) {
      this.writer = writer;
    }

    @Override
    public void send(CumulativeAck ack) {
      ModelMaster.this.send(0, writer, new Control(ack));
    }

    @Override
    public void send(Nack nack) {
      ModelMaster.this.send(0, writer, new Control(nack));
    }

    @Override
    public void established(Handshake handshake) {
      applied.computeIfAbsent(writer, unused -> new ArrayList<>());
    }

    @Override
    public void consume(long sequence, Action action) {
      applied.get(writer).add(action);
      lastNumbers.put(writer, sequence);
      apply(action);
    }

    @Override
    public AfterLoss consumeLost(long sequence) {
      return AfterLoss.SKIP;
    }

    @Override
    public void closed(CloseReason reason) {
      writers.remove(writer);
    }

    @Override
    public void protocolError(ProtocolError error) {
      throw new AssertionError(writer + ": " + error);
    }
  }
}
