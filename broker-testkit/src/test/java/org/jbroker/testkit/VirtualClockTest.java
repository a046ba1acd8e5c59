package org.jbroker.testkit;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VirtualClockTest {

  private final VirtualClock clock = new VirtualClock(Instant.EPOCH);
  private final VirtualScheduler scheduler = clock.newScheduler();
  private final List<String> ran = new ArrayList<>();

  @Test
  void standsStillUntilAdvanced() {
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    clock.advance(Duration.ofMillis(1_500));
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(1_500));
    assertThat(clock.ticker().getAsLong()).isEqualTo(1_500_000_000L);
    clock.advanceTo(Instant.ofEpochSecond(10));
    assertThat(clock.nanoTime()).isEqualTo(SECONDS.toNanos(10));
    assertThat(clock.withZone(ZoneId.of("UTC+1")).instant()).isEqualTo(clock.instant());
  }

  @Test
  void neverGoesBack() {
    clock.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> clock.advanceTo(Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void steppingTheWallClockLeavesTickerAndTasksAlone() {
    scheduler.schedule(() -> ran.add("task"), 1, SECONDS);
    clock.stepWall(Duration.ofHours(-1));
    assertThat(clock.nanoTime()).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(ran).containsExactly("task");
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH.minusSeconds(3_599));
  }

  @Test
  void runsDueTasksByTimeThenInOrderOfScheduling() {
    scheduler.schedule(() -> note("b"), 2, SECONDS);
    clock.newScheduler().schedule(() -> note("c"), 2, SECONDS);
    scheduler.schedule(() -> note("a"), 1, SECONDS);
    scheduler.schedule(() -> note("late"), 3, SECONDS);
    assertThat(clock.advance(Duration.ofSeconds(2))).isEqualTo(3);
    assertThat(ran).containsExactly("a@1", "b@2", "c@2");
    assertThat(clock.pendingTasks()).isEqualTo(1);
  }

  @Test
  void runsWhatTasksScheduleWithinTheSameAdvance() {
    scheduler.schedule(
        () -> {
          note("outer");
          scheduler.schedule(() -> note("inner"), 1, SECONDS);
        },
        1,
        SECONDS);
    clock.advance(Duration.ofSeconds(5));
    assertThat(ran).containsExactly("outer@1", "inner@2");
    assertThat(clock.nanoTime()).isEqualTo(SECONDS.toNanos(5));
  }

  @Test
  void executeWaitsForRunDueAndLetsExceptionsOut() {
    scheduler.execute(() -> note("now"));
    assertThat(ran).isEmpty();
    assertThat(clock.runDue()).isEqualTo(1);
    assertThat(ran).containsExactly("now@0");
    scheduler.execute(
        () -> {
          throw new IllegalStateException("broken");
        });
    scheduler.execute(() -> note("after"));
    assertThatThrownBy(clock::runDue).hasMessage("broken");
    clock.runDue();
    assertThat(ran).containsExactly("now@0", "after@0");
  }

  @Test
  void periodicTasksRepeatUntilCancelledOrBroken() {
    ScheduledFuture<?> rate = scheduler.scheduleAtFixedRate(() -> note("rate"), 1, 2, SECONDS);
    AtomicInteger runs = new AtomicInteger();
    ScheduledFuture<?> broken =
        scheduler.scheduleWithFixedDelay(
            () -> {
              if (runs.incrementAndGet() == 2) {
                throw new IllegalStateException("second");
              }
            },
            1,
            1,
            SECONDS);
    clock.advance(Duration.ofSeconds(5));
    assertThat(ran).containsExactly("rate@1", "rate@3", "rate@5");
    assertThat(runs).hasValue(2);
    assertThat(broken.isDone()).isTrue();
    assertThat(rate.cancel(true)).isTrue();
    assertThat(clock.pendingTasks()).isZero();
    clock.advance(Duration.ofSeconds(5));
    assertThat(ran).hasSize(3);
  }

  @Test
  void taskMayNotAdvanceTheClock() throws Exception {
    Future<Integer> task = scheduler.submit(() -> clock.advance(Duration.ofSeconds(1)));
    clock.runDue();
    assertThat(task).isDone();
    assertThatThrownBy(task::get).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void shutdownEndsPeriodicTasksAndLetsOthersRun() throws Exception {
    scheduler.scheduleAtFixedRate(() -> note("rate"), 1, 1, SECONDS);
    scheduler.schedule(() -> note("once"), 1, SECONDS);
    scheduler.shutdown();
    assertThatThrownBy(() -> scheduler.execute(() -> note("refused")))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(scheduler.isTerminated()).isFalse();
    assertThat(scheduler.awaitTermination(0, SECONDS)).isFalse();
    clock.advance(Duration.ofSeconds(3));
    assertThat(ran).containsExactly("once@1");
    assertThat(scheduler.awaitTermination(1, SECONDS)).isTrue();
  }

  @Test
  void shutdownNowReturnsWhatWaitsInItsOrder() {
    ScheduledFuture<?> second = scheduler.schedule(() -> note("second"), 2, SECONDS);
    ScheduledFuture<?> first = scheduler.schedule(() -> note("first"), 1, SECONDS);
    List<Runnable> waiting = scheduler.shutdownNow();
    assertThat(waiting).hasSize(2);
    assertThat(waiting.get(0)).isSameAs(first);
    assertThat(waiting.get(1)).isSameAs(second);
    assertThat(scheduler.isTerminated()).isTrue();
    assertThat(clock.pendingTasks()).isZero();
  }

  @Test
  void manyThreadsMayScheduleWhileOneAdvances() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch scheduled = new CountDownLatch(4);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  scheduler.schedule(runs::incrementAndGet, i, SECONDS);
                }
                scheduled.countDown();
              });
      threads.add(thread);
      thread.start();
    }
    while (scheduled.getCount() > 0) {
      clock.advance(Duration.ofSeconds(1));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    clock.advance(Duration.ofSeconds(500));
    assertThat(runs).hasValue(2_000);
  }

  private void note(String what) {
    ran.add(what + "@" + SECONDS.convert(clock.nanoTime(), NANOSECONDS));
  }
}
