package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.EndpointId;
import org.jbroker.Message;
import org.jbroker.data.Data;
import org.junit.jupiter.api.Test;

/** What is said to peers until somebody takes it. */
class OutboxTest {

  private static final EndpointId PEER = new EndpointId(1, 1);
  private static final EndpointId OTHER = new EndpointId(1, 2);

  private final List<Message> tried = new ArrayList<>();
  private boolean taken;
  private final Outbox outbox =
      new Outbox(
          (topic, data) -> {
            tried.add(new Message(topic, data));
            return taken;
          });

  @Test
  void isDoneWithWhatSomebodyTook() {
    taken = true;
    outbox.send(PEER, "t", Data.of(1), 0);

    assertThat(tried).containsExactly(Message.of("t", 1));
    assertThat(outbox.nextDeadlineNanos(0)).isEmpty();
  }

  @Test
  void triesAgainAfterEverLongerPauses() {
    long nowNanos = Long.MAX_VALUE - 3; // The clock overflows on the way.
    outbox.send(PEER, "t", Data.of(1), nowNanos);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      long due = outbox.nextDeadlineNanos(nowNanos).orElseThrow();
      pauses.add((due - nowNanos) / 1_000_000);
      outbox.tick(due - 1);
      assertThat(tried).hasSize(i + 1);
      outbox.tick(due);
      assertThat(tried).hasSize(i + 2);
      nowNanos = due;
    }
    taken = true;
    outbox.tick(nowNanos + Outbox.LAST_PAUSE_NANOS);

    assertThat(pauses).containsExactly(50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    assertThat(outbox.nextDeadlineNanos(nowNanos)).isEmpty();
  }

  @Test
  void forgetsWhatWasForAPeerThatIsGone() {
    outbox.send(PEER, "t", Data.of(1), 0);
    outbox.send(OTHER, "u", Data.of(2), 0);
    outbox.peerLost(PEER);
    tried.clear();
    outbox.tick(Outbox.FIRST_PAUSE_NANOS);

    assertThat(tried).containsExactly(Message.of("u", 2));
  }

  @Test
  void saysTheLatestOnly() {
    outbox.send(PEER, "t", Data.of(1), 0);
    outbox.send(PEER, "t", Data.of(2), 0);
    tried.clear();
    outbox.tick(Outbox.FIRST_PAUSE_NANOS);

    assertThat(tried).containsExactly(Message.of("t", 2));
  }
}
