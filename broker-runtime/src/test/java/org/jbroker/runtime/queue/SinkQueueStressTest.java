package org.jbroker.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jbroker.OverflowPolicy;
import org.jbroker.SubscriberOptions;
import org.jbroker.Topic;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.Offer;
import org.jbroker.runtime.telemetry.Counters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads on one queue: nothing is lost uncounted, doubled, or out of a producer's order. */
@Tag("race")
class SinkQueueStressTest {

  private static final Topic TOPIC = Topic.of("/any");

  private static final int PRODUCERS = 4;
  private static final int CAPACITY = 64;
  private static final int PER_PRODUCER = 20_000;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private interface Job {
    void run() throws Exception;
  }

  private Thread start(Job job) {
    Thread thread =
        new Thread(
            () -> {
              try {
                job.run();
              } catch (Throwable t) {
                failure.compareAndSet(null, t);
              }
            });
    threads.add(thread);
    thread.start();
    return thread;
  }

  private void join(List<Thread> some) throws InterruptedException {
    for (Thread thread : some) {
      thread.join();
    }
    assertThat(failure.get()).isNull();
  }

  @AfterEach
  void noThreadIsLeft() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(5_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private static SinkQueue queue(OverflowPolicy policy, AtomicLong dropped) {
    return new SinkQueue(
        QueueOptions.subscriber(new SubscriberOptions(CAPACITY, 1 << 20, policy)),
        new Counters(),
        dropped::addAndGet);
  }

  /** Checks that the numbers of each producer rise, as one consumer sees them. */
  private static final class OrderCheck {
    private final long[] last = new long[PRODUCERS];

    void see(Envelope envelope) {
      long number = TestMessages.number(envelope);
      int producer = (int) (number / PER_PRODUCER);
      if (number % PER_PRODUCER < last[producer]) {
        throw new AssertionError(number + " came late");
      }
      last[producer] = number % PER_PRODUCER + 1;
    }
  }

  @Test
  void everyOfferedMessageIsTakenOrCountedAsDropped() throws InterruptedException {
    for (OverflowPolicy policy : OverflowPolicy.values()) {
      AtomicLong dropped = new AtomicLong();
      AtomicLong taken = new AtomicLong();
      SinkQueue queue = queue(policy, dropped);
      List<Thread> producers = new ArrayList<>();
      for (int p = 0; p < PRODUCERS; p++) {
        int producer = p;
        producers.add(
            start(
                () -> {
                  for (int i = 0; i < PER_PRODUCER; i++) {
                    queue.offer(TestMessages.envelope((long) producer * PER_PRODUCER + i));
                  }
                }));
      }
      List<Thread> consumers = new ArrayList<>();
      for (int c = 0; c < 2; c++) {
        consumers.add(start(() -> consume(queue, taken)));
      }
      join(producers);
      queue.close();
      join(consumers);
      assertThat(taken.get() + dropped.get()).isEqualTo((long) PRODUCERS * PER_PRODUCER);
      assertThat(queue.stats().dropped()).isEqualTo(dropped.get());
      assertThat(queue.stats().highWater()).isLessThanOrEqualTo(CAPACITY);
      assertThat(queue.stats().bytes()).isZero();
    }
  }

  private static void consume(SinkQueue queue, AtomicLong taken) throws InterruptedException {
    OrderCheck order = new OrderCheck();
    for (Envelope e = queue.take(Long.MAX_VALUE); e != null; e = queue.take(Long.MAX_VALUE)) {
      order.see(e);
      taken.incrementAndGet();
    }
  }

  @Test
  void reserversLoseNothingThoughOthersOverflowTheQueue() throws InterruptedException {
    AtomicLong dropped = new AtomicLong();
    SinkQueue queue = queue(OverflowPolicy.BACKPRESSURE, dropped);
    AtomicLong refusedReserved = new AtomicLong();
    AtomicLong granted = new AtomicLong();
    CountDownLatch done = new CountDownLatch(PRODUCERS);
    for (int p = 0; p < PRODUCERS; p++) {
      long seed = 42 + p;
      start(
          () -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < PER_PRODUCER; i++) {
              if (random.nextInt(4) == 0) {
                queue.offer(TestMessages.envelope(0));
              } else if (queue.reserve(TOPIC)) {
                granted.incrementAndGet();
                if (random.nextInt(8) == 0) {
                  queue.release(TOPIC);
                } else if (queue.offerReserved(TestMessages.envelope(1)) != Offer.ACCEPTED) {
                  refusedReserved.incrementAndGet();
                }
              }
              QueueStats stats = queue.stats();
              assertThat(stats.messages() + stats.reserved()).isLessThanOrEqualTo(CAPACITY);
            }
            done.countDown();
          });
    }
    Envelope[] batch = new Envelope[16];
    while (done.getCount() > 0) {
      queue.drain(batch);
    }
    join(threads);
    assertThat(granted.get()).isPositive();
    assertThat(refusedReserved).hasValue(0);
    assertThat(queue.stats().reserved()).isZero();
  }

  @Test
  void theArmedHookMissesNoMessage() throws InterruptedException {
    SinkQueue queue = queue(OverflowPolicy.BACKPRESSURE, new AtomicLong());
    Semaphore wake = new Semaphore(0);
    AtomicInteger wakeUps = new AtomicInteger();
    queue.onReady(
        () -> {
          wakeUps.incrementAndGet();
          wake.release();
        });
    int total = PRODUCERS * PER_PRODUCER;
    Signal room = new Signal();
    for (int p = 0; p < PRODUCERS; p++) {
      int producer = p;
      start(
          () -> {
            for (int i = 0; i < PER_PRODUCER; i++) {
              int seen = room.count();
              while (!queue.reserve(TOPIC)) {
                queue.whenRoom(TOPIC, room::give);
                room.await(seen);
                seen = room.count();
              }
              queue.offerReserved(TestMessages.envelope((long) producer * PER_PRODUCER + i));
            }
          });
    }
    OrderCheck order = new OrderCheck();
    Envelope[] batch = new Envelope[16];
    int taken = 0;
    while (taken < total) {
      wake.acquire();
      for (int n = queue.drain(batch); n > 0; n = queue.drain(batch)) {
        for (int i = 0; i < n; i++) {
          order.see(batch[i]);
        }
        taken += n;
      }
    }
    join(threads);
    assertThat(wakeUps.get()).isLessThanOrEqualTo(total);
    assertThat(queue.available()).isZero();
  }

  @Test
  void closingInTheMiddleWakesEverybody() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      SinkQueue queue = queue(OverflowPolicy.BACKPRESSURE, new AtomicLong());
      AtomicLong taken = new AtomicLong();
      AtomicLong accepted = new AtomicLong();
      List<Thread> all = new ArrayList<>();
      all.add(start(() -> consume(queue, taken)));
      for (int p = 0; p < 2; p++) {
        int producer = p;
        all.add(
            start(
                () -> {
                  Offer offer = Offer.ACCEPTED;
                  for (int i = 0; i < PER_PRODUCER && offer != Offer.CLOSED; ) {
                    if (queue.reserve(TOPIC)) {
                      offer =
                          queue.offerReserved(
                              TestMessages.envelope((long) producer * PER_PRODUCER + i));
                      if (offer == Offer.ACCEPTED) {
                        i++;
                        accepted.incrementAndGet();
                      }
                    }
                  }
                }));
      }
      while (accepted.get() < round) {
        Thread.onSpinWait();
      }
      queue.close();
      join(all);
      assertThat(taken.get()).isEqualTo(accepted.get());
    }
  }

  /** Counts signals; several threads may give one at the same time. */
  private static final class Signal {
    private int count;

    synchronized int count() {
      return count;
    }

    synchronized void give() {
      count++;
      notifyAll();
    }

    /** Waits until there were more than {@code seen}; an interrupt ends the wait. */
    synchronized void await(int seen) {
      boolean interrupted = false;
      while (count == seen && !interrupted) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
