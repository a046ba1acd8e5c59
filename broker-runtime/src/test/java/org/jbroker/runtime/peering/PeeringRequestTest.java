package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jbroker.EndpointInfo;
import org.jbroker.NetworkInfo;
import org.jbroker.PeerInfo;
import org.jbroker.PeerStatus;
import org.jbroker.spi.Backoff;
import org.junit.jupiter.api.Test;

class PeeringRequestTest {

  /** How to come to each state. */
  private static final Map<PeerStatus, List<PeerStatus>> WAYS =
      Map.of(
          PeerStatus.INITIALIZED, List.of(),
          PeerStatus.CONNECTING, List.of(PeerStatus.CONNECTING),
          PeerStatus.CONNECTED, List.of(PeerStatus.CONNECTING, PeerStatus.CONNECTED),
          PeerStatus.PEERED,
              List.of(PeerStatus.CONNECTING, PeerStatus.CONNECTED, PeerStatus.PEERED),
          PeerStatus.RECONNECTING, List.of(PeerStatus.CONNECTING, PeerStatus.RECONNECTING),
          PeerStatus.DISCONNECTED, List.of(PeerStatus.DISCONNECTED));

  /** What may follow, from the life cycle in the manual, not from the code. */
  private static final Map<PeerStatus, String> FOLLOWERS =
      Map.of(
          PeerStatus.INITIALIZED, "CONNECTING PEERED DISCONNECTED",
          PeerStatus.CONNECTING, "CONNECTED RECONNECTING DISCONNECTED",
          PeerStatus.CONNECTED, "PEERED RECONNECTING DISCONNECTED",
          PeerStatus.PEERED, "RECONNECTING DISCONNECTED",
          PeerStatus.RECONNECTING, "CONNECTING PEERED DISCONNECTED",
          PeerStatus.DISCONNECTED, "");

  private static PeeringRequest inState(PeerStatus status) {
    NetworkInfo target = new NetworkInfo("127.0.0.1", 1, Duration.ofSeconds(1));
    PeeringRequest request =
        new PeeringRequest(target, new Backoff(target.retry(), new SplittableRandom(1)));
    WAYS.get(status).forEach(request::become);
    return request;
  }

  @Test
  void becomesWhatTheTableSaysAndNothingElse() {
    for (PeerStatus from : PeerStatus.values()) {
      Set<PeerStatus> allowed = EnumSet.noneOf(PeerStatus.class);
      for (PeerStatus to : PeerStatus.values()) {
        PeeringRequest request = inState(from);
        if (List.of(FOLLOWERS.get(from).split(" ")).contains(to.name())) {
          request.become(to);
          assertThat(request.status()).isEqualTo(to);
          allowed.add(to);
        } else {
          assertThatThrownBy(() -> request.become(to))
              .as("%s to %s", from, to)
              .isInstanceOf(IllegalStateException.class);
          assertThat(request.status()).isEqualTo(from);
        }
      }
      assertThat(allowed.isEmpty()).isEqualTo(from == PeerStatus.DISCONNECTED);
    }
  }

  @Test
  void afterALossItsFutureIsThatOfTheNextPeering() {
    PeeringRequest request = inState(PeerStatus.PEERED);
    CompletableFuture<PeerInfo> first = request.done();
    EndpointInfo info = request.info();
    first.complete(new PeerInfo(info, Set.of(), PeerStatus.PEERED));
    request.become(PeerStatus.RECONNECTING);
    assertThat(request.done()).isNotSameAs(first).isNotDone();
  }

  @Test
  void afterAFailureItsFutureIsTheSame() {
    PeeringRequest request = inState(PeerStatus.CONNECTED);
    CompletableFuture<PeerInfo> first = request.done();
    request.become(PeerStatus.RECONNECTING);
    assertThat(request.done()).isSameAs(first).isNotDone();
  }
}
