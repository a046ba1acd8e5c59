package org.jbroker.store.engine.master;

import java.util.Optional;
import org.jbroker.spi.BackendException;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AfterLoss;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.ChannelMessage;
import org.jbroker.store.engine.channel.CloseReason;
import org.jbroker.store.engine.channel.Consumer;
import org.jbroker.store.engine.channel.ConsumerOutput;
import org.jbroker.store.engine.channel.CumulativeAck;
import org.jbroker.store.engine.channel.Event;
import org.jbroker.store.engine.channel.Handshake;
import org.jbroker.store.engine.channel.Keepalive;
import org.jbroker.store.engine.channel.Nack;
import org.jbroker.store.engine.channel.Producer;
import org.jbroker.store.engine.channel.ProtocolError;
import org.jbroker.store.engine.channel.RetransmitFailed;
import org.jbroker.store.engine.command.StoreCommand;
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.RefusalsReceived;
import org.jbroker.store.engine.ops.Outcome;
import org.jbroker.store.engine.outbox.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channel from one clone that writes. What it sends is applied at once and acknowledged when it
 * is durable. When writes are lost with the backend's failure, the channel goes back to the last
 * durable one and asks the clone, which still has the rest, to send it again.
 *
 * <p>Not thread-safe: guarded by the master's lock.
 */
final class WriterInput implements ConsumerOutput<Action> {

  private static final Logger LOG = LoggerFactory.getLogger(WriterInput.class);

  /** What a channel needs of the master. */
  interface Host {

    /** Notes with the next write how far a writer got; 0: that it is forgotten. */
    void notePosition(String noteName, long sequence);

    /**
     * Applies a command; throws if the backend refuses it.
     *
     * @return why it changed nothing, if its writer is to be told
     */
    Optional<Outcome.Refused> apply(Action action);

    /** Runs something, under the lock, when all writes so far are durable; not if they are lost. */
    void whenDurable(Runnable action);

    /** An event was lost on the way for good. */
    void lostCommand();
  }

  private final MasterContext context;
  private final EntityId writer;
  private final String noteName;
  private final Host host;
  private final Outbox outbox;
  private final Refusals refusals = new Refusals();
  private Consumer<Action> consumer;
  private int heartbeatTicks;
  private long applied;
  private long durable;
  // Whether this stream can be told from a new one when it comes back.
  private boolean resumable;
  private boolean nackWaits;
  private boolean refused;
  private boolean closed;
  private long protocolErrors;

  /** A channel that was not opened yet. */
  WriterInput(MasterContext context, EntityId writer, Host host, Outbox outbox) {
    this.context = context;
    this.writer = writer;
    this.noteName = WriterPositions.noteName(writer);
    this.host = host;
    this.outbox = outbox;
  }

  /**
   * Opens the channel.
   *
   * @return whether the handshake was valid
   */
  boolean open(AttachWriter handshake) {
    heartbeatTicks = handshake.heartbeatTicks();
    applied = handshake.offset();
    durable = handshake.offset();
    resumable = Long.compareUnsigned(handshake.offset(), Producer.FIRST_OFFSET) > 0;
    return resume();
  }

  /** Takes the channel up (again) after the last event that was applied. */
  boolean resume() {
    refused = false;
    closed = false;
    consumer = new Consumer<>(context.times(), context.limits(), DataSize::of, this);
    return consumer.handle(new AttachWriter(applied, heartbeatTicks));
  }

  void handle(long sequence, Action action) {
    consumer.handle(new Event<>(sequence, action));
    resumeIfRefused();
  }

  void handle(Keepalive keepalive) {
    consumer.handle(keepalive);
  }

  void handle(RetransmitFailed failed) {
    consumer.handle(failed);
    resumeIfRefused();
  }

  void handle(RefusalsReceived received) {
    refusals.told(received.sequence());
  }

  void tick() {
    consumer.tick();
  }

  /** After the backend has forgotten what was not durable. */
  void returnToDurable() {
    nackWaits = false;
    boolean lost = applied != durable;
    applied = durable;
    refusals.forgetAfter(durable);
    if (lost && !closed) {
      resume();
    }
  }

  /** Ends it; {@link #resume} can undo that. */
  void close() {
    closed = true;
    consumer.close();
  }

  /** It writes no more, so nobody need know how far it got. */
  void forgetPosition() {
    if (resumable) {
      host.notePosition(noteName, 0);
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether this number follows what was applied: so it belongs to the same stream. */
  boolean continuesWith(long sequence) {
    return Long.compareUnsigned(sequence, applied) > 0
        && Long.compareUnsigned(sequence - applied, context.limits().reorderEntries()) <= 0;
  }

  /** Whether everything up to this number was applied here. */
  boolean hasApplied(long sequence) {
    return Long.compareUnsigned(sequence, applied) <= 0;
  }

  boolean idle() {
    return consumer.idle() && applied == durable;
  }

  long protocolErrors() {
    return protocolErrors;
  }

  /** A refused event is still the writer's: it is asked for again. */
  private void resumeIfRefused() {
    if (refused) {
      resume();
    }
  }

  @Override
  public void send(CumulativeAck ack) {
    host.whenDurable(() -> sayUnlessRefused(ack, ack.sequence()));
  }

  /** An acknowledgement goes out together with what was refused, or not at all. */
  private void sayUnlessRefused(ChannelMessage message, long acknowledged) {
    refusals.untold(acknowledged).ifPresentOrElse(this::send, () -> control(message));
  }

  /** A request acknowledges what is before it, so it waits for that like an acknowledgement. */
  @Override
  public void send(Nack nack) {
    long acknowledged = nack.sequences().get(0) - 1;
    if (applied == durable) {
      sayUnlessRefused(nack, acknowledged);
    } else if (!nackWaits) {
      // One is enough: the consumer asks again.
      nackWaits = true;
      host.whenDurable(
          () -> {
            nackWaits = false;
            sayUnlessRefused(nack, acknowledged);
          });
    }
  }

  private void control(ChannelMessage message) {
    send(new Control(message));
  }

  private void send(Content content) {
    StoreCommand command = new StoreCommand(0, context.id(), writer, content);
    outbox.add(() -> context.port().send(command));
  }

  @Override
  public void established(Handshake handshake) {
    LOG.debug("{}: writer {} begins after {}", context.name(), writer, handshake.offset());
  }

  @Override
  public void consume(long sequence, Action action) {
    if (resumable) {
      host.notePosition(noteName, sequence);
    }
    try {
      host.apply(action).ifPresent(refusal -> refusals.add(sequence, refusal));
    } catch (BackendException e) {
      // The master has been told; nothing that follows may be applied before this one.
      if (resumable) {
        host.notePosition(noteName, applied);
      }
      refused = true;
      consumer.close();
      return;
    }
    consumed(sequence);
  }

  private void consumed(long sequence) {
    applied = sequence;
    host.whenDurable(() -> durable = sequence);
  }

  @Override
  public AfterLoss consumeLost(long sequence) {
    LOG.warn("{}: command {} of writer {} is lost", context.name(), sequence, writer);
    host.lostCommand();
    consumed(sequence);
    return AfterLoss.SKIP;
  }

  @Override
  public void closed(CloseReason reason) {
    LOG.info("{}: writer {} is given up: {}", context.name(), writer, reason);
    closed = true;
  }

  @Override
  public void protocolError(ProtocolError error) {
    protocolErrors++;
    LOG.debug("{}: from writer {}: {}", context.name(), writer, error);
  }
}
