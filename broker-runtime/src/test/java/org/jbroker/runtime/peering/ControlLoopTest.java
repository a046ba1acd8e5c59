package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the loop promises about tasks when it ends. */
@Tag("race")
@NoLeaks
class ControlLoopTest {

  private final List<Throwable> failures = new ArrayList<>();

  private ControlLoop loop() {
    return new ControlLoop("loop", failures::add);
  }

  @Test
  void runsEveryTaskThatItAcceptedAlsoWhileItCloses() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      ControlLoop loop = loop();
      AtomicInteger accepted = new AtomicInteger();
      AtomicInteger ran = new AtomicInteger();
      CountDownLatch begun = new CountDownLatch(1);
      Thread caller =
          new Thread(
              () -> {
                while (loop.execute(ran::incrementAndGet)) {
                  accepted.incrementAndGet();
                  begun.countDown();
                }
              });
      caller.start();
      begun.await();
      loop.close();
      caller.join();
      assertThat(ran.get()).isEqualTo(accepted.get());
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void answersEveryCallWithAResultOrWithWhatWasGivenForItsEnd() throws Exception {
    ControlLoop loop = loop();
    CompletableFuture<String> before = loop.call(() -> "ran", "ended");
    loop.close();
    assertThat(before.get(5, TimeUnit.SECONDS)).isEqualTo("ran");
    assertThat(loop.call(() -> "ran", "ended").get(5, TimeUnit.SECONDS)).isEqualTo("ended");
  }

  @Test
  void forgetsTimersWhenItCloses() {
    ControlLoop loop = loop();
    Future<?> timer = loop.schedule(() -> failures.add(new AssertionError()), 60_000_000_000L);
    loop.close();
    assertThat(timer.isCancelled()).isTrue();
    assertThat(loop.schedule(() -> {}, 1).isDone()).isTrue();
    assertThat(failures).isEmpty();
  }

  @Test
  void goesOnAfterATaskThatThrows() throws Exception {
    ControlLoop loop = loop();
    RuntimeException bug = new IllegalStateException("bug");
    loop.execute(
        () -> {
          throw bug;
        });
    assertThat(loop.call(() -> "on", "ended").get(5, TimeUnit.SECONDS)).isEqualTo("on");
    loop.close();
    assertThat(failures).containsExactly(bug);
  }
}
