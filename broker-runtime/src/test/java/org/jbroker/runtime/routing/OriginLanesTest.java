package org.jbroker.runtime.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jbroker.EndpointId;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("race")
class OriginLanesTest {

  private static final EndpointId ORIGIN = new EndpointId(1, 2);

  /** What was dispatched, by sequence; begin and end of what is not over at once. */
  private final List<String> log = new ArrayList<>();

  private OriginLanes lanes;

  private static Envelope message(EndpointId origin, long sequence) {
    Payload payload = Payload.of(Data.none());
    Topic topic = Topic.of("/t");
    return new Envelope(MessageKind.DATA, topic, payload, 1, EndpointId.NIL, origin, 1, sequence);
  }

  private Offer dispatch(long sequence) {
    return lanes.dispatch(Batch.of(message(ORIGIN, sequence), null, false));
  }

  @Test
  void returnsWhatTheStepSaidWhenNobodyIsThere() {
    lanes = new OriginLanes(batch -> Offer.EVICTED_OLDEST);

    assertThat(dispatch(1)).isEqualTo(Offer.EVICTED_OLDEST);
    assertThat(dispatch(2)).isEqualTo(Offer.EVICTED_OLDEST);
  }

  @Test
  void whatComesMeanwhileWaitsForItsTurn() {
    lanes =
        new OriginLanes(
            batch -> {
              log.add("begin " + batch.first().sequence());
              if (batch.first().sequence() == 1) {
                assertThat(dispatch(2)).isEqualTo(Offer.ACCEPTED);
                assertThat(dispatch(3)).isEqualTo(Offer.ACCEPTED);
              }
              log.add("end " + batch.first().sequence());
              return Offer.REFUSED;
            });

    assertThat(dispatch(1)).isEqualTo(Offer.REFUSED);

    assertThat(log).containsExactly("begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3");
  }

  @Test
  void otherOriginsDoNotWait() {
    Set<EndpointId> others = ConcurrentHashMap.newKeySet();
    lanes =
        new OriginLanes(
            batch -> {
              if (batch.first().origin().equals(ORIGIN)) {
                for (int i = 0; i < 100; i++) {
                  lanes.dispatch(Batch.of(message(EndpointId.random(), 1), null, false));
                }
                // All but those that share the lane by chance.
                assertThat(others).hasSizeGreaterThan(80);
              } else {
                others.add(batch.first().origin());
              }
              return Offer.ACCEPTED;
            });

    dispatch(1);

    assertThat(others).hasSize(100);
  }

  @Test
  void aFullLaneTakesNoMoreAndLosesNothing() {
    AtomicInteger whileBusy = new AtomicInteger();
    AtomicInteger all = new AtomicInteger();
    boolean[] busy = {false};
    lanes =
        new OriginLanes(
            batch -> {
              all.incrementAndGet();
              if (batch.first().sequence() == 1) {
                busy[0] = true;
                LongStream.rangeClosed(2, 5_001).forEach(this::dispatch);
                busy[0] = false;
              } else if (busy[0]) {
                whileBusy.incrementAndGet();
              }
              return Offer.ACCEPTED;
            });

    dispatch(1);

    assertThat(all).hasValue(5_001);
    assertThat(whileBusy).hasValue(5_000 - 4_096);
  }

  @Test
  void aStepThatThrowsDoesNotBlockItsLane() {
    lanes =
        new OriginLanes(
            batch -> {
              log.add(String.valueOf(batch.first().sequence()));
              if (batch.first().sequence() == 1) {
                dispatch(2);
                dispatch(3);
              }
              if (batch.first().sequence() <= 2) {
                throw new IllegalStateException("defect");
              }
              return Offer.ACCEPTED;
            });

    assertThatThrownBy(() -> dispatch(1)).hasMessage("defect");
    assertThat(dispatch(4)).isEqualTo(Offer.ACCEPTED);

    assertThat(log).containsExactly("1", "2", "3", "4");
  }

  @Test
  void threadsAreInALaneOneAtATimeAndLoseNothing() throws InterruptedException {
    int threads = 4;
    int each = 500;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    List<Long> seen = new ArrayList<>(); // Guarded by the lane, which is what is tested.
    lanes =
        new OriginLanes(
            batch -> {
              if (inside.incrementAndGet() != 1) {
                together.incrementAndGet();
              }
              seen.add(batch.first().sequence());
              inside.decrementAndGet();
              return Offer.ACCEPTED;
            });
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long first = (long) t * each;
      running.add(new Thread(() -> LongStream.range(first, first + each).forEach(this::dispatch)));
    }
    running.forEach(Thread::start);
    for (Thread thread : running) {
      thread.join();
    }

    assertThat(together).hasValue(0);
    assertThat(seen).hasSize(threads * each).doesNotHaveDuplicates();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      assertThat(seen.stream().filter(n -> n / each == thread)).isSorted();
    }
  }
}
