package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jbroker.testkit.LossyLink;

/**
 * A clone on lossy links that checks what it consumes.
 *
 * <p>Its "contents" are the number of the last payload: payloads count from 1, so a snapshot with
 * {@code n} has to be followed by {@code n + 1}, {@code n + 2} and so on, whatever the links do.
 */
final class SimulatedClone implements ConsumerOutput<Long> {

  /** A message from the master; a handshake carries the snapshot. */
  record Down(ChannelMessage message, long snapshot) {}

  private final ChannelTimes times;
  private final ChannelLimits limits;
  private final boolean newHandleOnRejoin;
  private final LossyLink<Down> down;
  private final LossyLink<ChannelMessage> up;
  private int handle;
  private int nextHandle;
  private Consumer<Long> consumer;
  private long snapshot;
  private long contents;
  private long lastSequence;
  private boolean established;
  int rejoins;

  SimulatedClone(
      Random random,
      LossyLink.Rates rates,
      ChannelTimes times,
      ChannelLimits limits,
      int firstHandle) {
    this.times = times;
    this.limits = limits;
    this.newHandleOnRejoin = random.nextBoolean();
    this.down = new LossyLink<>(random, rates);
    this.up = new LossyLink<>(random, rates);
    this.nextHandle = firstHandle;
    start();
  }

  private void start() {
    if (consumer == null || newHandleOnRejoin) {
      handle = nextHandle++;
    }
    established = false;
    consumer = new Consumer<>(times, limits, payload -> 8, this);
    consumer.join();
  }

  int handle() {
    return handle;
  }

  /** Restarts without a word, as a process that was killed and came back. */
  void crash() {
    start();
  }

  void toClone(ChannelMessage message, long snapshot) {
    down.send(new Down(message, snapshot));
  }

  /** One tick of the clone and its links; what arrives at the master goes to {@code master}. */
  void tick(Producer<Integer, Long> master) {
    for (Down arrived : down.tick()) {
      receive(arrived);
    }
    if (consumer.state() == Consumer.State.CLOSED) {
      rejoins++;
      start();
    }
    consumer.tick();
    assertThat(consumer.earlyEntries()).isLessThanOrEqualTo(limits.reorderEntries());
    deliverUp(master);
  }

  /** One tick of the links of a clone that is dead. */
  void tickDead(Producer<Integer, Long> master) {
    down.tick();
    deliverUp(master);
  }

  private void deliverUp(Producer<Integer, Long> master) {
    int from = handle;
    for (ChannelMessage arrived : up.tick()) {
      if (arrived instanceof CumulativeAck ack) {
        master.handle(from, ack);
      } else {
        master.handle(from, (Nack) arrived);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void receive(Down arrived) {
    ChannelMessage message = arrived.message();
    if (message instanceof AckClone handshake) {
      snapshot = arrived.snapshot();
      consumer.handle(handshake);
    } else if (message instanceof Event<?> event) {
      consumer.handle((Event<Long>) event);
    } else if (message instanceof Keepalive keepalive) {
      consumer.handle(keepalive);
    } else {
      consumer.handle((RetransmitFailed) message);
    }
  }

  boolean holds(long expected) {
    return established && consumer.idle() && contents == expected;
  }

  long protocolErrors() {
    return consumer.protocolErrors();
  }

  @Override
  public void send(CumulativeAck ack) {
    up.send(ack);
  }

  @Override
  public void send(Nack nack) {
    up.send(nack);
  }

  @Override
  public void established(Handshake handshake) {
    established = true;
    contents = snapshot;
    lastSequence = handshake.offset();
  }

  @Override
  public void consume(long sequence, Long payload) {
    assertThat(sequence).as("sequence number").isEqualTo(lastSequence + 1);
    assertThat(payload).as("payload of event %d", sequence).isEqualTo(contents + 1);
    lastSequence = sequence;
    contents = payload;
  }

  @Override
  public AfterLoss consumeLost(long sequence) {
    return AfterLoss.CLOSE;
  }

  @Override
  public void closed(CloseReason reason) {
    established = false;
  }

  @Override
  public void protocolError(ProtocolError error) {
    throw new AssertionError("the master's message was refused: " + error);
  }

  @Override
  public String toString() {
    return "clone "
        + handle
        + " "
        + consumer.state()
        + " contents="
        + contents
        + " next="
        + consumer.nextSequence()
        + " early="
        + consumer.earlyEntries()
        + " rejoins="
        + rejoins;
  }
}
