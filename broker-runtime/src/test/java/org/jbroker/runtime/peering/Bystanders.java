package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.testkit.Await;

/**
 * A good peer that exchanges messages with an endpoint all the time, on a thread of its own, and
 * notices if one of them is lost, comes twice, out of order or late.
 */
final class Bystanders implements AutoCloseable {

  /**
   * No round trip may take longer, whatever a stranger does meanwhile: shorter than a thread that
   * waits for a stranger would be stuck, and far longer than a busy machine lets one wait.
   */
  private static final Duration LATE = Duration.ofSeconds(5);

  private final Endpoint good;
  private final Subscription echo;
  private final Subscriber pongs;
  private final CompletableFuture<Integer> rounds;
  private volatile boolean stopping;

  /** Peers {@code good} with {@code endpoint}, which listens on {@code port}. */
  Bystanders(Endpoint endpoint, Endpoint good, int port) {
    this.good = good;
    echo =
        endpoint.subscribe(
            List.of(Topic.of("/bystander/ping")),
            message -> endpoint.publish(Topic.of("/bystander/pong"), message.data()),
            error -> {});
    pongs = good.subscriber("/bystander/pong");
    assertThat(good.peer(TestEndpoints.HOST, port, Duration.ZERO)).isTrue();
    // The side that asked is done first; what happens from here on shall be the strangers' doing.
    Await.until(TestEndpoints.SOON, () -> endpoint.peers().size() == 1);
    rounds = CompletableFuture.supplyAsync(this::exchange);
  }

  private int exchange() {
    int round = 0;
    while (!stopping || round == 0) {
      Data number = Data.of(round++);
      long begin = System.nanoTime();
      assertThat(good.publish(Topic.of("/bystander/ping"), number).accepted()).isOne();
      try {
        assertThat(pongs.get(TestEndpoints.SOON).map(Message::data)).contains(number);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      assertThat(System.nanoTime() - begin).isLessThan(LATE.toNanos());
    }
    return round;
  }

  /** Fails if anything was lost or late. */
  @Override
  public void close() {
    stopping = true;
    try {
      assertThat(rounds.get(20, TimeUnit.SECONDS)).isPositive();
    } catch (Exception e) {
      throw new AssertionError("the good peer suffered", e);
    } finally {
      echo.close();
      pongs.close();
    }
    assertThat(good.peers()).hasSize(1);
  }
}
