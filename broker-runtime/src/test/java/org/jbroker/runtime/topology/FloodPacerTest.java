package org.jbroker.runtime.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jbroker.EndpointId;
import org.jbroker.runtime.topology.Change.Flood;
import org.junit.jupiter.api.Test;

class FloodPacerTest {

  private static final EndpointId A = id(1);
  private static final EndpointId B = id(2);
  private static final EndpointId C = id(3);
  private static final int FEW = FloodPacer.UNPACED_LINKS;
  private static final int MANY = FEW + 1;
  private static final long REST = MANY * FloodPacer.REST_NANOS_PER_LINK;

  /** A clock may begin anywhere, and pass the largest number. */
  private static final long START = Long.MAX_VALUE - REST / 2;

  private final FloodPacer pacer = new FloodPacer();

  private static EndpointId id(long low) {
    return new EndpointId(0, low);
  }

  private static LinkState state(EndpointId origin, long sequence) {
    return new LinkState(origin, 1, sequence, true, Optional.empty(), List.of());
  }

  private void add(EndpointId origin, long sequence) {
    pacer.add(new Flood(state(origin, sequence), Optional.empty()));
  }

  private void addFrom(EndpointId sender, EndpointId origin, long sequence) {
    pacer.add(new Flood(state(origin, sequence), Optional.of(sender)));
  }

  private static List<LinkState> news(FloodBatch batch) {
    return batch.newsFor(id(99));
  }

  @Test
  void withFewLinksEverythingGoesAtOnce() {
    for (int i = 1; i <= 100; i++) {
      add(A, i);
      assertThat(news(pacer.due(FEW, START))).containsExactly(state(A, i));
      assertThat(pacer.isWaiting()).isFalse();
    }
  }

  @Test
  void withManyLinksTheFirstGoesAtOnceAndTheRestTogetherAfterARest() {
    add(A, 1);
    assertThat(news(pacer.due(MANY, START))).containsExactly(state(A, 1));

    add(B, 1);
    assertThat(pacer.due(MANY, START).isEmpty()).isTrue();
    add(C, 1);
    assertThat(pacer.due(MANY, START + REST - 1).isEmpty()).isTrue();
    assertThat(pacer.isWaiting()).isTrue();
    assertThat(pacer.remainingNanos(START + REST - 1)).isEqualTo(1);

    assertThat(news(pacer.due(MANY, START + REST))).containsExactly(state(B, 1), state(C, 1));
    assertThat(pacer.isWaiting()).isFalse();
  }

  @Test
  void nothingWaitsIfNothingHappenedDuringTheRest() {
    add(A, 1);
    pacer.due(MANY, START);
    assertThat(pacer.due(MANY, START + REST).isEmpty()).isTrue();

    add(B, 1);
    assertThat(news(pacer.due(MANY, START + 2 * REST))).containsExactly(state(B, 1));
  }

  @Test
  void ofEachOriginTheNewestGoesBehindWhatCameBefore() {
    pacerRests();
    add(A, 1);
    add(B, 7);
    add(A, 2);

    assertThat(news(pacer.due(MANY, START + REST))).containsExactly(state(B, 7), state(A, 2));
  }

  @Test
  void everybodyGetsAllButWhatHeSentHimself() {
    pacerRests();
    addFrom(A, C, 1);
    addFrom(B, A, 1);
    add(B, 1);
    FloodBatch batch = pacer.due(MANY, START + REST);

    assertThat(batch.newsFor(A)).containsExactly(state(A, 1), state(B, 1));
    assertThat(batch.newsFor(B)).containsExactly(state(C, 1), state(B, 1));
    assertThat(batch.newsFor(C)).containsExactly(state(C, 1), state(A, 1), state(B, 1));
    assertThat(batch.newsFor(C)).isSameAs(batch.newsFor(id(4)));
  }

  @Test
  void whoSentAnOlderOneGetsTheNewer() {
    pacerRests();
    addFrom(A, C, 1);
    addFrom(B, C, 2);
    FloodBatch batch = pacer.due(MANY, START + REST);

    assertThat(batch.newsFor(A)).containsExactly(state(C, 2));
    assertThat(batch.newsFor(B)).isEmpty();
  }

  @Test
  void theRestGrowsWithTheLinksUpToALimit() {
    add(A, 1);
    pacer.due(1000, START);
    assertThat(pacer.remainingNanos(START)).isEqualTo(1_000_000_000L);

    add(A, 2);
    pacer.all(1_000_000, START);
    assertThat(pacer.remainingNanos(START)).isEqualTo(FloodPacer.MAX_REST_NANOS);
  }

  @Test
  void noRestIsKeptWhenFewLinksAreLeft() {
    pacerRests();
    add(A, 1);

    assertThat(news(pacer.due(FEW, START))).containsExactly(state(A, 1));
  }

  @Test
  void aRestCanBeCutShortAndANewOneBegins() {
    pacerRests();
    add(A, 1);
    assertThat(news(pacer.all(MANY, START + REST / 2))).containsExactly(state(A, 1));
    assertThat(pacer.all(MANY, START + REST / 2).isEmpty()).isTrue();

    add(B, 1);
    assertThat(pacer.due(MANY, START + REST).isEmpty()).isTrue();
    assertThat(news(pacer.due(MANY, START + REST / 2 + REST))).containsExactly(state(B, 1));
  }

  @Test
  void aFloodOfInventedOriginsDoesNotPileUp() {
    pacerRests();
    for (int i = 1; i < FloodPacer.MAX_WAITING; i++) {
      add(id(1000 + i), 1);
    }
    assertThat(pacer.due(MANY, START).isEmpty()).isTrue();

    add(A, 1);
    assertThat(news(pacer.due(MANY, START))).hasSize(FloodPacer.MAX_WAITING);
  }

  private void pacerRests() {
    add(id(50), 1);
    pacer.due(MANY, START);
  }
}
