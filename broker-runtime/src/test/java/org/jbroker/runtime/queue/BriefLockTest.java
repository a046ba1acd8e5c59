package org.jbroker.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("race")
@NoLeaks
class BriefLockTest {

  private final BriefLock lock = new BriefLock();
  private int counter;

  @Test
  void letsOneInAtATime() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50_000; i++) {
                  lock.lock();
                  try {
                    counter++;
                  } finally {
                    lock.unlock();
                  }
                }
              },
              "counts-" + t);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter).isEqualTo(200_000);
  }

  @Test
  void waitsForAsLongAsItIsHeld() throws Exception {
    lock.lock();
    CompletableFuture<Void> entered = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              lock.lock();
              lock.unlock();
              entered.complete(null);
            },
            "waits");
    waiting.start();
    while (!lock.hasQueuedThread(waiting)) {
      Thread.onSpinWait();
    }
    assertThat(entered).isNotDone();
    lock.unlock();
    entered.get(30, TimeUnit.SECONDS);
    waiting.join();
  }

  @Test
  void anInterruptedThreadDoesNotGetItEvenIfItIsFree() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
    assertThat(lock.isLocked()).isFalse();
  }
}
