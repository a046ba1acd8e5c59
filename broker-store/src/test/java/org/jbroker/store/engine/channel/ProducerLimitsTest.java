package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.channel.RecordingProducerOutput.to;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a producer does not do, whoever asks. */
class ProducerLimitsTest {

  private final RecordingProducerOutput<String> out = new RecordingProducerOutput<>();
  private Producer<String, String> producer = create(ChannelLimits.DEFAULT);

  private Producer<String, String> create(ChannelLimits limits) {
    return new Producer<>(Opening.BY_CONSUMER, ChannelTimes.DEFAULT, limits, String::length, out);
  }

  private void join(String... consumers) {
    for (String consumer : consumers) {
      producer.handle(consumer, Nack.JOIN);
      ack(consumer, producer.sequence());
    }
    out.take();
  }

  private void ack(String consumer, long sequence) {
    producer.handle(consumer, new CumulativeAck(sequence));
  }

  private void nack(String consumer, Long... sequences) {
    producer.handle(consumer, new Nack(List.of(sequences)));
  }

  @Test
  void dropsWhoeverHoldsMoreEventsThanTheLimitAndNobodyElse() {
    producer = create(ChannelLimits.DEFAULT.withUnacked(3, 1000));
    join("a", "b");
    for (int i = 0; i < 3; i++) {
      ack("a", producer.produce("x"));
    }
    assertThat(producer.hasRoomFor("x")).isFalse();
    assertThat(out.dropped).isEmpty();
    producer.produce("x");
    assertThat(out.dropped).containsExactly("b TOO_FAR_BEHIND");
    assertThat(producer.unackedEntries()).isEqualTo(1);
    assertThat(producer.hasRoomFor("x")).isTrue();
  }

  @Test
  void dropsWhoeverHoldsMoreBytesThanTheLimitButNotForOneLargeEvent() {
    producer = create(ChannelLimits.DEFAULT.withUnacked(100, 10));
    join("a");
    assertThat(producer.hasRoomFor("x".repeat(50))).isTrue();
    producer.produce("x".repeat(50));
    assertThat(out.dropped).isEmpty();
    assertThat(producer.hasRoomFor("y")).isFalse();
    producer.produce("y");
    assertThat(out.dropped).containsExactly("a TOO_FAR_BEHIND");
    assertThat(producer.unackedBytes()).isZero();
  }

  @Test
  void refusesAcknowledgementsOfTheFuture() {
    join("a");
    producer.produce("x");
    ack("a", 3);
    ack("a", -1);
    ack("unknown", -1);
    assertThat(out.errors).hasSize(3).containsOnly(ProtocolError.ACK_OF_FUTURE);
    assertThat(producer.protocolErrors()).isEqualTo(3);
    assertThat(producer.unackedEntries()).isEqualTo(1);
  }

  @Test
  void refusesMalformedAndFutureRequests() {
    join("a");
    producer.produce("x");
    producer.produce("y");
    out.take();
    nack("a");
    nack("a", 3L, 2L);
    nack("a", 2L, 2L);
    nack("a", 0L, 2L);
    assertThat(out.errors).hasSize(4).containsOnly(ProtocolError.MALFORMED_NACK);
    out.errors.clear();
    nack("a", -1L);
    nack("unknown", 4L);
    assertThat(out.take()).isEmpty();
    nack("a", 3L, 4L, 5L);
    assertThat(out.errors).hasSize(3).containsOnly(ProtocolError.NACK_OF_FUTURE);
    assertThat(out.take()).containsExactly(to("a", new Event<>(3, "y")));
  }

  @Test
  void messagesAgainstTheProtocolAreNoSignOfLife() {
    join("a");
    for (int i = 0; i < 500; i++) {
      producer.tick();
      nack("a", 9L);
      ack("a", 9L);
    }
    assertThat(out.dropped).containsExactly("a TIMED_OUT");
  }

  @Test
  void readsOnlyTheBeginningOfAListOfAMillion() {
    join("a");
    producer.produce("x");
    out.take();
    producer.handle("a", new Nack(LongStream.rangeClosed(1, 1_000_000).boxed().toList()));
    assertThat(out.take())
        .containsExactly(to("a", new RetransmitFailed(1)), to("a", new Event<>(2, "x")));
    assertThat(out.errors).containsExactly(ProtocolError.NACK_OF_FUTURE);
  }

  @Test
  void sendsAgainNoMoreThanTheLimitsPerTickHoweverOftenItIsAsked() {
    producer = create(ChannelLimits.DEFAULT.withRetransmission(4, 10));
    join("a");
    for (int i = 0; i < 8; i++) {
      producer.produce("xx");
    }
    producer.produce("y".repeat(20));
    out.take();
    for (int i = 0; i < 100; i++) {
      nack("a", 2L, 3L, 4L);
    }
    assertThat(out.take()).hasSize(4);
    producer.tick();
    nack("a", 2L, 3L, 10L);
    assertThat(out.take()).as("14 bytes over the limit").hasSize(2);
    producer.tick();
    nack("a", 10L);
    assertThat(out.take()).as("a first event is always sent").hasSize(1);
  }

  @Test
  void sendsAgainMoreInATickOnlyOnceWhatItSentIsAcknowledged() {
    producer = create(ChannelLimits.DEFAULT.withRetransmission(2, 100));
    join("a");
    for (int i = 0; i < 8; i++) {
      producer.produce("x");
    }
    out.take();
    nack("a", 2L, 3L);
    nack("a", 3L, 4L);
    assertThat(out.take()).as("only a part of it is acknowledged").hasSize(2);
    nack("a", 4L, 5L);
    assertThat(out.take())
        .containsExactly(to("a", new Event<>(4, "x")), to("a", new Event<>(5, "x")));
    ack("a", 5);
    for (int i = 0; i < 100; i++) {
      nack("a", 1L, 2L);
      ack("a", 5);
    }
    assertThat(out.take()).as("nothing of that is new").hasSize(2);
  }

  @Test
  void admitsNoMoreConsumersThanTheLimit() {
    producer = create(ChannelLimits.DEFAULT.withConsumers(2));
    join("a", "b");
    producer.handle("c", Nack.JOIN);
    assertThat(out.errors).containsExactly(ProtocolError.TOO_MANY_CONSUMERS);
    assertThat(producer.consumers()).containsExactly("a", "b");
    assertThat(producer.addConsumer("c")).isFalse();
  }
}
