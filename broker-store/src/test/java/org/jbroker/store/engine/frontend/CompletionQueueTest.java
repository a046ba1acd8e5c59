package org.jbroker.store.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NoLeaks
class CompletionQueueTest {

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);
  private final AtomicInteger started = new AtomicInteger();

  private final CompletionQueue queue =
      new CompletionQueue(
          task -> {
            started.incrementAndGet();
            executor.execute(task);
          },
          (task, delayNanos) -> timers.schedule(task, delayNanos, TimeUnit.NANOSECONDS));

  @AfterEach
  void end() throws InterruptedException {
    executor.shutdownNow();
    timers.shutdownNow();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(timers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void runsWhatCameWhileATaskRanInTheSameTaskAndInTurn() {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Runnable> held = new ArrayList<>();
    CompletionQueue patient = new CompletionQueue(held::add, (task, delay) -> {});
    for (int i = 0; i < 1_000; i++) {
      int number = i;
      patient.execute(() -> order.add(number));
    }
    assertThat(held).hasSize(1);
    held.get(0).run();
    assertThat(order).hasSize(1_000).isSorted();
  }

  @Test
  void oneThatBlocksDoesNotHoldUpTheOthersForGood() throws InterruptedException {
    // Each waits for the one that came after it: all must be running at the same time.
    int depth = 20;
    CountDownLatch[] latches = new CountDownLatch[depth + 1];
    for (int i = 0; i <= depth; i++) {
      latches[i] = new CountDownLatch(1);
    }
    for (int i = 0; i < depth; i++) {
      int number = i;
      queue.execute(
          () -> {
            try {
              latches[number + 1].await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            latches[number].countDown();
          });
    }
    queue.execute(latches[depth]::countDown);
    assertThat(latches[0].await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatThrowsDoesNotStopTheNext() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    queue.execute(
        () -> {
          throw new IllegalStateException("thrown by a test; to be logged");
        });
    queue.execute(done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anErrorDoesNotStopTheNext() {
    List<Runnable> held = new ArrayList<>();
    CompletionQueue patient = new CompletionQueue(held::add, (task, delay) -> {});
    AtomicInteger done = new AtomicInteger();
    patient.execute(
        () -> {
          throw new StackOverflowError("thrown by a test");
        });
    patient.execute(done::incrementAndGet);
    assertThatThrownBy(held.get(0)::run).isInstanceOf(StackOverflowError.class);
    assertThat(held).hasSize(2);
    held.get(1).run();
    assertThat(done).hasValue(1);
  }

  @Test
  void nothingIsForgottenWhenManyThreadsAdd() throws InterruptedException {
    int each = 20_000;
    CountDownLatch done = new CountDownLatch(4 * each);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < each; n++) {
                  queue.execute(done::countDown);
                }
              },
              "adds-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(started.get()).isBetween(1, 4 * each);
  }

  @Test
  void runsOnTheCallersThreadWhenTheExecutorHasEnded() {
    CompletionQueue closing =
        new CompletionQueue(
            task -> {
              throw new RejectedExecutionException();
            },
            (task, delay) -> {});
    AtomicInteger done = new AtomicInteger();
    closing.execute(done::incrementAndGet);
    closing.execute(done::incrementAndGet);
    assertThat(done).hasValue(2);
  }
}
