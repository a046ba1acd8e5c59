package org.jbroker.runtime.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jbroker.DropReason;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.PeerOverflow;
import org.jbroker.Publisher;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.WebSocketHost;
import org.jbroker.spi.WebSocketPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine offers to the WebSocket API, without any socket. */
class WebSocketPortTest {

  private static final List<Topic> T = List.of(Topic.of("/t"));
  private static final Data DATA = Data.integer(1);
  private static final Message MESSAGE = Message.of("/t/x", 1);

  private Endpoint endpoint;
  private WebSocketHost host;

  private void open(EndpointOptions.Builder options) {
    var hosted = new EngineProvider().openHosted(options.ignoreBrokerConf(true).build());
    endpoint = hosted.endpoint();
    host = hosted.host();
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  @Test
  void clientsHearTheEndpointAndEachOtherButNotThemselves() throws InterruptedException {
    open(EndpointOptions.builder());
    try (WebSocketPort one = host.attachClient("one", T);
        WebSocketPort other = host.attachClient("other", T);
        Subscriber local = endpoint.subscriber("/t")) {
      assertThat(endpoint.publish("/t/x", 1).accepted()).isEqualTo(2);
      assertThat(one.poll()).contains(MESSAGE);
      assertThat(other.poll()).contains(MESSAGE);
      assertThat(local.available()).isZero(); // Own subscribers don't, without localDelivery.

      assertThat(one.publish(Topic.of("/t/x"), DATA).accepted()).isEqualTo(2);
      assertThat(one.poll()).isEmpty();
      assertThat(other.poll()).contains(MESSAGE);
      assertThat(local.get(Duration.ZERO)).contains(MESSAGE);

      try (Publisher paced = endpoint.publisher("/t/x")) {
        paced.publish(DATA);
      }
      assertThat(other.poll()).contains(MESSAGE);
    }
    assertThat(endpoint.publish("/t/x", 1).accepted()).isZero();
  }

  @Test
  void uplinksTakeEverythingThatIsPublishedAndAreNotAnnounced() {
    open(EndpointOptions.builder());
    try (WebSocketPort uplink = host.attachUplink("uplink", 2, 1 << 20);
        Subscriber local = endpoint.subscriber("/t")) {
      endpoint.publish("/anything", 1);
      assertThat(uplink.poll()).contains(Message.of("/anything", 1));
      assertThat(host.filter()).containsExactly(Topic.of("/t"));

      uplink.publish(Topic.of("/t/x"), DATA);
      assertThat(uplink.poll()).isEmpty();
      assertThat(local.poll()).containsExactly(MESSAGE);

      for (int i = 0; i < 3; i++) {
        endpoint.publish("/n", i);
      }
      assertThat(uplink.dropped()).isEqualTo(1);
      assertThat(uplink.poll()).contains(Message.of("/n", 1));
      assertThat(endpoint.metrics().dropped(DropReason.WEB_SOCKET_OLDEST)).isEqualTo(1);
    }
  }

  @Test
  void tellsWhenTheFilterMayHaveChanged() {
    open(EndpointOptions.builder());
    AtomicInteger changes = new AtomicInteger();
    host.onFilterChanged(changes::incrementAndGet);
    try (Subscriber local = endpoint.subscriber("/a")) {
      assertThat(changes).hasValue(1);
      local.addTopic(Topic.of("/b"));
      assertThat(changes).hasValue(2);
      assertThat(host.filter()).containsExactlyInAnyOrder(Topic.of("/a"), Topic.of("/b"));
    }
    assertThat(host.filter()).isEmpty();
  }

  @Test
  void fullBuffersCloseTheirPortAndTell() {
    open(EndpointOptions.builder().webSocketBufferSize(2));
    AtomicInteger calls = new AtomicInteger();
    try (WebSocketPort port = host.attachClient("slow", T)) {
      assertThat(port.poll()).isEmpty();
      port.onReady(calls::incrementAndGet);
      for (int i = 0; i < 3; i++) {
        endpoint.publish("/t/x", i);
      }
      assertThat(port.isClosed()).isTrue();
      assertThat(calls).hasValue(2); // For the first message, and for the end.
      assertThat(endpoint.metrics().dropped(DropReason.WEB_SOCKET_DISCONNECT)).isEqualTo(1);
      port.discard();
      port.discard();
      assertThat(endpoint.metrics().dropped(DropReason.WEB_SOCKET_GONE)).isEqualTo(2);
    }
  }

  @Test
  void fullBuffersReplaceTheirNewestIfThePolicySaysSo() {
    open(
        EndpointOptions.builder()
            .webSocketBufferSize(2)
            .webSocketOverflow(PeerOverflow.DROP_NEWEST));
    try (WebSocketPort port = host.attachClient("slow", T)) {
      for (int i = 0; i < 3; i++) {
        endpoint.publish("/t", i);
      }
      assertThat(port.poll()).contains(Message.of("/t", 0));
      assertThat(port.poll()).contains(Message.of("/t", 2));
      assertThat(endpoint.metrics().dropped(DropReason.WEB_SOCKET_NEWEST)).isEqualTo(1);
    }
  }
}
