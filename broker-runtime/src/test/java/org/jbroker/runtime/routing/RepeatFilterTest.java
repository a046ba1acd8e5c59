package org.jbroker.runtime.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jbroker.EndpointId;
import org.junit.jupiter.api.Test;

class RepeatFilterTest {

  private static final int WINDOW = RepeatWindow.SEQUENCES;
  private static final EndpointId A = id(1);
  private static final EndpointId B = id(2);

  private final RepeatFilter filter = new RepeatFilter(4);

  private static EndpointId id(long low) {
    return new EndpointId(7, low);
  }

  @Test
  void passesEachStampOnce() {
    assertThat(filter.firstSeen(A, 1, 1)).isTrue();
    assertThat(filter.firstSeen(A, 1, 1)).isFalse();
    assertThat(filter.firstSeen(A, 1, 3)).isTrue();
    assertThat(filter.firstSeen(A, 1, 2)).isTrue();
    assertThat(filter.firstSeen(A, 1, 2)).isFalse();
    assertThat(filter.firstSeen(B, 1, 1)).isTrue();
    assertThat(filter.firstSeen(A, 2, 1)).isTrue();
    assertThat(filter.firstSeen(A, -1, 1)).isTrue();
  }

  @Test
  void passesLateMessagesWithinTheWindowOnly() {
    filter.firstSeen(A, 1, 1_000_000);

    assertThat(filter.firstSeen(A, 1, 1_000_000 - WINDOW + 1)).isTrue();
    assertThat(filter.firstSeen(A, 1, 1_000_000 - WINDOW + 1)).isFalse();
    assertThat(filter.firstSeen(A, 1, 1_000_000 - WINDOW)).isFalse();
    assertThat(filter.firstSeen(A, 1, 999_999)).isTrue();
    assertThat(filter.firstSeen(A, 1, 1_000_000)).isFalse();
  }

  @Test
  void refusesNumbersThatNobodyStamps() {
    for (long sequence : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThat(filter.firstSeen(A, 1, sequence)).isFalse();
    }
    assertThat(filter.size()).isZero();
  }

  @Test
  void survivesJumpsToTheEndOfTheNumbers() {
    assertThat(filter.firstSeen(A, 1, 5)).isTrue();
    assertThat(filter.firstSeen(A, 1, Long.MAX_VALUE)).isTrue();
    assertThat(filter.firstSeen(A, 1, Long.MAX_VALUE)).isFalse();
    assertThat(filter.firstSeen(A, 1, Long.MAX_VALUE - 1)).isTrue();
    assertThat(filter.firstSeen(A, 1, 6)).isFalse();
  }

  @Test
  void forgetsTheLeastRecentlyUsedOrigin() {
    for (int i = 0; i < 4; i++) {
      filter.firstSeen(id(i), 1, 1);
    }
    filter.firstSeen(id(0), 1, 2);
    filter.firstSeen(id(9), 1, 1);

    assertThat(filter.size()).isEqualTo(4);
    assertThat(filter.firstSeen(id(0), 1, 1)).isFalse();
    assertThat(filter.firstSeen(id(2), 1, 1)).isFalse();
    assertThat(filter.firstSeen(id(1), 1, 1)).as("forgotten").isTrue();
  }

  @Test
  void inventedOriginsDoNotPushOutOneThatIsInUse() {
    RepeatFilter large = new RepeatFilter(256);
    for (int i = 1; i <= 20_000; i++) {
      assertThat(large.firstSeen(id(i), i, 1)).isTrue();
      if (i % 100 == 0) {
        assertThat(large.firstSeen(A, 0, 1)).isEqualTo(i == 100);
      }
    }
    assertThat(large.size()).isLessThanOrEqualTo(256);
  }

  @Test
  void takesAPositiveBoundOnly() {
    assertThatThrownBy(() -> new RepeatFilter(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWindowGrowsWithTheDistanceOfItsNumbers() {
    RepeatWindow window = new RepeatWindow();
    for (int i = 1000; i < 1010; i++) {
      window.add(i);
    }
    assertThat(window.ringBytes()).isEqualTo(8);
    window.add(2000);
    assertThat(window.ringBytes()).isEqualTo(128);
    window.add(2000 + WINDOW - 1);
    assertThat(window.ringBytes()).isEqualTo(WINDOW / 8);
    window.add(10_000_000);
    assertThat(window.ringBytes()).isEqualTo(8);
  }

  @Test
  void aWindowAgreesWithASetUnderRandomSteps() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      int[] spreads = {10, 1000, WINDOW / 2, WINDOW + 100, 3 * WINDOW};
      RepeatWindow window = new RepeatWindow();
      Set<Long> seen = new HashSet<>();
      long highest = 0;
      long base = 1 + random.nextInt(1_000_000);
      for (int i = 0; i < 3000; i++) {
        int spread = spreads[random.nextInt(random.nextInt(spreads.length) + 1)];
        long sequence = Math.max(1, base + random.nextInt(2 * spread) - spread);
        boolean inWindow = highest == 0 || sequence > highest - WINDOW;
        assertThat(window.add(sequence))
            .as("seed %d step %d", seed, i)
            .isEqualTo(inWindow && seen.add(sequence));
        highest = Math.max(highest, sequence);
        base += random.nextInt(100);
      }
    }
  }

  @Test
  void ofManyThreadsThatOfferTheSameMessagesOneGetsEach() throws Exception {
    RepeatFilter shared = new RepeatFilter(16);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Integer> offers =
          () -> {
            int passed = 0;
            for (int i = 1; i <= 20_000; i++) {
              passed += shared.firstSeen(id(i % 8), 1, i) ? 1 : 0;
            }
            return passed;
          };
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        tasks.add(offers);
      }
      int total = 0;
      for (Future<Integer> result : threads.invokeAll(tasks)) {
        total += result.get();
      }
      assertThat(total).isEqualTo(20_000);
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
