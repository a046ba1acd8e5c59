package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.channel.RecordingProducerOutput.to;
import static org.jbroker.store.engine.channel.RecordingProducerOutput.toAll;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jbroker.testkit.wire.CapturedFrame;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.FrameKind;
import org.jbroker.testkit.wire.SessionReplay;
import org.jbroker.testkit.wire.Side;
import org.junit.jupiter.api.Test;

/**
 * Plays the channel messages of a session that was captured between a C++ master and a C++ clone:
 * in each situation, our end sends what the C++ end sent, with the same numbers.
 *
 * <p>What an end sends by itself (keepalives, acknowledgements) it has to send within one heartbeat
 * interval of ticks; what it sends in answer to a message, at once.
 */
class CapturedSessionTest {

  private static final String MASTER = "master";
  private static final String CLONE = "clone";

  /** A store command as far as the channel knows it. */
  private record Command(Side from, long sequence, int kind, ByteBuffer fields) {

    private static final int ENTITY_BYTES = 24;

    static Command decode(CapturedFrame captured) {
      Frame.Envelope envelope = (Frame.Envelope) captured.frame();
      ByteBuffer bytes = ByteBuffer.wrap(envelope.payload().toArray());
      long sequence = bytes.getLong();
      bytes.position(bytes.position() + 2 * ENTITY_BYTES);
      int kind = bytes.get();
      return new Command(captured.from(), sequence, kind, bytes.slice());
    }

    ChannelMessage message() {
      ByteBuffer in = fields.duplicate();
      return switch (kind) {
        case 8 -> new AttachWriter(in.getLong(), in.getShort());
        case 9 -> new Keepalive(in.getLong());
        case 10 -> new CumulativeAck(in.getLong());
        case 11 -> {
          List<Long> sequences = new ArrayList<>();
          for (int count = in.get(); count > 0; count--) {
            sequences.add(in.getLong());
          }
          yield new Nack(sequences);
        }
        case 12 -> new AckClone(in.getLong(), in.getShort());
        default -> new Event<>(sequence, "action of kind " + kind);
      };
    }
  }

  private final RecordingProducerOutput<String> masterOut = new RecordingProducerOutput<>();
  private final RecordingProducerOutput<String> writerOut = new RecordingProducerOutput<>();
  private final RecordingConsumerOutput<String> cloneIn = new RecordingConsumerOutput<>();
  private final RecordingConsumerOutput<String> masterIn = new RecordingConsumerOutput<>();
  private final Producer<String, String> master =
      new Producer<>(
          Opening.BY_CONSUMER,
          ChannelTimes.DEFAULT,
          ChannelLimits.DEFAULT,
          String::length,
          masterOut);
  private final Producer<String, String> writer =
      new Producer<>(
          Opening.BY_PRODUCER,
          ChannelTimes.DEFAULT,
          ChannelLimits.DEFAULT,
          String::length,
          writerOut);
  private final Consumer<String> clone =
      new Consumer<>(ChannelTimes.DEFAULT, ChannelLimits.DEFAULT, String::length, cloneIn);
  private final Consumer<String> masterInput =
      new Consumer<>(ChannelTimes.DEFAULT, ChannelLimits.DEFAULT, String::length, masterIn);

  @Test
  void sendsTheNumbersOfTheCapturedSession() {
    List<ChannelMessage> played = new ArrayList<>();
    for (CapturedFrame frame : SessionReplay.load("store").frames()) {
      if (frame.frame().kind() == FrameKind.COMMAND) {
        Command command = Command.decode(frame);
        if (command.from() == Side.LISTENING) {
          playMaster(command.message());
        } else {
          playClone(command.message());
        }
        played.add(command.message());
      }
    }
    assertThat(played).hasSize(70);
    assertThat(cloneIn.calls)
        .hasSize(21)
        .startsWith("established 1")
        .last()
        .asString()
        .startsWith("21 ");
    assertThat(masterIn.calls).hasSize(19).last().asString().startsWith("19 ");
    assertThat(master.idle()).isTrue();
    assertThat(writer.idle()).isTrue();
    assertThat(clone.idle()).isTrue();
    assertThat(masterInput.idle()).isTrue();
    assertThat(master.protocolErrors() + writer.protocolErrors()).isZero();
    assertThat(clone.protocolErrors() + masterInput.protocolErrors()).isZero();
  }

  private void playMaster(ChannelMessage message) {
    if (message instanceof Event<?> event) {
      master.produce((String) event.payload());
      assertThat(masterOut.take()).containsExactly(toAll(message));
      clone.handle(new Event<>(event.sequence(), (String) event.payload()));
    } else if (message instanceof Keepalive keepalive) {
      tickUntil(master::tick, masterOut.sent);
      assertThat(masterOut.take()).containsExactly(toAll(keepalive));
      clone.handle(keepalive);
    } else if (message instanceof AckClone handshake) {
      assertThat(masterOut.take()).containsExactly(to(CLONE, handshake));
      clone.handle(handshake);
    } else {
      tickUntil(masterInput::tick, masterIn.sent);
      assertThat(masterIn.take()).containsExactly(message);
      writer.handle(MASTER, (CumulativeAck) message);
    }
  }

  private void playClone(ChannelMessage message) {
    if (message instanceof Event<?> event) {
      writer.produce((String) event.payload());
      assertThat(writerOut.take()).containsExactly(toAll(message));
      masterInput.handle(new Event<>(event.sequence(), (String) event.payload()));
    } else if (message instanceof Keepalive keepalive) {
      tickUntil(writer::tick, writerOut.sent);
      assertThat(writerOut.take()).containsExactly(toAll(keepalive));
      masterInput.handle(keepalive);
    } else if (message instanceof AttachWriter handshake) {
      writer.addConsumer(MASTER);
      assertThat(writerOut.take()).containsExactly(to(MASTER, handshake));
      masterInput.handle(handshake);
    } else if (message instanceof Nack nack) {
      clone.join();
      assertThat(cloneIn.take()).containsExactly(nack);
      master.handle(CLONE, nack);
    } else {
      tickUntil(clone::tick, cloneIn.sent);
      assertThat(cloneIn.take()).containsExactly(message);
      master.handle(CLONE, (CumulativeAck) message);
    }
  }

  private static void tickUntil(Runnable tick, List<?> sent) {
    for (int i = 0; i < ChannelTimes.DEFAULT.heartbeatTicks() && sent.isEmpty(); i++) {
      tick.run();
    }
  }
}
