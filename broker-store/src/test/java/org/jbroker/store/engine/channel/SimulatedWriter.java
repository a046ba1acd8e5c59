package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jbroker.testkit.LossyLink;
import org.jbroker.testkit.SeededRandom;

/** A writing clone and the master's end of its channel, on lossy links. */
final class SimulatedWriter implements ProducerOutput<String, Long>, ConsumerOutput<Long> {

  private static final String MASTER = "master";

  private final SeededRandom random;
  private final LossyLink<ChannelMessage> toMaster;
  private final LossyLink<ChannelMessage> toWriter;
  private final ChannelLimits limits;
  private final Producer<String, Long> writer;
  private Consumer<Long> master;
  private long written;
  private long applied;

  SimulatedWriter(SeededRandom random, LossyLink.Rates rates, ChannelLimits limits) {
    this.random = random;
    this.limits = limits;
    this.toMaster = new LossyLink<>(random, rates);
    this.toWriter = new LossyLink<>(random, rates);
    this.writer =
        new Producer<>(Opening.BY_PRODUCER, ChannelTimes.DEFAULT, limits, payload -> 8, this);
  }

  void run(int writingTicks, int convergenceTicks) {
    writer.addConsumer(MASTER);
    for (int tick = 0; tick < writingTicks + convergenceTicks; tick++) {
      if (tick < writingTicks) {
        for (int i = random.nextInt(4); i > 0 && writer.hasRoomFor(written + 1); i--) {
          assertThat(writer.produce(++written)).isEqualTo(written + 1);
        }
      }
      writer.tick();
      toMaster.tick().forEach(this::masterReceives);
      if (master != null) {
        master.tick();
      }
      toWriter.tick().forEach(this::writerReceives);
      if (tick >= writingTicks && writer.idle()) {
        assertThat(applied).isEqualTo(written);
        assertThat(writer.unackedEntries()).isZero();
        return;
      }
    }
    throw new AssertionError("not idle after " + convergenceTicks + " ticks");
  }

  @SuppressWarnings("unchecked")
  private void masterReceives(ChannelMessage message) {
    if (message instanceof AttachWriter handshake) {
      if (master == null) {
        master = new Consumer<>(ChannelTimes.DEFAULT, limits, payload -> 8, this);
        master.handle(handshake);
      }
    } else if (master == null) {
      return; // What comes before the handshake is not the master's to keep.
    } else if (message instanceof Event<?> event) {
      master.handle((Event<Long>) event);
    } else if (message instanceof Keepalive keepalive) {
      master.handle(keepalive);
    } else {
      master.handle((RetransmitFailed) message);
    }
  }

  private void writerReceives(ChannelMessage message) {
    if (message instanceof CumulativeAck ack) {
      writer.handle(MASTER, ack);
    } else {
      writer.handle(MASTER, (Nack) message);
    }
  }

  @Override
  public void broadcast(Event<Long> event) {
    toMaster.send(event);
  }

  @Override
  public void broadcast(Keepalive keepalive) {
    toMaster.send(keepalive);
  }

  @Override
  public void send(String consumer, Handshake handshake) {
    toMaster.send(handshake);
  }

  @Override
  public void send(String consumer, Event<Long> event) {
    toMaster.send(event);
  }

  @Override
  public void send(String consumer, Keepalive keepalive) {
    toMaster.send(keepalive);
  }

  @Override
  public void send(String consumer, RetransmitFailed failed) {
    // The answer to a request that an acknowledgement overtook; consumeLost sees any other.
    toMaster.send(failed);
  }

  @Override
  public void handshakeCompleted(String consumer) {
    assertThat(master).isNotNull();
  }

  @Override
  public void dropped(String consumer, DropReason reason) {
    throw new AssertionError("the writer dropped its master: " + reason);
  }

  @Override
  public void protocolError(String consumer, ProtocolError error) {
    throw new AssertionError("a message of the master was refused: " + error);
  }

  @Override
  public void send(CumulativeAck ack) {
    toWriter.send(ack);
  }

  @Override
  public void send(Nack nack) {
    toWriter.send(nack);
  }

  @Override
  public void established(Handshake handshake) {
    applied = handshake.offset() - 1;
  }

  @Override
  public void consume(long sequence, Long payload) {
    assertThat(payload).isEqualTo(applied + 1);
    applied = payload;
  }

  @Override
  public AfterLoss consumeLost(long sequence) {
    throw new AssertionError("lost event " + sequence);
  }

  @Override
  public void closed(CloseReason reason) {
    throw new AssertionError("the master closed: " + reason);
  }

  @Override
  public void protocolError(ProtocolError error) {
    throw new AssertionError("a message of the writer was refused: " + error);
  }

  @Override
  public String toString() {
    return "written=" + written + " applied=" + applied + " unacked=" + writer.unackedEntries();
  }
}
