package org.jbroker.store.engine.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboxTest {

  private final Outbox outbox = new Outbox("a test");

  @Test
  void whatAnActionAddsComesAfterIt() {
    List<String> done = new ArrayList<>();
    outbox.add(
        () -> {
          outbox.add(() -> done.add("second"));
          outbox.drain();
          done.add("first");
        });
    outbox.drain();
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void afterAnActionThatThrowsTheNextOnesAreRun() {
    List<String> done = new ArrayList<>();
    outbox.add(
        () -> {
          throw new IllegalStateException("thrown by a test; to be logged");
        });
    outbox.add(() -> done.add("next"));
    outbox.drain();
    assertThat(done).containsExactly("next");
  }

  @Test
  void anErrorReachesTheThreadAndTheNextDrainGoesOn() {
    List<String> done = new ArrayList<>();
    outbox.add(
        () -> {
          throw new AssertionError("thrown by a test");
        });
    outbox.add(() -> done.add("next"));
    assertThatThrownBy(outbox::drain).isInstanceOf(AssertionError.class);
    outbox.drain();
    assertThat(done).containsExactly("next");
  }

  @Test
  void keepsTheOrderOfTheLockForManyThreads() throws InterruptedException {
    Object lock = new Object();
    List<Integer> done = new ArrayList<>(); // Written by one thread at a time, or the test fails.
    int[] next = new int[1];
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  synchronized (lock) {
                    int number = next[0]++;
                    outbox.add(
                        () -> {
                          assertThat(Thread.holdsLock(lock)).isFalse();
                          done.add(number);
                        });
                  }
                  outbox.drain();
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(done).isEqualTo(IntStream.range(0, 40_000).boxed().toList());
  }
}
