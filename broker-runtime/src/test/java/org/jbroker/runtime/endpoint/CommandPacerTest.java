package org.jbroker.runtime.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jbroker.PeerOverflow;
import org.jbroker.Topic;
import org.jbroker.runtime.queue.QueueOptions;
import org.jbroker.runtime.queue.SinkQueue;
import org.jbroker.runtime.queue.TestMessages;
import org.jbroker.runtime.routing.Envelope;
import org.jbroker.runtime.routing.Sink;
import org.jbroker.runtime.telemetry.Counters;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;

/** Waiting for peers, in real time: each test waits some tenths of a second. */
@NoLeaks
class CommandPacerTest {

  private static final Topic TOPIC = TestMessages.TOPIC;
  private static final int ROOM = 64;

  private final AtomicLong now = new AtomicLong();
  private final CommandPacer pacer = new CommandPacer(now::get);

  private static SinkQueue peer() {
    QueueOptions options = QueueOptions.peer(ROOM, 1 << 20, PeerOverflow.DROP_OLDEST);
    return new SinkQueue(options, new Counters(), lost -> {});
  }

  private static SinkQueue full() {
    SinkQueue queue = peer();
    for (int i = 0; i < ROOM; i++) {
      queue.offer(TestMessages.envelope(i));
    }
    return queue;
  }

  private long realMillis(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  @Test
  void losesNothingAsLongAsThePeerReads() {
    SinkQueue queue = peer();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> reader =
        CompletableFuture.runAsync(
            () -> {
              Envelope[] batch = new Envelope[ROOM / 2];
              while (!done.get() || queue.available() > 0) {
                queue.drain(batch);
              }
            },
            task -> new Thread(task, "reader").start());
    for (int i = 0; i < 20_000; i++) {
      pacer.await(TOPIC, queue);
      queue.offer(TestMessages.envelope(i));
    }
    done.set(true);
    assertThat(reader).succeedsWithin(Duration.ofSeconds(10));
    assertThat(queue.stats().dropped()).isZero();
  }

  @Test
  void givesUpAPeerThatDoesNotReadAndTriesItAgainAfterARest() {
    SinkQueue stalled = full();
    assertThat(realMillis(() -> pacer.await(TOPIC, stalled))).isGreaterThanOrEqualTo(200);
    long resting =
        realMillis(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                pacer.await(TOPIC, stalled);
              }
            });
    assertThat(resting).isLessThan(200);
    now.addAndGet(Patience.FIRST_REST_NANOS);
    assertThat(realMillis(() -> pacer.await(TOPIC, stalled))).isGreaterThanOrEqualTo(50);
    stalled.drain(new Envelope[ROOM]);
    assertThat(realMillis(() -> pacer.await(TOPIC, stalled))).isLessThan(200);
  }

  @Test
  void peersThatStallTogetherCostNoMoreThanOne() {
    CommandPacer inRealTime = new CommandPacer(System::nanoTime);
    Sink[] stalled = Stream.generate(CommandPacerTest::full).limit(50).toArray(Sink[]::new);
    assertThat(realMillis(() -> inRealTime.await(TOPIC, stalled))).isBetween(200L, 5_000L);
  }

  @Test
  void aPeerThatComesBackIsWaitedForAsBefore() {
    SinkQueue queue = full();
    pacer.await(TOPIC, queue);
    now.addAndGet(Patience.FIRST_REST_NANOS);
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> pacer.await(TOPIC, queue), task -> new Thread(task, "writer").start());
    queue.drain(new Envelope[ROOM]);
    assertThat(waiting).succeedsWithin(Duration.ofSeconds(10));
    for (int i = 0; i < ROOM; i++) {
      queue.offer(TestMessages.envelope(i));
    }
    now.addAndGet(Patience.FIRST_REST_NANOS);
    assertThat(realMillis(() -> pacer.await(TOPIC, queue))).isGreaterThanOrEqualTo(50);
  }

  @Test
  void anInterruptedThreadDoesNotWaitAndStaysInterrupted() {
    SinkQueue stalled = full();
    Thread.currentThread().interrupt();
    pacer.await(TOPIC, stalled);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(realMillis(() -> pacer.await(TOPIC, stalled)))
        .as("that was no verdict on the peer")
        .isGreaterThanOrEqualTo(200);
  }

  @Test
  void forgetsPeersThatAreGone() {
    pacer.await(TOPIC, full());
    Await.until(
        Duration.ofSeconds(20),
        "the sink is forgotten",
        () -> {
          System.gc();
          return pacer.remembered() == 0;
        });
  }
}
