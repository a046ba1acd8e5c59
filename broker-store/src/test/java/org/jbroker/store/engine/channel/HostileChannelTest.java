package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.jbroker.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/** Both ends survive any sequence of messages, in bounded memory and with bounded answers. */
class HostileChannelTest {

  private static final int MESSAGES = 300_000;
  private static final ChannelLimits LIMITS =
      ChannelLimits.DEFAULT
          .withUnacked(50, 400)
          .withReorder(20, 100)
          .withRetransmission(10, 100)
          .withConsumers(5);

  private static long anySequence(SeededRandom random, long present) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(3);
      case 1 -> -random.nextInt(3);
      case 2 -> Sequences.LAST + random.nextInt(3) - 1;
      case 3 -> random.nextLong();
      case 4 -> Long.MAX_VALUE + random.nextInt(3);
      default -> present + random.nextInt(60) - 30;
    };
  }

  @Test
  void aProducerStaysInItsBoundsWhateverConsumersSend() {
    SeededRandom random = SeededRandom.of(11);
    RecordingProducerOutput<String> out = new RecordingProducerOutput<>();
    Producer<String, String> producer =
        new Producer<>(Opening.BY_CONSUMER, ChannelTimes.DEFAULT, LIMITS, String::length, out);
    for (int i = 0; i < MESSAGES; i++) {
      String from = "consumer " + random.nextInt(8);
      switch (random.nextInt(5)) {
        case 0 -> producer.produce("x".repeat(random.nextInt(40)));
        case 1 ->
            producer.handle(from, new CumulativeAck(anySequence(random, producer.sequence())));
        case 2 -> producer.handle(from, Nack.JOIN);
        case 3 -> producer.tick();
        default -> {
          Stream<Long> sequences =
              Stream.generate(() -> anySequence(random, producer.sequence()))
                  .limit(random.nextInt(5));
          List<Long> list = sequences.sorted(Long::compareUnsigned).toList();
          producer.handle(from, new Nack(list));
        }
      }
      assertThat(out.take().size()).as("answers; %s", random).isLessThanOrEqualTo(10);
      assertThat(producer.unackedEntries()).isLessThanOrEqualTo(50);
      assertThat(producer.unackedBytes()).isLessThanOrEqualTo(400);
      assertThat(producer.consumers()).hasSizeLessThanOrEqualTo(5);
    }
    assertThat(producer.protocolErrors()).isPositive().isEqualTo(out.errors.size());
    assertThat(out.dropped).anyMatch(drop -> drop.endsWith("TOO_FAR_BEHIND"));
  }

  @Test
  void aConsumerStaysInItsBoundsWhateverTheProducerSends() {
    SeededRandom random = SeededRandom.of(12);
    RecordingConsumerOutput<String> out = new RecordingConsumerOutput<>();
    out.afterLoss = AfterLoss.SKIP;
    int lives = 0;
    long consumed = 0;
    Consumer<String> consumer = null;
    for (int i = 0; i < MESSAGES; i++) {
      if (consumer == null || consumer.state() == Consumer.State.CLOSED || i % 1000 == 0) {
        consumer = new Consumer<>(ChannelTimes.DEFAULT, LIMITS, String::length, out);
        lives++;
      }
      long sequence = anySequence(random, consumer.nextSequence());
      switch (random.nextInt(6)) {
        case 0 -> consumer.handle(new AckClone(sequence, random.nextInt(0x1_0000)));
        case 1 -> consumer.handle(new Keepalive(sequence));
        case 2 -> consumer.handle(new RetransmitFailed(sequence));
        case 3 -> consumer.tick();
        default -> consumer.handle(new Event<>(sequence, "x".repeat(random.nextInt(40))));
      }
      for (ChannelMessage sent : out.take()) {
        if (sent instanceof Nack nack) {
          assertThat(nack.sequences()).hasSizeBetween(1, 10);
        }
      }
      consumed += out.calls.size();
      out.calls.clear();
      assertThat(consumer.earlyEntries()).as("%s", random).isLessThanOrEqualTo(20);
      assertThat(consumer.earlyBytes()).isLessThanOrEqualTo(100);
    }
    assertThat(out.errors).isNotEmpty();
    assertThat(consumed).isGreaterThan(lives);
  }
}
