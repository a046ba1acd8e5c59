package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.channel.RecordingProducerOutput.to;
import static org.jbroker.store.engine.channel.RecordingProducerOutput.toAll;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProducerTest {

  private final RecordingProducerOutput<String> out = new RecordingProducerOutput<>();
  private Producer<String, String> producer = create(Opening.BY_CONSUMER, ChannelLimits.DEFAULT);

  private Producer<String, String> create(Opening opening, ChannelLimits limits) {
    return new Producer<>(opening, ChannelTimes.DEFAULT, limits, String::length, out);
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

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      producer.tick();
    }
  }

  @Test
  void answersARequestToJoinWithTheHandshakeAndBeginsWithEventTwo() {
    producer.handle("a", Nack.JOIN);
    assertThat(producer.hasPendingHandshakes()).isTrue();
    assertThat(producer.idle()).isFalse();
    ack("a", 1);
    assertThat(producer.produce("x")).isEqualTo(2);
    assertThat(out.take()).containsExactly(to("a", new AckClone(1, 5)), toAll(new Event<>(2, "x")));
    assertThat(out.completed).containsExactly("a");
    assertThat(producer.hasPendingHandshakes()).isFalse();
  }

  @Test
  void numbersNothingBeforeTheFirstConsumerCame() {
    assertThat(producer.produce("x")).isZero();
    assertThat(producer.sequence()).isEqualTo(1);
    assertThat(out.sent).isEmpty();
    assertThat(producer.idle()).isTrue();
  }

  @Test
  void countsEventsThatNobodyHeardOnceThereWasAConsumer() {
    join("a");
    producer.removeConsumer("a");
    assertThat(producer.produce("x")).isZero();
    assertThat(producer.unackedEntries()).isZero();
    ack("a", 1);
    assertThat(out.take()).containsExactly(to("a", new RetransmitFailed(2)));
    producer.handle("b", Nack.JOIN);
    assertThat(out.take()).containsExactly(to("b", new AckClone(2, 5)));
    assertThat(producer.produce("y")).isEqualTo(3);
  }

  @Test
  void keepsAnEventUntilTheSlowestConsumerAcknowledgedIt() {
    join("a", "b");
    producer.produce("x");
    producer.produce("yy");
    ack("a", 3);
    assertThat(producer.unackedEntries()).isEqualTo(2);
    assertThat(producer.unackedBytes()).isEqualTo(3);
    ack("b", 2);
    assertThat(producer.unacknowledged()).containsExactly(new Event<>(3, "yy"));
    assertThat(producer.idle()).isFalse();
    ack("b", 3);
    assertThat(producer.unackedEntries()).isZero();
    assertThat(producer.unackedBytes()).isZero();
    assertThat(producer.idle()).isTrue();
  }

  @Test
  void keepsOnlyEventsAfterTheOffsetForAConsumerThatIsJoining() {
    join("a");
    producer.produce("x");
    producer.handle("b", Nack.JOIN);
    producer.produce("y");
    ack("a", 3);
    assertThat(producer.unacknowledged()).containsExactly(new Event<>(3, "y"));
  }

  @Test
  void ignoresAnAcknowledgementThatALaterOneOvertook() {
    join("a");
    producer.produce("x");
    producer.produce("y");
    ack("a", 3);
    ack("a", 2);
    assertThat(producer.idle()).isTrue();
    assertThat(producer.protocolErrors()).isZero();
  }

  @Test
  void sendsAgainWhatAConsumerAsksForAndTakesTheRestAsAcknowledged() {
    join("a", "b");
    for (String payload : List.of("w", "x", "y", "z")) {
      producer.produce(payload);
    }
    ack("b", 5);
    out.take();
    nack("a", 3L, 5L);
    assertThat(out.take())
        .containsExactly(to("a", new Event<>(3, "x")), to("a", new Event<>(5, "z")));
    assertThat(producer.unacknowledged()).extracting(Event::sequence).containsExactly(3L, 4L, 5L);
  }

  @Test
  void aRequestForAnEventThatIsGoneFails() {
    join("a");
    producer.produce("x");
    producer.produce("y");
    ack("a", 2);
    out.take();
    nack("a", 2L, 3L);
    assertThat(out.take())
        .containsExactly(to("a", new RetransmitFailed(2)), to("a", new Event<>(3, "y")));
  }

  @Test
  void sendsAKeepaliveFiveTicksAfterTheLastEventAndToThoseThatLackSomething() {
    join("a", "b");
    ticks(3);
    producer.produce("x");
    ack("a", 2);
    out.take();
    ticks(4);
    assertThat(out.take()).isEmpty();
    ticks(1);
    assertThat(out.take()).containsExactly(toAll(new Keepalive(2)), to("b", new Keepalive(2)));
    ack("b", 2);
    ticks(5);
    assertThat(out.take()).containsExactly(toAll(new Keepalive(2)));
  }

  @Test
  void asksForAcknowledgementsWhenItsOwnerWaitsForThem() {
    producer.requestAcks();
    join("a", "b");
    producer.requestAcks();
    assertThat(out.take()).as("nothing to acknowledge").isEmpty();
    producer.produce("x");
    out.take();
    producer.requestAcks();
    assertThat(out.take()).containsExactly(toAll(new Keepalive(2)));
    ack("a", 2);
    ack("b", 2);
    assertThat(out.take()).as("answered").isEmpty();
  }

  @Test
  void hasOneRequestForAcknowledgementsUnderWayAndForATickAtMost() {
    join("a", "b");
    producer.produce("x");
    producer.requestAcks();
    producer.requestAcks();
    producer.produce("y");
    producer.produce("z");
    producer.requestAcks();
    assertThat(out.take())
        .filteredOn(sent -> sent.message() instanceof Keepalive)
        .containsExactly(toAll(new Keepalive(2)));
    ack("a", 4);
    ack("b", 2);
    assertThat(out.take())
        .as("b has answered the first one")
        .containsExactly(toAll(new Keepalive(4)));
    ack("b", 3);
    producer.requestAcks();
    assertThat(out.take()).isEmpty();
    producer.tick();
    assertThat(out.take()).isEmpty();
    producer.requestAcks();
    assertThat(out.take()).as("it may have been lost").containsExactly(toAll(new Keepalive(4)));
    ack("b", 4);
    assertThat(out.take()).isEmpty();
  }

  @Test
  void repeatsAHandshakeOnRequestWithGrowingGapsAndTheSameOffset() {
    producer.handle("a", Nack.JOIN);
    producer.produce("x");
    List<Long> offsets = new ArrayList<>();
    List<Integer> atTicks = new ArrayList<>();
    for (int tick = 1; tick <= 60; tick++) {
      producer.tick();
      out.take();
      producer.handle("a", Nack.JOIN);
      producer.handle("a", Nack.JOIN);
      for (RecordingProducerOutput.Sent sent : out.take()) {
        offsets.add(((AckClone) sent.message()).offset());
        atTicks.add(tick);
      }
    }
    assertThat(offsets).containsOnly(1L);
    assertThat(atTicks).containsExactly(2, 6, 14, 30, 50);
  }

  @Test
  void aConsumerThatJoinsAgainGetsANewOffsetAndKeepsWhatItHadNotAcknowledged() {
    join("a");
    producer.produce("x");
    producer.produce("y");
    ticks(3);
    out.take();
    producer.handle("a", Nack.JOIN);
    assertThat(out.take()).containsExactly(to("a", new AckClone(3, 5)));
    // It was a late copy of the first request: the consumer goes on where it was.
    nack("a", 2L);
    assertThat(out.take()).containsExactly(to("a", new Event<>(2, "x")));
    assertThat(producer.hasPendingHandshakes()).isTrue();
    // It really began anew.
    ack("a", 3);
    assertThat(producer.idle()).isTrue();
    assertThat(out.completed).containsExactly("a", "a");
  }

  @Test
  void dropsASilentConsumerAfterTheTimeOutAndFreesWhatItHeld() {
    join("a", "b");
    producer.produce("x");
    List<Integer> duringDrop = new ArrayList<>();
    out.onDropped = () -> duringDrop.add(producer.unackedEntries());
    for (int tick = 1; tick < 500; tick++) {
      producer.tick();
      ack("a", 2);
    }
    assertThat(out.dropped).isEmpty();
    producer.tick();
    assertThat(out.dropped).containsExactly("b TIMED_OUT");
    assertThat(duringDrop).containsExactly(1);
    assertThat(producer.consumers()).containsExactly("a");
    assertThat(producer.unackedEntries()).isZero();
  }

  @Test
  void tellsADroppedConsumerThatStillHearsTheBroadcastsToStartOver() {
    join("a");
    ticks(500);
    out.take();
    ack("a", 1);
    nack("a", 1L);
    assertThat(out.take())
        .containsExactly(to("a", new RetransmitFailed(2)), to("a", new RetransmitFailed(1)));
    assertThat(producer.consumers()).isEmpty();
  }

  @Test
  void aWriterRepeatsItsHandshakeWhileItWritesUntilTheMasterAcknowledges() {
    producer = create(Opening.BY_PRODUCER, ChannelLimits.DEFAULT);
    assertThat(producer.addConsumer("master")).isTrue();
    assertThat(producer.addConsumer("master")).isFalse();
    assertThat(out.take()).containsExactly(to("master", new AttachWriter(1, 5)));
    for (int i = 0; i < 10; i++) {
      producer.produce("x");
      producer.tick();
    }
    assertThat(out.take())
        .filteredOn(sent -> sent.message() instanceof Handshake)
        .containsExactly(
            to("master", new AttachWriter(1, 5)), to("master", new AttachWriter(1, 5)));
    nack("master", 2L);
    assertThat(producer.hasPendingHandshakes()).isFalse();
    assertThat(out.take()).containsExactly(to("master", new Event<>(2, "x")));
  }

  @Test
  void aWriterResumesWhereItWasAcknowledgedWhenTheMasterForgotIt() {
    producer = create(Opening.BY_PRODUCER, ChannelLimits.DEFAULT);
    producer.addConsumer("master");
    producer.produce("x");
    producer.produce("y");
    ack("master", 2);
    ticks(3);
    out.take();
    producer.handle("master", Nack.JOIN);
    assertThat(out.take()).containsExactly(to("master", new AttachWriter(2, 5)));
  }

  @Test
  void aWriterIgnoresMastersThatItDidNotAdd() {
    producer = create(Opening.BY_PRODUCER, ChannelLimits.DEFAULT);
    producer.handle("other", Nack.JOIN);
    ack("other", 1);
    nack("other", 1L);
    assertThat(out.sent).isEmpty();
    assertThat(producer.consumers()).isEmpty();
  }

  @Test
  void countsAcrossTheSignBit() {
    producer =
        new Producer<>(
            Opening.BY_CONSUMER,
            ChannelTimes.DEFAULT,
            ChannelLimits.DEFAULT,
            String::length,
            out,
            Long.MAX_VALUE - 1);
    join("a", "b");
    for (int i = 0; i < 4; i++) {
      producer.produce("x");
    }
    out.take();
    ack("a", Long.MIN_VALUE + 2);
    nack("b", Long.MAX_VALUE, Long.MIN_VALUE + 1);
    assertThat(out.take())
        .containsExactly(
            to("b", new Event<>(Long.MAX_VALUE, "x")),
            to("b", new Event<>(Long.MIN_VALUE + 1, "x")));
    ack("b", Long.MIN_VALUE + 2);
    assertThat(producer.idle()).isTrue();
    assertThat(producer.unackedEntries()).isZero();
    assertThat(producer.protocolErrors()).isZero();
  }
}
