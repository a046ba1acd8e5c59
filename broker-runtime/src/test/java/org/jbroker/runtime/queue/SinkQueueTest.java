package org.jbroker.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jbroker.DropReason;
import org.jbroker.OverflowPolicy;
import org.jbroker.PeerOverflow;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.telemetry.Counters;
import org.junit.jupiter.api.Test;

/** What one thread sees of a queue, and what blocked ones do. */
class SinkQueueTest {

  private static final Topic TOPIC = Topic.of("/any");

  private static final long BYTES = 1 << 20;

  private final Counters counters = new Counters();
  private final List<Long> reported = new ArrayList<>();

  private SinkQueue queue(QueueOptions options) {
    return new SinkQueue(options, counters, reported::add);
  }

  private SinkQueue subscriberQueue(int messages, long bytes, OverflowPolicy policy) {
    return queue(QueueOptions.subscriber(new SubscriberOptions(messages, bytes, policy)));
  }

  private SinkQueue throttling(int messages) {
    return subscriberQueue(messages, BYTES, OverflowPolicy.BACKPRESSURE);
  }

  private static List<Long> content(SinkQueue queue) {
    Envelope[] all = new Envelope[queue.available()];
    int n = queue.drain(all);
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      result.add(TestMessages.number(all[i]));
    }
    return result;
  }

  private static void offer(SinkQueue queue, int from, int to) {
    for (int i = from; i <= to; i++) {
      queue.offer(TestMessages.envelope(i));
    }
  }

  @Test
  void keepsTheOrderWhileItGrowsAndWraps() throws InterruptedException {
    SinkQueue queue = throttling(1000);
    long next = 0;
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 24; i++) {
        assertThat(queue.offer(TestMessages.envelope(round * 24 + i))).isEqualTo(Offer.ACCEPTED);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(TestMessages.number(queue.take(0))).isEqualTo(next++);
      }
    }
    List<Long> rest = content(queue);
    assertThat(rest).hasSize(40 * 19).first().isEqualTo(next);
    assertThat(rest).isSorted();
    assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 40 * 19 + 5, 0));
  }

  @Test
  void whenFullEvictsTheOldest() {
    SinkQueue queue = subscriberQueue(3, BYTES, OverflowPolicy.DROP_OLDEST);
    offer(queue, 1, 3);
    assertThat(queue.offer(TestMessages.envelope(4))).isEqualTo(Offer.EVICTED_OLDEST);
    assertThat(queue.offer(TestMessages.envelope(5))).isEqualTo(Offer.EVICTED_OLDEST);
    assertThat(content(queue)).containsExactly(3L, 4L, 5L);
    assertThat(queue.stats().dropped()).isEqualTo(2);
    assertThat(counters.dropped()).containsOnly(entry(DropReason.SUBSCRIBER_QUEUE_OLDEST, 2));
    assertThat(reported).containsExactly(1L, 1L);
  }

  @Test
  void whenFullRefusesTheNewest() {
    SinkQueue queue = subscriberQueue(3, BYTES, OverflowPolicy.DROP_NEWEST);
    offer(queue, 1, 3);
    assertThat(queue.offer(TestMessages.envelope(4))).isEqualTo(Offer.REFUSED);
    assertThat(content(queue)).containsExactly(1L, 2L, 3L);
    assertThat(counters.dropped()).containsOnly(entry(DropReason.SUBSCRIBER_QUEUE_NEWEST, 1));
    assertThat(queue.throttles()).isFalse();
    assertThat(queue.room(TOPIC)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void whenFullReplacesTheNewest() {
    SinkQueue queue = queue(QueueOptions.peer(3, BYTES, PeerOverflow.DROP_NEWEST));
    offer(queue, 1, 3);
    assertThat(queue.offer(TestMessages.envelope(4))).isEqualTo(Offer.REPLACED_NEWEST);
    assertThat(content(queue)).containsExactly(1L, 2L, 4L);
    assertThat(counters.dropped()).containsOnly(entry(DropReason.PEER_BUFFER_NEWEST, 1));
    assertThat(queue.isLocal()).isFalse();
  }

  @Test
  void whenFullDisconnectsAndKeepsWhatItHas() {
    SinkQueue queue = queue(QueueOptions.peer(2, BYTES, PeerOverflow.DISCONNECT));
    AtomicInteger woken = new AtomicInteger();
    queue.onReady(woken::incrementAndGet);
    offer(queue, 1, 2);
    assertThat(content(queue)).containsExactly(1L, 2L);
    assertThat(queue.drain(new Envelope[1])).isZero();
    offer(queue, 3, 4);
    assertThat(woken).hasValue(2);
    assertThat(queue.offer(TestMessages.envelope(5))).isEqualTo(Offer.DISCONNECTED);
    assertThat(queue.offer(TestMessages.envelope(6))).isEqualTo(Offer.CLOSED);
    assertThat(queue.isClosed()).isTrue();
    assertThat(content(queue)).containsExactly(3L, 4L);
    assertThat(counters.dropped()).containsOnly(entry(DropReason.PEER_BUFFER_DISCONNECT, 1));
  }

  @Test
  void boundsTheBytesAndEvictsAsManyAsALargeMessageNeeds() {
    SinkQueue queue = subscriberQueue(100, 1000, OverflowPolicy.DROP_OLDEST);
    offer(queue, 1, 10);
    assertThat(queue.stats().bytes()).isEqualTo(10 * TestMessages.SIZE);
    assertThat(queue.offer(TestMessages.bytes(700))).isEqualTo(Offer.EVICTED_OLDEST);
    assertThat(queue.stats().dropped()).isEqualTo(6);
    assertThat(queue.stats().bytes()).isEqualTo(4 * TestMessages.SIZE + 705);
    assertThat(reported).containsExactly(6L);
  }

  @Test
  void takesAnOversizedMessageWhenEmpty() {
    SinkQueue queue = subscriberQueue(100, 1000, OverflowPolicy.DROP_NEWEST);
    assertThat(queue.offer(TestMessages.bytes(5000))).isEqualTo(Offer.ACCEPTED);
    assertThat(queue.offer(TestMessages.envelope(1))).isEqualTo(Offer.REFUSED);
    assertThat(queue.drain(new Envelope[5])).isEqualTo(1);
    assertThat(queue.stats().bytes()).isZero();
    assertThat(queue.offer(TestMessages.envelope(2))).isEqualTo(Offer.ACCEPTED);
  }

  @Test
  void balancesTheBytesThoughAPayloadIsEncodedMeanwhile() {
    SinkQueue queue = throttling(10);
    Envelope one = TestMessages.envelope(1);
    queue.offer(one);
    queue.offer(TestMessages.bytes(300));
    queue.drain(new Envelope[2]);
    assertThat(queue.stats().bytes()).isZero();
  }

  @Test
  void aReservedPlaceIsNeverGivenToAnother() {
    SinkQueue queue = throttling(3);
    offer(queue, 1, 1);
    assertThat(queue.reserve(TOPIC)).isTrue();
    assertThat(queue.reserve(TOPIC)).isTrue();
    assertThat(queue.reserve(TOPIC)).isFalse();
    assertThat(queue.room(TOPIC)).isZero();
    assertThat(queue.offer(TestMessages.envelope(2))).isEqualTo(Offer.EVICTED_OLDEST);
    assertThat(queue.offerReserved(TestMessages.envelope(3))).isEqualTo(Offer.ACCEPTED);
    assertThat(queue.offerReserved(TestMessages.envelope(4))).isEqualTo(Offer.ACCEPTED);
    assertThat(queue.stats()).isEqualTo(new QueueStats(3, 3 * TestMessages.SIZE, 0, 3, 1));
    assertThat(content(queue)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void whenAllPlacesAreReservedAnOrdinaryOfferIsLost() {
    SinkQueue queue = throttling(1);
    assertThat(queue.reserve(TOPIC)).isTrue();
    assertThat(queue.offer(TestMessages.envelope(1))).isEqualTo(Offer.REFUSED);
    assertThat(counters.dropped()).containsOnly(entry(DropReason.SUBSCRIBER_QUEUE_OLDEST, 1));
    queue.release(TOPIC);
    assertThat(queue.offer(TestMessages.envelope(2))).isEqualTo(Offer.ACCEPTED);
  }

  @Test
  void reservesNothingWhileTheBytesAreFull() {
    SinkQueue queue = subscriberQueue(100, 1000, OverflowPolicy.BACKPRESSURE);
    queue.offer(TestMessages.bytes(995));
    assertThat(queue.reserve(TOPIC)).isFalse();
    assertThat(queue.room(TOPIC)).isZero();
    queue.drain(new Envelope[1]);
    assertThat(queue.reserve(TOPIC)).isTrue();
    assertThat(queue.offerReserved(TestMessages.bytes(5000))).isEqualTo(Offer.ACCEPTED);
  }

  @Test
  void refusesToUseAPlaceThatNobodyReserved() {
    SinkQueue queue = throttling(3);
    assertThatThrownBy(() -> queue.release(TOPIC)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> queue.offerReserved(TestMessages.envelope(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void withoutThrottlingReservingAlwaysWorksAndThePolicyDecides() {
    SinkQueue queue = subscriberQueue(1, BYTES, OverflowPolicy.DROP_OLDEST);
    assertThat(queue.reserve(TOPIC)).isTrue();
    assertThat(queue.reserve(TOPIC)).isTrue();
    assertThat(queue.offerReserved(TestMessages.envelope(1))).isEqualTo(Offer.ACCEPTED);
    assertThat(queue.offerReserved(TestMessages.envelope(2))).isEqualTo(Offer.EVICTED_OLDEST);
    queue.release(TOPIC);
  }

  @Test
  void runsWhatWaitsForRoomOnceAndOutsideTheLock() {
    SinkQueue queue = throttling(2);
    AtomicInteger runs = new AtomicInteger();
    queue.whenRoom(TOPIC, runs::incrementAndGet);
    assertThat(runs).as("there was room").hasValue(1);
    offer(queue, 1, 2);
    AtomicInteger roomSeenByAnotherThread = new AtomicInteger();
    queue.whenRoom(
        TOPIC,
        () ->
            roomSeenByAnotherThread.set(
                CompletableFuture.supplyAsync(() -> queue.room(TOPIC)).join()));
    queue.whenRoom(TOPIC, runs::incrementAndGet);
    assertThat(runs).hasValue(1);
    queue.drain(new Envelope[1]);
    assertThat(runs).hasValue(2);
    assertThat(roomSeenByAnotherThread).hasValue(1);
    offer(queue, 3, 3);
    queue.drain(new Envelope[1]);
    assertThat(runs).hasValue(2);
  }

  @Test
  void runsWhatWaitsForRoomOnReleaseOnRecheckAndOnClosing() {
    SinkQueue queue = throttling(1);
    AtomicInteger runs = new AtomicInteger();
    assertThat(queue.reserve(TOPIC)).isTrue();
    queue.whenRoom(TOPIC, runs::incrementAndGet);
    queue.release(TOPIC);
    assertThat(runs).hasValue(1);
    offer(queue, 1, 1);
    queue.whenRoom(TOPIC, runs::incrementAndGet);
    queue.recheckRoom();
    assertThat(runs).hasValue(2);
    queue.whenRoom(TOPIC, runs::incrementAndGet);
    queue.close();
    assertThat(runs).hasValue(3);
    queue.whenRoom(TOPIC, runs::incrementAndGet);
    assertThat(runs).hasValue(4);
  }

  @Test
  void wakesTheConsumerOnceForABurst() {
    SinkQueue queue = throttling(100);
    AtomicInteger woken = new AtomicInteger();
    offer(queue, 1, 1);
    queue.onReady(woken::incrementAndGet);
    assertThat(woken).as("there was something already").hasValue(1);
    offer(queue, 2, 50);
    Envelope[] batch = new Envelope[20];
    assertThat(queue.drain(batch)).isEqualTo(20);
    assertThat(queue.drain(batch)).isEqualTo(20);
    assertThat(queue.drain(batch)).isEqualTo(10);
    offer(queue, 51, 51);
    assertThat(woken).as("nobody has found it empty").hasValue(1);
    assertThat(queue.drain(batch)).isEqualTo(1);
    assertThat(queue.drain(batch)).isZero();
    offer(queue, 52, 60);
    assertThat(woken).hasValue(2);
    queue.drain(batch);
    assertThat(queue.armIfEmpty()).isTrue();
    queue.close();
    assertThat(woken).hasValue(3);
  }

  @Test
  void afterClosingTakesNothingAndGivesWhatItHas() throws InterruptedException {
    SinkQueue queue = throttling(10);
    assertThat(queue.reserve(TOPIC)).isTrue();
    offer(queue, 1, 2);
    queue.close();
    queue.close();
    assertThat(queue.offer(TestMessages.envelope(3))).isEqualTo(Offer.CLOSED);
    assertThat(queue.offerReserved(TestMessages.envelope(3))).isEqualTo(Offer.CLOSED);
    queue.release(TOPIC);
    assertThat(queue.reserve(TOPIC)).isTrue();
    assertThat(queue.room(TOPIC)).isEqualTo(Integer.MAX_VALUE);
    assertThat(TestMessages.number(queue.take(Long.MAX_VALUE))).isEqualTo(1);
    assertThat(queue.closeAndDiscard()).isEqualTo(1);
    assertThat(queue.take(Long.MAX_VALUE)).isNull();
    assertThat(counters.dropped()).isEmpty();
  }

  @Test
  void whatIsPutBackComesFirst() {
    SinkQueue queue = throttling(4);
    offer(queue, 1, 4);
    Envelope[] taken = new Envelope[2];
    queue.drain(taken);
    offer(queue, 5, 6);
    queue.putBack(List.of(taken));
    assertThat(queue.available()).as("beyond the bound").isEqualTo(6);
    assertThat(queue.reserve(TOPIC)).isFalse();
    assertThat(content(queue)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void takingTimesOut() throws InterruptedException {
    assertThat(throttling(4).take(TimeUnit.MILLISECONDS.toNanos(5))).isNull();
  }

  @Test
  void blockedConsumersReturnOnClosingAndOnInterrupt() throws InterruptedException {
    SinkQueue queue = throttling(4);
    AtomicReference<Object> first = new AtomicReference<>("none");
    AtomicReference<Object> second = new AtomicReference<>("none");
    Thread interrupted = blocked(queue, first);
    interrupted.interrupt();
    interrupted.join();
    assertThat(first.get()).isInstanceOf(InterruptedException.class);
    Thread closed = blocked(queue, second);
    queue.close();
    closed.join();
    assertThat(second.get()).isNull();
  }

  @Test
  void whatComesWhileABusyConsumerNapsOrSleepsIsTaken() throws InterruptedException {
    SinkQueue queue = throttling(1000);
    for (int i = 0; i < 50; i++) {
      // A burst, behind which the consumer naps; nothing comes before the nap is over.
      offer(queue, 1, 100);
      for (int taken = 0; taken < 100; taken++) {
        queue.take(0);
      }
      AtomicReference<Object> result = new AtomicReference<>();
      Thread consumer = blocked(queue, result);
      queue.offer(TestMessages.envelope(7));
      consumer.join();
      assertThat(result.get()).isInstanceOf(Envelope.class);
    }
  }

  @Test
  void offersABatchAsOneAfterTheOther() {
    for (OverflowPolicy policy : OverflowPolicy.values()) {
      SinkQueue together = subscriberQueue(5, BYTES, policy);
      SinkQueue apart = subscriberQueue(5, BYTES, policy);
      Envelope[] batch = new Envelope[8];
      int taken = 0;
      for (int i = 0; i < batch.length; i++) {
        batch[i] = TestMessages.envelope(i);
        if (i > 0) {
          taken += apart.offer(batch[i]).isTaken() ? 1 : 0;
        }
      }
      assertThat(together.offerAll(batch, 1, 8)).isEqualTo(taken);
      assertThat(together.stats()).isEqualTo(apart.stats());
      assertThat(content(together)).isEqualTo(content(apart));
      together.close();
      assertThat(together.offerAll(batch, 0, 8)).isZero();
    }
    assertThat(reported).isNotEmpty();
  }

  @Test
  void aBatchThatDisconnectsEndsThere() {
    SinkQueue queue = queue(QueueOptions.peer(2, BYTES, PeerOverflow.DISCONNECT));
    AtomicInteger calls = new AtomicInteger();
    queue.onReady(calls::incrementAndGet);
    Envelope[] batch = new Envelope[5];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = TestMessages.envelope(i);
    }
    assertThat(queue.offerAll(batch, 0, 5)).isEqualTo(2);
    assertThat(queue.isClosed()).isTrue();
    assertThat(calls).hasValue(1);
    assertThat(counters.dropped()).containsEntry(DropReason.PEER_BUFFER_DISCONNECT, 1L);
  }

  private static Thread blocked(SinkQueue queue, AtomicReference<Object> result)
      throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              try {
                result.set(queue.take(Long.MAX_VALUE));
              } catch (InterruptedException e) {
                result.set(e);
              }
            });
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  private static Map.Entry<DropReason, Long> entry(DropReason reason, long count) {
    return Map.entry(reason, count);
  }
}
