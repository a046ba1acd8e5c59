package org.jbroker.store.engine.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ConsumerTest {

  private final RecordingConsumerOutput<String> out = new RecordingConsumerOutput<>();
  private Consumer<String> consumer = create(ChannelLimits.DEFAULT);

  private Consumer<String> create(ChannelLimits limits) {
    return new Consumer<>(ChannelTimes.DEFAULT, limits, String::length, out);
  }

  private void event(long sequence) {
    consumer.handle(new Event<>(sequence, "p" + Long.toUnsignedString(sequence)));
  }

  private void establish(long offset) {
    assertThat(consumer.handle(new AckClone(offset, 5))).isTrue();
    out.take();
    out.calls.clear();
  }

  private void ticks(int count) {
    for (int i = 0; i < count; i++) {
      consumer.tick();
    }
  }

  @Test
  void asksToJoinAtOnceAndEveryTwoTicksUntilTheHandshake() {
    consumer.join();
    assertThat(out.take()).containsExactly(Nack.JOIN);
    ticks(5);
    assertThat(out.take()).containsExactly(Nack.JOIN, Nack.JOIN);
    assertThat(consumer.idle()).isFalse();
    establish(1);
    consumer.join();
    ticks(4);
    assertThat(out.take()).isEmpty();
  }

  @Test
  void acknowledgesTheHandshakeAndIgnoresLaterOnes() {
    assertThat(consumer.handle(new AckClone(7, 5))).isTrue();
    assertThat(out.take()).containsExactly(new CumulativeAck(7));
    assertThat(consumer.idle()).isTrue();
    assertThat(consumer.handle(new AckClone(7, 5))).isFalse();
    assertThat(consumer.handle(new AttachWriter(9, 5))).isFalse();
    assertThat(consumer.nextSequence()).isEqualTo(8);
    assertThat(out.take()).isEmpty();
    assertThat(out.calls).containsExactly("established 7");
  }

  @Test
  void installsTheSnapshotBeforeItConsumesEventsThatCameEarly() {
    event(3);
    event(9);
    event(8);
    event(10);
    event(12);
    consumer.handle(new AckClone(8, 5));
    assertThat(out.calls).containsExactly("established 8", "9 p9", "10 p10");
    assertThat(out.take()).containsExactly(new CumulativeAck(10));
    assertThat(consumer.earlyEntries()).isEqualTo(1);
    assertThat(consumer.idle()).isFalse();
  }

  @Test
  void consumesInOrderEachEventOnce() {
    establish(1);
    event(4);
    event(2);
    event(2);
    event(4);
    event(3);
    event(3);
    event(5);
    assertThat(out.calls).containsExactly("2 p2", "3 p3", "4 p4", "5 p5");
    assertThat(consumer.duplicates()).isEqualTo(2);
    assertThat(consumer.earlyEntries()).isZero();
    assertThat(consumer.earlyBytes()).isZero();
    assertThat(consumer.idle()).isTrue();
  }

  @Test
  void asksForWhatIsMissingAfterTwoTicksWithoutProgress() {
    establish(1);
    event(2);
    event(5);
    event(7);
    consumer.tick();
    assertThat(out.take()).as("progress since the last tick").isEmpty();
    ticks(2);
    assertThat(out.take()).containsExactly(new CumulativeAck(2), new Nack(List.of(3L, 4L, 6L)));
    ticks(2);
    assertThat(out.take()).contains(new Nack(List.of(3L, 4L, 6L)));
    event(3);
    consumer.tick();
    ticks(2);
    assertThat(out.take()).contains(new Nack(List.of(4L, 6L)));
  }

  @Test
  void learnsFromAKeepaliveThatItLacksTheEnd() {
    establish(1);
    consumer.handle(new Keepalive(1));
    assertThat(consumer.idle()).isTrue();
    consumer.handle(new Keepalive(3));
    assertThat(consumer.idle()).isFalse();
    ticks(2);
    assertThat(out.take()).containsExactly(new Nack(List.of(2L, 3L)));
    event(2);
    event(3);
    assertThat(consumer.idle()).isTrue();
    consumer.handle(new Keepalive(2));
    assertThat(consumer.idle()).as("an old keepalive changes nothing").isTrue();
  }

  @Test
  void acknowledgesEveryHeartbeatInterval() {
    establish(1);
    ticks(4);
    assertThat(out.take()).isEmpty();
    consumer.tick();
    assertThat(out.take()).containsExactly(new CumulativeAck(1));
    event(2);
    ticks(5);
    assertThat(out.take()).containsExactly(new CumulativeAck(2));
  }

  @Test
  void acknowledgesMoreOftenIfTheProducerWantsItAndNeverLessThanItsOwnInterval() {
    consumer.handle(new AttachWriter(1, 2));
    out.take();
    ticks(4);
    assertThat(out.take()).hasSize(2);
    for (int heartbeatTicks : List.of(0, 0xFFFF)) {
      consumer = create(ChannelLimits.DEFAULT);
      consumer.handle(new AttachWriter(1, heartbeatTicks));
      out.take();
      ticks(5);
      assertThat(out.take()).containsExactly(new CumulativeAck(1));
    }
  }

  @Test
  void acknowledgesALongBurstWithoutWaitingForATick() {
    consumer = create(ChannelLimits.DEFAULT.withEventsPerAck(3));
    establish(1);
    LongStream.rangeClosed(2, 8).forEach(this::event);
    assertThat(out.take()).containsExactly(new CumulativeAck(4), new CumulativeAck(7));
  }

  @Test
  void acknowledgesTheEndOfABurstOnceATickPassedWithoutAnEvent() {
    establish(1);
    event(2);
    consumer.tick();
    event(3);
    consumer.tick();
    assertThat(out.take()).as("events still come").isEmpty();
    consumer.tick();
    assertThat(out.take()).containsExactly(new CumulativeAck(3));
    ticks(4);
    assertThat(out.take()).as("nothing new").isEmpty();
  }

  @Test
  void acknowledgesAtOnceWhenAKeepaliveNamesWhatItHas() {
    establish(1);
    event(2);
    event(3);
    consumer.handle(new Keepalive(3));
    assertThat(out.take()).containsExactly(new CumulativeAck(3));
    consumer.handle(new Keepalive(3));
    assertThat(out.take()).as("it has said so").isEmpty();
    event(4);
    consumer.handle(new Keepalive(5));
    assertThat(out.take()).as("it lacks the last one").isEmpty();
    event(5);
    consumer.handle(new Keepalive(5));
    assertThat(out.take()).containsExactly(new CumulativeAck(5));
  }

  @Test
  void asksForTheRestOfALargeLossAsSoonAsItHasWhatItAskedFor() {
    consumer = create(ChannelLimits.DEFAULT.withRetransmission(3, 1000));
    establish(1);
    event(10);
    ticks(2);
    assertThat(out.take()).containsExactly(new Nack(List.of(2L, 3L, 4L)));
    event(2);
    event(4);
    assertThat(out.take()).as("one request at a time").isEmpty();
    event(3);
    assertThat(out.take()).containsExactly(new Nack(List.of(5L, 6L, 7L)));
    LongStream.rangeClosed(5, 7).forEach(this::event);
    assertThat(out.take()).containsExactly(new Nack(List.of(8L, 9L)));
    event(9);
    event(8);
    assertThat(out.take()).isEmpty();
    assertThat(consumer.idle()).isTrue();
    event(12);
    assertThat(out.take()).as("a new loss may be no more than a delay").isEmpty();
  }

  @Test
  void asksOnlySoOftenInOneTick() {
    consumer = create(ChannelLimits.DEFAULT.withRetransmission(1, 1000));
    establish(1);
    event(100);
    ticks(2);
    LongStream.rangeClosed(2, 99).forEach(this::event);
    assertThat(out.take()).as("in the last tick and in this one").hasSize(16);
    consumer.handle(new Keepalive(103));
    ticks(3);
    assertThat(out.take()).contains(new Nack(List.of(101L)));
    event(101);
    assertThat(out.take()).containsExactly(new Nack(List.of(102L)));
  }

  @Test
  void closesWhenAnEventIsLostIfItsOwnerSaysSo() {
    establish(1);
    event(2);
    event(4);
    consumer.handle(new RetransmitFailed(2));
    assertThat(out.closed).as("it has this one").isEmpty();
    consumer.handle(new RetransmitFailed(3));
    assertThat(out.calls).containsExactly("2 p2", "lost 3");
    assertThat(out.closed).containsExactly(CloseReason.EVENT_LOST);
    assertThat(consumer.state()).isEqualTo(Consumer.State.CLOSED);
    assertThat(consumer.earlyEntries()).isZero();
    out.take();
    event(3);
    consumer.handle(new AckClone(1, 5));
    consumer.join();
    ticks(1000);
    assertThat(out.take()).isEmpty();
    assertThat(out.calls).hasSize(2);
  }

  @Test
  void skipsLostEventsIfItsOwnerSaysSo() {
    out.afterLoss = AfterLoss.SKIP;
    establish(1);
    event(5);
    consumer.handle(new RetransmitFailed(3));
    consumer.handle(new RetransmitFailed(4));
    consumer.handle(new RetransmitFailed(5));
    assertThat(out.calls).isEmpty();
    consumer.handle(new RetransmitFailed(2));
    assertThat(out.calls).containsExactly("lost 2", "lost 3", "lost 4", "5 p5");
    assertThat(consumer.idle()).isTrue();
  }

  @Test
  void anEventThatComesAfterItsLossWasAnnouncedIsNotLost() {
    establish(1);
    consumer.handle(new RetransmitFailed(3));
    event(3);
    event(2);
    assertThat(out.calls).containsExactly("2 p2", "3 p3");
    assertThat(out.closed).isEmpty();
  }

  @Test
  void givesUpAProducerThatIsSilentForTheTimeOut() {
    establish(1);
    ticks(499);
    consumer.handle(new Keepalive(1));
    ticks(499);
    assertThat(out.closed).isEmpty();
    consumer.tick();
    assertThat(out.closed).containsExactly(CloseReason.PRODUCER_TIMED_OUT);
    assertThat(consumer.state()).isEqualTo(Consumer.State.CLOSED);
  }

  @Test
  void givesUpAProducerThatLivesButDoesNotAnswerItsRequests() {
    establish(1);
    for (int tick = 1; tick <= 499; tick++) {
      consumer.handle(new Keepalive(2));
      event(3);
      consumer.tick();
    }
    assertThat(out.closed).isEmpty();
    consumer.tick();
    assertThat(out.closed).containsExactly(CloseReason.NO_PROGRESS);
  }

  @Test
  void aProducerWithoutHeartbeatsMayBeSilent() {
    consumer.handle(new AttachWriter(1, 0));
    ticks(100_000);
    assertThat(out.closed).isEmpty();
  }

  @Test
  void itsOwnerMayCloseItWhileItConsumes() {
    establish(1);
    event(3);
    out.onConsume = consumer::close;
    event(2);
    assertThat(out.calls).containsExactly("2 p2");
    assertThat(out.take()).isEmpty();
    assertThat(out.closed).isEmpty();
  }

  @Test
  void keepsNoMoreEarlyEventsThanTheLimits() {
    consumer = create(ChannelLimits.DEFAULT.withReorder(4, 5));
    LongStream.rangeClosed(2, 1000).forEach(this::event);
    assertThat(consumer.earlyEntries()).as("while joining").isLessThanOrEqualTo(4);
    consumer.handle(new AckClone(500, 5));
    assertThat(consumer.earlyEntries()).isZero();
    assertThat(consumer.earlyBytes()).isZero();
    LongStream.rangeClosed(502, 1000).forEach(this::event);
    assertThat(consumer.earlyEntries()).isEqualTo(1);
    assertThat(consumer.earlyBytes()).isEqualTo(4);
    consumer.handle(new Event<>(501, "longer than any limit of bytes for events that came early"));
    assertThat(consumer.nextSequence()).isEqualTo(503);
    out.take();
    ticks(3);
    assertThat(((Nack) out.take().get(1)).sequences()).containsExactly(503L, 504L, 505L, 506L);
  }

  @Test
  void asksForNoMoreThanTheLimitAtOnce() {
    consumer = create(ChannelLimits.DEFAULT.withRetransmission(3, 1000));
    establish(1);
    consumer.handle(new Keepalive(Sequences.LAST));
    event(3);
    ticks(2);
    assertThat(out.take()).containsExactly(new Nack(List.of(2L, 4L, 5L)));
  }

  @Test
  void asksForNothingThatItWouldNotKeep() {
    consumer = create(ChannelLimits.DEFAULT.withReorder(3, 1000));
    establish(1);
    consumer.handle(new Keepalive(100));
    event(50);
    event(3);
    ticks(2);
    assertThat(out.take()).containsExactly(new Nack(List.of(2L, 4L)));
  }

  @Test
  void refusesNumbersThatNoStreamReaches() {
    assertThat(consumer.handle(new AckClone(-1, 5))).isFalse();
    assertThat(consumer.handle(new AckClone(Sequences.LAST + 1, 5))).isFalse();
    assertThat(consumer.state()).isEqualTo(Consumer.State.JOINING);
    event(-1);
    assertThat(consumer.earlyEntries()).isZero();
    establish(1);
    event(-1);
    consumer.handle(new Keepalive(-1));
    consumer.handle(new RetransmitFailed(-1));
    assertThat(out.errors).hasSize(6).containsOnly(ProtocolError.ABSURD_SEQUENCE);
    assertThat(consumer.protocolErrors()).isEqualTo(6);
    assertThat(consumer.idle()).isTrue();
  }

  @Test
  void refusesNewsOfALossThatIsFartherAwayThanItWouldAsk() {
    consumer = create(ChannelLimits.DEFAULT.withReorder(4, 100));
    establish(1);
    consumer.handle(new RetransmitFailed(6));
    assertThat(out.errors).containsExactly(ProtocolError.UNASKED_RETRANSMIT_FAILED);
    consumer.handle(new RetransmitFailed(5));
    assertThat(consumer.earlyEntries()).isEqualTo(1);
  }

  @Test
  void forgetsEventsOutsideOfTheWindowWhenTheHandshakeComes() {
    event(Sequences.LAST);
    event(3);
    consumer.handle(new AckClone(1, 5));
    assertThat(consumer.earlyEntries()).isEqualTo(1);
    ticks(2);
    assertThat(out.take()).containsExactly(new CumulativeAck(1), new Nack(List.of(2L)));
  }

  @Test
  void countsAcrossTheSignBit() {
    establish(Long.MAX_VALUE - 1);
    event(Long.MIN_VALUE);
    event(Long.MIN_VALUE + 2);
    ticks(2);
    assertThat(out.take()).containsExactly(new Nack(List.of(Long.MAX_VALUE, Long.MIN_VALUE + 1)));
    event(Long.MIN_VALUE + 1);
    event(Long.MAX_VALUE);
    assertThat(out.calls).hasSize(4).last().asString().startsWith("9223372036854775810");
    assertThat(consumer.idle()).isTrue();
  }
}
