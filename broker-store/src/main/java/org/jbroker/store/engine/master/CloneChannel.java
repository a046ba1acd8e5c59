package org.jbroker.store.engine.master;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jbroker.EndpointId;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.EntryCursor;
import org.jbroker.spi.StoreBackend;
import org.jbroker.store.EntityId;
import org.jbroker.store.engine.channel.AckClone;
import org.jbroker.store.engine.channel.ChannelMessage;
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
import org.jbroker.store.engine.command.StoreCommand.Content;
import org.jbroker.store.engine.command.StoreCommand.Control;
import org.jbroker.store.engine.command.StoreCommand.Joined;
import org.jbroker.store.engine.command.StoreCommand.Part;
import org.jbroker.store.engine.command.StoreCommand.PartsReceived;
import org.jbroker.store.engine.outbox.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channel from a master to its clones. Only durable changes come in here, so the number of the
 * last event never runs ahead of what the database holds.
 *
 * <p><b>Joining.</b> A Java clone takes the contents in parts ({@link Handover}). A clone of the
 * C++ Broker is told an offset and given the contents at once. These are scanned without the
 * master's lock, while writing goes on:
 *
 * <pre>
 *   events   ... O | O+1  O+2  O+3 ...        the clone gets these too, before or after the scan
 *                  |----- scan -----|         sees every event up to O, and some after it
 *                                   | joined(O, contents)
 * </pre>
 *
 * <p>The clone applies the events after O to the contents. Those that the scan has seen already it
 * applies again: each sets or removes an entry whatever was there before, so after the last of them
 * the entry is as it is here. The contents are kept until the clone acknowledges them, and shared
 * by clones that join at the same offset.
 *
 * <p>Not thread-safe: guarded by the master's lock, except {@link #scan}.
 */
final class CloneChannel implements ProducerOutput<EntityId, Payload> {

  private static final Logger LOG = LoggerFactory.getLogger(CloneChannel.class);

  private static final int SCAN_ENTRIES = 1024;
  private static final long SCAN_BYTES = 1L << 20;

  /** A walk over the contents for clones that join at one offset. */
  private static final class Scan {
    private final long offset;
    private Map<Data, Data> contents;

    Scan(long offset) {
      this.offset = offset;
    }
  }

  private record Join(AckClone handshake, Scan scan) {}

  private final MasterContext context;
  private final StoreBackend backend;
  private final Outbox outbox;
  private final Consumer<Runnable> locked;
  private final Consumer<BackendException> onFailure;
  private final Producer<EntityId, Payload> producer;
  private final Map<EntityId, Join> joins = new HashMap<>();
  private final Handovers handovers;
  private final EventBroadcast events;

  /**
   * A channel without clones.
   *
   * @param locked runs something under the master's lock, on the calling thread, after what is
   *     durable was told
   * @param onFailure told, under that lock, that a scan failed
   */
  CloneChannel(
      MasterContext context,
      StoreBackend backend,
      Outbox outbox,
      Consumer<Runnable> locked,
      Consumer<BackendException> onFailure) {
    this.context = context;
    this.backend = backend;
    this.outbox = outbox;
    this.locked = locked;
    this.onFailure = onFailure;
    this.producer =
        new Producer<>(
            Opening.BY_CONSUMER, context.times(), context.limits(), Payload::bytes, this);
    this.events = new EventBroadcast(context.port(), outbox);
    this.handovers = new Handovers(producer::addConsumer);
  }

  /** Sends a durable change to the clones. */
  void produce(Action action) {
    producer.produce(Payload.of(action));
  }

  void handle(EntityId clone, Nack nack) {
    if (nack.isJoin()) {
      if (handovers.knows(clone)) {
        return; // What it asks for is under way already.
      }
      forgetPredecessors(clone);
    }
    producer.handle(clone, nack);
  }

  /** A clone asks to join, and for the contents in parts. */
  void joinInParts(EntityId clone) {
    if (!handovers.knows(clone)) {
      forgetPredecessors(clone);
      handovers.join(clone, context.limits().consumers());
    }
    if (handovers.isPending(clone)) {
      send(clone, 0, Part.PROMISE); // It may take a while until the first one comes.
    }
  }

  /** A clone tells which parts it has. */
  void handle(EntityId clone, PartsReceived received) {
    handovers.received(clone, received.number(), received.ahead());
    if (someCloneHasContents()) {
      events.flush();
    }
  }

  /** A clone leaves. */
  void leave(EntityId clone) {
    LOG.debug("{}: clone {} leaves", context.name(), clone);
    forget(clone);
  }

  /**
   * A clone joins under a new name each time, and an endpoint has one clone of a store. What went
   * by an earlier name is gone, and must not keep events from being forgotten until it times out.
   */
  private void forgetPredecessors(EntityId clone) {
    for (EntityId other : clonesOf(clone.endpoint())) {
      if (Long.compareUnsigned(other.object(), clone.object()) < 0) {
        LOG.debug("{}: clone {} is now {}", context.name(), other, clone);
        forget(other);
      }
    }
  }

  private List<EntityId> clonesOf(EndpointId endpoint) {
    return Stream.concat(producer.consumers().stream(), handovers.waiting().stream())
        .filter(clone -> clone.endpoint().equals(endpoint))
        .toList();
  }

  private void forget(EntityId clone) {
    producer.removeConsumer(clone);
    joins.remove(clone);
    handovers.remove(clone);
  }

  void handle(EntityId clone, CumulativeAck ack) {
    producer.handle(clone, ack);
  }

  /** Asks the clones to acknowledge what they have, for somebody who waits for it. */
  void requestAcks() {
    producer.requestAcks();
  }

  void tick() {
    events.flush();
    producer.tick();
    for (EntityId clone : handovers.tick()) {
      LOG.info("{}: clone {} does not take the contents and is given up", context.name(), clone);
      forget(clone);
    }
  }

  /** Forgets the clones of an endpoint that is gone. */
  void remove(EndpointId endpoint) {
    for (EntityId clone : clonesOf(endpoint)) {
      LOG.debug("{}: clone {} is unreachable", context.name(), clone);
      forget(clone);
    }
  }

  boolean idle() {
    return producer.idle() && handovers.idle();
  }

  List<EntityId> clones() {
    return producer.consumers();
  }

  long protocolErrors() {
    return producer.protocolErrors();
  }

  @Override
  public void broadcast(Event<Payload> event) {
    events.add(
        command(event.sequence(), EntityId.NIL, event.payload().action()), someCloneHasContents());
  }

  private boolean someCloneHasContents() {
    return handovers.underWay() < producer.consumerCount();
  }

  @Override
  public void broadcast(Keepalive keepalive) {
    events.flush();
    StoreCommand command = command(0, EntityId.NIL, new Control(keepalive));
    outbox.add(() -> context.port().broadcast(command));
  }

  @Override
  public void send(EntityId clone, Handshake handshake) {
    AckClone ack = (AckClone) handshake;
    if (handovers.isWaiting(clone)) {
      handovers.begin(clone, handover(clone, ack));
      return;
    }
    Join join = joins.get(clone);
    if (join == null || join.scan().offset != ack.offset()) {
      join = new Join(ack, scanFor(ack.offset()));
      joins.put(clone, join);
    }
    // Else the scan's end sends it.
    if (join.scan().contents != null) {
      sendJoined(clone, join);
    }
  }

  private Handover handover(EntityId clone, AckClone handshake) {
    return new Handover(
        handshake,
        () -> backend.scan(StoreBackend.View.DURABLE),
        producer::sequence,
        context.partBytes(),
        context.times(),
        new ToClone(clone));
  }

  private Scan scanFor(long offset) {
    for (Join join : joins.values()) {
      if (join.scan().offset == offset) {
        return join.scan();
      }
    }
    Scan scan = new Scan(offset);
    outbox.add(() -> context.background().execute(() -> scan(scan)));
    return scan;
  }

  /** Runs without the lock; the scan sees every write that is durable when it begins. */
  private void scan(Scan scan) {
    Map<Data, Data> contents = new HashMap<>();
    try {
      EntryCursor cursor = backend.scan(StoreBackend.View.DURABLE);
      List<EntryCursor.Item> items = cursor.next(SCAN_ENTRIES, SCAN_BYTES);
      while (!items.isEmpty()) {
        items.forEach(item -> contents.put(item.key(), item.entry().value()));
        items = cursor.next(SCAN_ENTRIES, SCAN_BYTES);
      }
    } catch (BackendException e) {
      locked.accept(() -> scanFailed(scan, e));
      return;
    }
    locked.accept(() -> scanned(scan, contents));
  }

  private void scanned(Scan scan, Map<Data, Data> contents) {
    scan.contents = contents;
    joins.forEach(
        (clone, join) -> {
          if (join.scan() == scan) {
            sendJoined(clone, join);
          }
        });
  }

  /** The clones ask again, and get another scan. */
  private void scanFailed(Scan scan, BackendException cause) {
    joins.values().removeIf(join -> join.scan() == scan);
    onFailure.accept(cause);
  }

  private void sendJoined(EntityId clone, Join join) {
    send(clone, join.handshake().offset(), new Joined(join.handshake(), join.scan().contents));
  }

  @Override
  public void send(EntityId clone, Event<Payload> event) {
    send(clone, event.sequence(), event.payload().action());
  }

  @Override
  public void send(EntityId clone, Keepalive keepalive) {
    control(clone, keepalive);
  }

  @Override
  public void send(EntityId clone, RetransmitFailed failed) {
    control(clone, failed);
  }

  private void control(EntityId clone, ChannelMessage message) {
    send(clone, 0, new Control(message));
  }

  private void send(EntityId clone, long sequence, Content content) {
    StoreCommand command = command(sequence, clone, content);
    outbox.add(() -> context.port().send(command));
  }

  private StoreCommand command(long sequence, EntityId receiver, Content content) {
    return new StoreCommand(sequence, context.id(), receiver, content);
  }

  @Override
  public void handshakeCompleted(EntityId clone) {
    joins.remove(clone);
  }

  @Override
  public void dropped(EntityId clone, DropReason reason) {
    LOG.info("{}: clone {} is given up: {}", context.name(), clone, reason);
    joins.remove(clone);
    handovers.remove(clone);
  }

  @Override
  public void protocolError(EntityId clone, ProtocolError error) {
    LOG.debug("{}: from clone {}: {}", context.name(), clone, error);
  }

  /** What a handover to a clone needs. */
  private final class ToClone implements Handover.Host {
    private final EntityId clone;

    ToClone(EntityId clone) {
      this.clone = clone;
    }

    @Override
    public void send(Part part) {
      events.flush();
      CloneChannel.this.send(clone, 0, part);
    }

    @Override
    public void later(Runnable action, long delayNanos) {
      outbox.add(
          () -> {
            if (delayNanos > 0) {
              context.background().executeLater(action, delayNanos);
            } else {
              context.background().execute(action);
            }
          });
    }

    @Override
    public long nanoTime() {
      return context.background().nanoTime();
    }

    @Override
    public void locked(Runnable action) {
      locked.accept(action);
    }

    @Override
    public void failed(BackendException cause) {
      // It finds out by its next acknowledgement, and joins again.
      forget(clone);
      onFailure.accept(cause);
    }
  }
}
