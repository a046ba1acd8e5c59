package org.jbroker.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.runtime.local.LocalFixture.SHORT;
import static org.jbroker.runtime.local.LocalFixture.SOON;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StatusHubTest {

  @RegisterExtension private final LocalFixture local = new LocalFixture(1);

  private final StatusHub hub = new StatusHub();

  private static Status status(int number) {
    return new Status(StatusCode.PEER_ADDED, Optional.empty(), "" + number);
  }

  private static BrokerError error(int number) {
    return BrokerError.of(ErrorCode.PEER_UNAVAILABLE, "" + number);
  }

  @Test
  void givesEachQueueWhatItWantsFromItsStartOn() throws InterruptedException {
    hub.publish(error(0));
    StatusQueue all = hub.subscribe(true);
    StatusQueue errors = hub.subscribe(false);
    hub.publish(status(1));
    hub.publish(error(2));
    hub.publish(status(3));
    assertThat(all.available()).isEqualTo(3);
    assertThat(all.get()).isEqualTo(status(1));
    assertThat(all.get(SOON)).contains(error(2));
    assertThat(all.get(1, SOON)).containsExactly(status(3));
    assertThat(errors.poll()).containsExactly(error(2));
    assertThat(errors.get(SHORT)).isEmpty();
    assertThat(errors.get(2, SHORT)).isEmpty();
  }

  @Test
  void whenFullForgetsTheOldestAndCounts() {
    StatusQueue queue = hub.subscribe(true);
    for (int i = 0; i < StatusQueue.CAPACITY + 10; i++) {
      hub.publish(status(i));
    }
    assertThat(queue.dropped()).isEqualTo(10);
    assertThat(queue.poll()).hasSize(StatusQueue.CAPACITY).first().isEqualTo(status(10));
  }

  @Test
  void allQueuesSeeTheSameOrder() throws InterruptedException {
    StatusQueue first = hub.subscribe(true);
    StatusQueue second = hub.subscribe(true);
    List<Thread> publishers = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      int base = p * 1000;
      publishers.add(
          local.start(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  hub.publish(status(base + i));
                }
              }));
    }
    for (Thread publisher : publishers) {
      publisher.join();
    }
    List<StatusEvent> seen = first.poll();
    assertThat(seen).hasSize(4000).isEqualTo(second.poll());
  }

  @Test
  void closingWakesThoseThatWaitAndKeepsWhatIsThere() throws InterruptedException {
    StatusQueue queue = hub.subscribe(true);
    AtomicBoolean ended = new AtomicBoolean();
    Thread waiting =
        local.start(
            () -> {
              for (StatusEvent event : queue) {
                assertThat(event).isEqualTo(status(1));
              }
              ended.set(true);
            });
    LocalFixture.awaitBlocked(waiting);
    hub.publish(status(1));
    hub.close();
    waiting.join();
    assertThat(ended).isTrue();
    hub.publish(status(2));
    assertThat(queue.available()).isZero();
    assertThatThrownBy(queue::get).isInstanceOf(BrokerException.class);
    assertThatThrownBy(() -> hub.subscribe(true)).isInstanceOf(BrokerException.class);
  }

  @Test
  void whenInterruptedWhatItHadTakenStays() throws InterruptedException {
    StatusQueue queue = hub.subscribe(true);
    hub.publish(status(1));
    hub.publish(status(2));
    Thread taker = local.start(() -> queue.get(5, SOON));
    LocalFixture.awaitBlocked(taker);
    taker.interrupt();
    taker.join();
    assertThat(queue.poll()).containsExactly(status(1), status(2));
  }

  @Test
  void readinessFollowsTheQueue() throws IOException, InterruptedException {
    StatusQueue queue = hub.subscribe(false);
    try (Selector selector = Selector.open()) {
      queue.readiness().register(selector, SelectionKey.OP_READ);
      assertThat(selector.selectNow()).isZero();
      hub.publish(status(1));
      assertThat(selector.selectNow()).isZero();
      hub.publish(error(1));
      hub.publish(error(2));
      assertThat(selector.selectNow()).isEqualTo(1);
      selector.selectedKeys().clear();
      queue.get();
      assertThat(selector.selectNow()).isEqualTo(1);
      selector.selectedKeys().clear();
      queue.get();
      assertThat(selector.selectNow()).isZero();
      queue.close();
      assertThat(queue.readiness().isOpen()).isFalse();
    }
  }
}
