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
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.junit.jupiter.api.Test;

class RepeatFilterTest {

  private static final int WINDOW = RepeatWindow.SEQUENCES;
  private static final EndpointId A = id(1);
  private static final EndpointId B = id(2);

  private final RepeatFilter filter = new RepeatFilter(4);

  private static EndpointId id(long low) {
    return new EndpointId(7, low);
  }

  private static Envelope stamped(EndpointId origin, long incarnation, long sequence) {
    return Envelope.unstamped(
            MessageKind.DATA, Topic.of("/t"), Payload.of(Data.none()), 1, EndpointId.NIL)
        .stamped(origin, incarnation, sequence);
  }

  private static boolean firstSeen(
      RepeatFilter filter, EndpointId origin, long incarnation, long sequence) {
    Envelope[] message = {stamped(origin, incarnation, sequence)};
    return filter.keepFirstSeen(message, 0, 1) == 1;
  }

  @Test
  void movesWhatIsNewToTheFrontInItsOrder() {
    firstSeen(filter, A, 1, 3);
    Envelope outside = stamped(B, 1, 1);
    Envelope[] batch = {
      outside, stamped(A, 1, 2), stamped(A, 1, 3), stamped(A, 1, 5), stamped(A, 1, 2), outside
    };

    assertThat(filter.keepFirstSeen(batch, 1, 5)).isEqualTo(3);

    assertThat(batch[0]).isSameAs(outside);
    assertThat(batch[1].sequence()).isEqualTo(2);
    assertThat(batch[2].sequence()).isEqualTo(5);
    assertThat(batch[5]).isSameAs(outside);
  }

  @Test
  void passesEachStampOnce() {
    assertThat(firstSeen(filter, A, 1, 1)).isTrue();
    assertThat(firstSeen(filter, A, 1, 1)).isFalse();
    assertThat(firstSeen(filter, A, 1, 3)).isTrue();
    assertThat(firstSeen(filter, A, 1, 2)).isTrue();
    assertThat(firstSeen(filter, A, 1, 2)).isFalse();
    assertThat(firstSeen(filter, B, 1, 1)).isTrue();
    assertThat(firstSeen(filter, A, 2, 1)).isTrue();
    assertThat(firstSeen(filter, A, -1, 1)).isTrue();
  }

  @Test
  void passesLateMessagesWithinTheWindowOnly() {
    firstSeen(filter, A, 1, 1_000_000);

    assertThat(firstSeen(filter, A, 1, 1_000_000 - WINDOW + 1)).isTrue();
    assertThat(firstSeen(filter, A, 1, 1_000_000 - WINDOW + 1)).isFalse();
    assertThat(firstSeen(filter, A, 1, 1_000_000 - WINDOW)).isFalse();
    assertThat(firstSeen(filter, A, 1, 999_999)).isTrue();
    assertThat(firstSeen(filter, A, 1, 1_000_000)).isFalse();
  }

  @Test
  void refusesNumbersThatNobodyStamps() {
    for (long sequence : new long[] {0, -1, Long.MIN_VALUE}) {
      assertThat(firstSeen(filter, A, 1, sequence)).isFalse();
    }
  }

  @Test
  void survivesJumpsToTheEndOfTheNumbers() {
    assertThat(firstSeen(filter, A, 1, 5)).isTrue();
    assertThat(firstSeen(filter, A, 1, Long.MAX_VALUE)).isTrue();
    assertThat(firstSeen(filter, A, 1, Long.MAX_VALUE)).isFalse();
    assertThat(firstSeen(filter, A, 1, Long.MAX_VALUE - 1)).isTrue();
    assertThat(firstSeen(filter, A, 1, 6)).isFalse();
  }

  @Test
  void forgetsTheLeastRecentlyUsedOrigin() {
    for (int i = 0; i < 4; i++) {
      firstSeen(filter, id(i), 1, 1);
    }
    firstSeen(filter, id(0), 1, 2);
    firstSeen(filter, id(9), 1, 1);

    assertThat(filter.size()).isEqualTo(4);
    assertThat(firstSeen(filter, id(0), 1, 1)).isFalse();
    assertThat(firstSeen(filter, id(2), 1, 1)).isFalse();
    assertThat(firstSeen(filter, id(1), 1, 1)).as("forgotten").isTrue();
  }

  @Test
  void inventedOriginsDoNotPushOutOneThatIsInUse() {
    RepeatFilter large = new RepeatFilter(256);
    for (int i = 1; i <= 20_000; i++) {
      assertThat(firstSeen(large, id(i), i, 1)).isTrue();
      if (i % 100 == 0) {
        assertThat(firstSeen(large, A, 0, 1)).isEqualTo(i == 100);
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
              passed += firstSeen(shared, id(i % 8), 1, i) ? 1 : 0;
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
