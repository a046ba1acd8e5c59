package org.jbroker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jbroker.testkit.LossyLink.Rates;
import org.junit.jupiter.api.Test;

class LossyLinkTest {

  @Test
  void perfectLinkDeliversEverythingInOrderAtTheNextTick() {
    LossyLink<Integer> link = new LossyLink<>(new Random(1), Rates.PERFECT);
    link.send(1);
    link.send(2);
    assertThat(link.inFlight()).isEqualTo(2);
    assertThat(link.tick()).containsExactly(1, 2);
    assertThat(link.tick()).isEmpty();
  }

  @Test
  void sameSeedGivesTheSameDeliveries() {
    Rates rates = new Rates(0.3, 0.2, 0.3, 5);
    assertThat(run(9, rates, 500)).isEqualTo(run(9, rates, 500)).isNotEqualTo(run(8, rates, 500));
  }

  @Test
  void losesAndDoublesAtTheGivenRates() {
    LossyLink<Integer> link = new LossyLink<>(new Random(3), new Rates(0.25, 0.1, 0, 0));
    IntStream.range(0, 10_000).forEach(link::send);
    int arrived = link.tick().size();
    assertThat(link.lost()).isBetween(2_300L, 2_700L);
    assertThat(link.duplicated()).isBetween(600L, 900L);
    assertThat(arrived).isEqualTo((int) (10_000 - link.lost() + link.duplicated()));
    assertThat(link.delivered()).isEqualTo(arrived);
  }

  @Test
  void delayAloneKeepsTheOrder() {
    List<Integer> arrived = run(5, new Rates(0, 0, 0, 7), 1_000);
    assertThat(arrived).hasSize(1_000).isSorted();
  }

  @Test
  void reorderingMixesButLosesNothing() {
    List<Integer> arrived = run(5, new Rates(0, 0, 0.2, 7), 1_000);
    assertThat(arrived).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(arrived).isNotEqualTo(arrived.stream().sorted().toList());
  }

  @Test
  void brokenConnectionLosesWhatIsUnderWayAndHealedLinkIsPerfect() {
    LossyLink<Integer> link = new LossyLink<>(new Random(1), new Rates(0, 0, 0, 100));
    link.send(1);
    assertThat(link.dropInFlight()).isEqualTo(1);
    link.rates(Rates.PERFECT);
    link.send(2);
    List<Integer> arrived = new ArrayList<>();
    while (link.inFlight() > 0) {
      arrived.addAll(link.tick());
    }
    assertThat(arrived).containsExactly(2);
    assertThat(link.lost()).isEqualTo(1);
  }

  @Test
  void refusesRatesThatAreNoProbabilities() {
    assertThatThrownBy(() -> new Rates(1.1, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rates(0, Double.NaN, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Rates(0, 0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Integer> run(long seed, Rates rates, int messages) {
    LossyLink<Integer> link = new LossyLink<>(new Random(seed), rates);
    List<Integer> arrived = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      link.send(i);
      arrived.addAll(link.tick());
    }
    while (link.inFlight() > 0) {
      arrived.addAll(link.tick());
    }
    return arrived;
  }
}
