package org.jbroker.store.engine.clone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.ToLongFunction;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AttachWriter;
import org.jbroker.store.engine.channel.ChannelLimits;
import org.jbroker.store.engine.channel.ChannelTimes;
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
import org.jbroker.store.engine.command.StoreCommand.Action;
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;

/**
 * The channel from a clone to its masters, one after the other. Under the clone's lock.
 *
 * <p>It is one stream for the whole life of the clone, under one writer id, whoever is the master:
 * an operation keeps its number, so (writer id, number) names it for good. To a new master the
 * channel says attach_writer with the number before the first operation that is not acknowledged,
 * and sends those operations again:
 *
 * <pre>
 *   the master knows the writer      it ignores attach_writer, skips what it has, acknowledges
 *   the master does not              it takes the stream up at that number
 *   the master knows a part that     it asks for what went to another master meanwhile, and is
 *   ends before that number          told that it is gone (retransmit_failed); it skips that
 * </pre>
 *
 * <p>A Java master that knows the writer goes on where it was if attach_writer names a number above
 * {@link Producer#FIRST_OFFSET}, with which a clone of the C++ Broker begins anew. So this stream
 * begins one later: even when nothing was acknowledged yet it is recognised.
 *
 * <p>To the master that acknowledged last it says keepalive first, and attach_writer only if no
 * acknowledgement comes in a heartbeat interval: a master that keeps the number of a writer which
 * was out of reach goes on from there, but may take attach_writer for a new beginning.
 *
 * <p>Beyond the {@link Producer} it numbers and keeps operations also while there is no master, has
 * a bounded number under way, and repeats attach_writer when no acknowledgement comes, since the
 * master may have forgotten this writer.
 */
final class WriterChannel implements ProducerOutput<WriterChannel.Peer, Action> {

  /** The one consumer of this channel, whoever it is at the moment. */
  enum Peer {
    MASTER
  }

  /** Sends to the present master; only called while there is one. */
  interface Sender {
    void send(long sequence, Content content);
  }

  private static final long FIRST_OFFSET = Producer.FIRST_OFFSET + 1;

  // After how many heartbeats without an acknowledgement the master is asked whether it knows us.
  private static final int DOUBT_HEARTBEATS = 4;

  private final ChannelTimes times;
  private final int window;
  private final Sender sender;
  private final Producer<Peer, Action> producer;
  // The last ones that the producer keeps: accepted, but not yet sent to the present master.
  private Deque<Event<Action>> unsent = new ArrayDeque<>();
  // Null while there is none.
  private EntityId master;
  private EntityId lastAcknowledger;
  private boolean attaching;
  private boolean acksWanted;
  private long silentTicks;
  private long ticksSinceAttach;
  private long protocolErrors;

  WriterChannel(
      CloneSettings settings, ToLongFunction<? super Action> payloadBytes, Sender sender) {
    this.times = settings.times();
    this.window = settings.sendWindow();
    this.sender = sender;
    // The owner bounds what is kept and notices silence: the producer must not drop anything.
    ChannelTimes patient =
        new ChannelTimes(times.nackTicks(), times.heartbeatTicks(), Integer.MAX_VALUE);
    ChannelLimits limits =
        settings
            .limits()
            .withUnacked(Integer.MAX_VALUE, Long.MAX_VALUE)
            .withRetransmission(
                Math.min(window, settings.limits().nackEntries()),
                settings.limits().retransmitBytesPerTick());
    this.producer =
        new Producer<>(Opening.BY_PRODUCER, patient, limits, payloadBytes, this, FIRST_OFFSET);
    producer.addConsumer(Peer.MASTER);
  }

  /** There is a master, new or found again: what is not acknowledged goes to it. */
  void connect(EntityId present) {
    master = present;
    silentTicks = 0;
    unsent = new ArrayDeque<>(producer.unacknowledged());
    if (present.equals(lastAcknowledger)) {
      attaching = true;
      ticksSinceAttach = 0;
      sayWhereItEnds();
    } else {
      attach();
    }
    pump();
  }

  /** There is none any more. */
  void disconnect() {
    master = null;
    attaching = false;
    unsent.clear();
  }

  /** Numbers an operation, keeps it, and sends it when its turn is; returns the number. */
  long produce(Action action) {
    return producer.produce(action);
  }

  /** Forgets all operations that are not acknowledged; returns how many. */
  int discard() {
    int lost = producer.unackedEntries();
    producer.removeConsumer(Peer.MASTER);
    producer.addConsumer(Peer.MASTER);
    unsent.clear();
    return lost;
  }

  /** Asks the master to acknowledge what was produced so far, as soon as all of it is sent. */
  void requestAcks() {
    acksWanted = true;
    requestAcksIfSent();
  }

  private void requestAcksIfSent() {
    if (acksWanted && isConnected() && unsent.isEmpty()) {
      acksWanted = false;
      producer.requestAcks();
    }
  }

  void handle(CumulativeAck ack) {
    heardMaster();
    lastAcknowledger = master;
    producer.handle(Peer.MASTER, ack);
    long acked = acked();
    while (!unsent.isEmpty() && unsent.peek().sequence() <= acked) {
      unsent.poll(); // The master knew more than we.
    }
    pump();
  }

  void handle(Nack nack) {
    if (nack.isJoin()) {
      attach();
      return;
    }
    heardMaster();
    producer.handle(Peer.MASTER, nack);
  }

  /** Says something to the present master, if there is one. */
  void send(Content content) {
    if (isConnected()) {
      sender.send(0, content);
    }
  }

  void tick() {
    if (!isConnected()) {
      return;
    }
    silentTicks++;
    ticksSinceAttach++;
    boolean doubtful = silentTicks >= (long) DOUBT_HEARTBEATS * times.heartbeatTicks();
    if ((attaching || doubtful) && ticksSinceAttach >= times.heartbeatTicks()) {
      attach();
    } else if (attaching) {
      sayWhereItEnds();
    }
    producer.tick();
    pump();
  }

  /** Whether the master said nothing about this channel during the connection time-out. */
  boolean isSilent() {
    return isConnected() && silentTicks >= times.connectionTimeoutTicks();
  }

  /** Whether the present master has acknowledged everything. */
  boolean idle() {
    return isConnected() && !attaching && producer.idle();
  }

  /** The number up to which operations are acknowledged, or lost and told so. */
  long acked() {
    return producer.sequence() - producer.unackedEntries();
  }

  /** The number of the last operation. */
  long last() {
    return producer.sequence();
  }

  int unackedEntries() {
    return producer.unackedEntries();
  }

  long unackedBytes() {
    return producer.unackedBytes();
  }

  long protocolErrors() {
    return protocolErrors;
  }

  private boolean isConnected() {
    return master != null;
  }

  private void sayWhereItEnds() {
    sender.send(0, new Control(new Keepalive(producer.sequence())));
  }

  private void heardMaster() {
    silentTicks = 0;
    attaching = false;
  }

  private void attach() {
    attaching = true;
    ticksSinceAttach = 0;
    sender.send(0, new Control(new AttachWriter(acked(), times.heartbeatTicks())));
  }

  private void pump() {
    while (isConnected()
        && !unsent.isEmpty()
        && producer.unackedEntries() - unsent.size() < window) {
      send(unsent.poll());
    }
    requestAcksIfSent();
  }

  private void send(Event<Action> event) {
    sender.send(event.sequence(), event.payload());
  }

  @Override
  public void broadcast(Event<Action> event) {
    if (!isConnected()) {
      return; // The next master gets all that is kept.
    }
    if (unsent.isEmpty() && producer.unackedEntries() <= window) {
      send(event);
    } else {
      unsent.add(event);
    }
  }

  @Override
  public void broadcast(Keepalive keepalive) {
    sender.send(0, new Control(keepalive));
  }

  @Override
  public void send(Peer consumer, Handshake handshake) {
    // This class decides when to attach: the producer knows nothing of masters that change.
  }

  @Override
  public void send(Peer consumer, Event<Action> event) {
    send(event);
  }

  @Override
  public void send(Peer consumer, Keepalive keepalive) {
    // The one to all went to the same master.
  }

  @Override
  public void send(Peer consumer, RetransmitFailed failed) {
    sender.send(0, new Control(failed));
  }

  @Override
  public void handshakeCompleted(Peer consumer) {
    // Nothing was kept for the handshake.
  }

  @Override
  public void dropped(Peer consumer, DropReason reason) {
    throw new IllegalStateException("the producer was told to drop nobody, but did: " + reason);
  }

  @Override
  public void protocolError(Peer consumer, ProtocolError error) {
    protocolErrors++;
  }
}
