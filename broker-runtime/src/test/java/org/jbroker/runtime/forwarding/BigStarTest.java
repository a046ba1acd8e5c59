package org.jbroker.runtime.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.forwarding.Net.LIMIT;
import static org.jbroker.runtime.forwarding.Net.takeText;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.runtime.topology.FloodPacer;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A star whose middle has so many links that announcements wait for each other there. */
@NoLeaks(ignoreThreads = Net.NETTYS_OWN_THREAD)
class BigStarTest {

  private static final int LEAVES = FloodPacer.UNPACED_LINKS + 4;

  private final Net net = new Net();

  @AfterEach
  void closeAll() {
    net.close();
  }

  @Test
  void everybodyHearsOfWhoeverComesSubscribesAndGoes() throws Exception {
    Endpoint middle = net.open(o -> o.propagateSubscriptions(true));
    List<Endpoint> leaves = net.open(LEAVES, o -> o.propagateSubscriptions(true));
    Endpoint first = leaves.get(0);
    Endpoint last = leaves.get(LEAVES - 1);
    StatusSubscriber statuses = first.statusSubscriber(true);
    Subscriber atLast = last.subscriber("/before");
    for (Endpoint leaf : leaves) {
      assertThat(leaf.peer("127.0.0.1", net.port(middle), Duration.ZERO)).isTrue();
    }

    List<CompletableFuture<Boolean>> reached = new ArrayList<>();
    for (Endpoint from : leaves) {
      for (Endpoint to : leaves) {
        if (from != to) {
          reached.add(from.awaitPeerAsync(to.id(), LIMIT));
        }
      }
    }
    for (CompletableFuture<Boolean> one : reached) {
      assertThat(one.get(10, TimeUnit.SECONDS)).isTrue();
    }
    for (Endpoint from : leaves.subList(0, LEAVES - 1)) {
      from.publish(last.id(), Topic.of("/before"), Data.string("from " + from.id()));
    }
    assertThat(takeText(atLast, LEAVES - 1)).doesNotHaveDuplicates();
    assertThat(atLast.poll()).isEmpty();

    assertThat(atLast.addTopic(Topic.of("/after"), LIMIT)).isTrue();
    Net.warmUp(first, atLast, "/after");

    last.close();
    Set<EndpointId> discovered = new HashSet<>();
    Await.until(
        LIMIT,
        "the first one hears that the last one is gone",
        () ->
            statuses.poll().stream()
                .anyMatch(event -> event instanceof Status s && isLoss(s, last, discovered)));
    assertThat(discovered).hasSize(LEAVES);
    assertThat(first.publish(last.id(), Topic.of("/before"), Data.none()).isClean()).isFalse();
  }

  private static boolean isLoss(Status status, Endpoint of, Set<EndpointId> discovered) {
    EndpointId about = status.endpoint().orElseThrow().node();
    if (status.code() == StatusCode.ENDPOINT_DISCOVERED) {
      assertThat(discovered.add(about)).as("discovered once").isTrue();
    }
    return status.code() == StatusCode.ENDPOINT_UNREACHABLE && about.equals(of.id());
  }
}
