package org.jbroker.websocket.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.jbroker.websocket.Sensor.SOON;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.DropReason;
import org.jbroker.Endpoint;
import org.jbroker.EndpointMetrics.WebSocketClientMetrics;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.Messaging;
import org.jbroker.Publisher;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.Subscription;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.jbroker.websocket.Sensor;
import org.jbroker.zeek.ZeekEvent;
import org.jbroker.zeek.ZeekWebSocketClient;
import org.jbroker.zeek.ZeekWebSocketOptions;
import org.jbroker.zeek.ZeekWebSocketOptions.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client against our server, over links that break. */
@NoLeaks(ignoreThreads = Sensor.NETTY_THREAD)
class ZeekWebSocketClientTest {

  private static ZeekWebSocketOptions.Builder options(int port) {
    return ZeekWebSocketOptions.builder("127.0.0.1", port)
        .retry(Duration.ofMillis(200))
        .application("test");
  }

  private static ZeekWebSocketClient open(int port) {
    return ZeekWebSocketClient.open(options(port).build());
  }

  private static StatusEvent await(StatusSubscriber statuses, StatusCode code)
      throws InterruptedException {
    while (true) {
      StatusEvent event = statuses.get(SOON).orElseThrow();
      if (event instanceof Status status && status.code() == code) {
        return event;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void publishesAndReceivesInBothFormats(Format format) throws Exception {
    try (Sensor sensor = new Sensor();
        Subscriber server = sensor.endpoint().subscriber("/up");
        ZeekWebSocketClient client =
            ZeekWebSocketClient.open(options(sensor.port()).format(format).build());
        Subscriber in = client.subscriber("/down")) {
      assertThat(client.awaitConnected(SOON)).isTrue();
      assertThat(client.isConnected()).isTrue();

      assertThat(client.publish("/up", new ZeekEvent("ping", Data.count(-1))).accepted())
          .isEqualTo(1);
      sensor.endpoint().publish("/down/1", new byte[] {-1});

      assertThat(ZeekEvent.from(server.get(SOON).orElseThrow().data()).name()).isEqualTo("ping");
      assertThat(in.get(SOON)).contains(Message.of("/down/1", new byte[] {-1}));
      assertThat(sensor.endpoint().metrics().webSocket().clients())
          .singleElement()
          .returns("test", WebSocketClientMetrics::application);
    }
  }

  /** The same program over a peering and over WebSocket. */
  private static void program(Messaging messaging, Endpoint other) throws InterruptedException {
    BlockingQueue<Message> called = new LinkedBlockingQueue<>();
    BlockingQueue<Message> flown = new LinkedBlockingQueue<>();
    try (Subscriber in = messaging.subscriber("/a");
        Subscription callback =
            messaging.subscribe(List.of(Topic.of("/a")), called::add, error -> {});
        Publisher out = messaging.publisher("/b");
        Subscriber there = other.subscriber("/b")) {
      messaging.flow("/a").subscribe(taking(flown));
      // Both sides know what the other wants as soon as a message passes.
      Message hello = Message.of("/a", "hello");
      Await.until(
          SOON,
          () -> {
            other.publish("/a", "hello");
            return in.available() > 0 && !flown.isEmpty();
          });
      assertThat(in.get(SOON)).contains(hello);
      assertThat(called.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(hello);
      assertThat(flown.poll(SOON.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(hello);
      out.publish(7);
      assertThat(there.get(SOON)).contains(Message.of("/b", 7));
      assertThat(messaging.drain(SOON)).isTrue();
      assertThat(callback).isNotNull();
    }
  }

  private static Flow.Subscriber<Message> taking(BlockingQueue<Message> into) {
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(Message item) {
        into.add(item);
      }

      @Override
      public void onError(Throwable failure) {
        throw new IllegalStateException(failure);
      }

      @Override
      public void onComplete() {
        // It is over with its endpoint.
      }
    };
  }

  @Test
  void isAsGoodAsAPeeringToAProgram() throws Exception {
    try (Sensor sensor = new Sensor();
        Endpoint peer = Endpoint.open(EndpointOptions.defaults());
        ZeekWebSocketClient client = open(sensor.port())) {
      peer.peer("127.0.0.1", sensor.endpoint().listen("127.0.0.1", 0));
      program(peer, sensor.endpoint());
      program(client, sensor.endpoint());
    }
  }

  @Test
  void subscribesAnewForTopicsThatComeLater() throws Exception {
    try (Sensor sensor = new Sensor();
        ZeekWebSocketClient client = open(sensor.port());
        Subscriber in = client.subscriber("/a")) {
      assertThat(client.awaitConnected(SOON)).isTrue();
      in.addTopic(Topic.of("/b"));
      in.addTopic(Topic.of("/a/x")); // Already covered.
      assertThat(client.awaitConnected(SOON)).isTrue();
      sensor.awaitClients(1);
      sensor.endpoint().publish("/b/1", 1);
      sensor.endpoint().publish("/a/x", 2);
      assertThat(in.get(2, SOON)).containsExactly(Message.of("/b/1", 1), Message.of("/a/x", 2));
    }
  }

  @Test
  void findsAServerThatComesBackAndSubscribesAgain() throws Exception {
    int port;
    ZeekWebSocketClient client;
    Sensor first = new Sensor();
    port = first.port();
    client = open(port);
    try (StatusSubscriber statuses = client.statusSubscriber(true);
        Subscriber in = client.subscriber("/t")) {
      assertThat(client.awaitConnected(SOON)).isTrue();
      assertThat(await(statuses, StatusCode.PEER_ADDED).toString())
          .contains(first.endpoint().id().toString(), "127.0.0.1:" + port, "handshake successful");
      first.close();
      assertThat(await(statuses, StatusCode.PEER_LOST).toString())
          .contains("the server closed with 1001: the endpoint is closing");
      Await.until(SOON, () -> !client.isConnected());
      assertThat(client.publish("/up", "kept").accepted()).isEqualTo(1);

      EndpointOptions again =
          EndpointOptions.builder().webSocketPort(port).ignoreBrokerConf(true).build();
      try (Endpoint second = Endpoint.open(again);
          Subscriber up = second.subscriber("/up")) {
        assertThat(client.awaitConnected(SOON)).isTrue();
        await(statuses, StatusCode.PEER_ADDED);
        second.publish("/t", "again");
        assertThat(in.get(SOON)).contains(Message.of("/t", "again"));
        assertThat(up.get(SOON)).contains(Message.of("/up", "kept"));
      }
    } finally {
      client.close();
    }
  }

  @Test
  void noticesALinkThatIsSilent() throws Exception {
    EndpointOptions quick =
        EndpointOptions.builder().name("quick").heartbeatInterval(Duration.ofMillis(100)).build();
    try (Sensor sensor = new Sensor();
        FaultProxy proxy = FaultProxy.to("127.0.0.1", sensor.port());
        ZeekWebSocketClient client =
            ZeekWebSocketClient.open(options(proxy.port()).endpoint(quick).build());
        StatusSubscriber statuses = client.statusSubscriber(true)) {
      assertThat(client.awaitConnected(SOON)).isTrue();
      proxy.set(Fault.blackHole());
      assertThat(await(statuses, StatusCode.PEER_LOST).toString()).contains("no sign of life");
      proxy.set(Fault.pass());
      assertThat(client.awaitConnected(SOON)).isTrue();
    }
  }

  @Test
  void reportsWhatAServerAnswersInsteadAndTriesAgain() throws Exception {
    try (Sensor sensor = new Sensor();
        ZeekWebSocketClient client =
            ZeekWebSocketClient.open(
                ZeekWebSocketOptions.builder(
                        URI.create("ws://127.0.0.1:" + sensor.port() + "/wrong"))
                    .retry(Duration.ofMillis(50))
                    .build());
        StatusSubscriber errors = client.statusSubscriber(false)) {
      for (int i = 0; i < 2; i++) {
        assertThat(errors.get(SOON).orElseThrow())
            .isInstanceOfSatisfying(
                BrokerError.class,
                error -> {
                  assertThat(error.code()).isEqualTo(ErrorCode.PEER_UNAVAILABLE);
                  assertThat(error.message())
                      .contains("404 Not Found", "the WebSocket API is on /v1/messages/json");
                });
      }
      assertThat(client.awaitConnected(Duration.ofMillis(10))).isFalse();
      assertThat(client.awaitConnectedAsync(Duration.ofMillis(10)).join()).isFalse();
    }
  }

  @Test
  void givesUpOnAServerThatSaysNothing() throws Exception {
    EndpointOptions quick =
        EndpointOptions.builder().handshakeTimeout(Duration.ofMillis(200)).build();
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        ZeekWebSocketClient client =
            ZeekWebSocketClient.open(
                options(silent.getLocalPort()).endpoint(quick).retry(Duration.ZERO).build());
        StatusSubscriber errors = client.statusSubscriber(false)) {
      assertThat(errors.get(SOON).orElseThrow().toString())
          .contains("peer_unavailable", "did not acknowledge within 200 ms");
      assertThat(errors.get(Duration.ofMillis(300))).isEmpty(); // One attempt.
    }
  }

  @Test
  void keepsTheNewestOfWhatIsPublishedWithoutAConnection() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    try (ZeekWebSocketClient client =
        ZeekWebSocketClient.open(options(port).sendBufferSize(3).build())) {
      for (int i = 0; i < 5; i++) {
        client.publish("/up", i);
      }
      assertThat(client.drain(Duration.ofMillis(20))).isFalse();
      EndpointOptions late =
          EndpointOptions.builder().webSocketPort(port).ignoreBrokerConf(true).build();
      try (Endpoint server = Endpoint.open(EndpointOptions.defaults());
          Subscriber up = server.subscriber("/up")) {
        server.webSocketListen("127.0.0.1", late.webSocketPort().getAsInt());
        assertThat(up.get(3, SOON))
            .containsExactly(Message.of("/up", 2), Message.of("/up", 3), Message.of("/up", 4));
      }
    }
  }

  @Test
  void sendsEverythingBeforeItCloses() throws Exception {
    try (Sensor sensor = new Sensor();
        Subscriber up = sensor.endpoint().subscriber("/up")) {
      try (ZeekWebSocketClient client = open(sensor.port())) {
        assertThat(client.awaitConnected(SOON)).isTrue();
        try (Publisher out = client.publisher("/up")) {
          for (int i = 0; i < 5_000; i++) {
            out.publish(i);
          }
        }
      }
      assertThat(up.get(5_000, SOON)).hasSize(5_000);
      sensor.awaitClients(0);
      assertThat(sensor.endpoint().metrics().dropped(DropReason.WEB_SOCKET_GONE)).isZero();
    }
  }

  @Test
  void isClosedForGood() {
    ZeekWebSocketClient client = open(1);
    client.close();
    client.close();
    assertThat(client.isClosed()).isTrue();
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> client.publish("/t", 1))
        .returns(ErrorCode.SHUTTING_DOWN, BrokerException::code);
  }

  @Test
  void refusesWhatIsNoServer() {
    for (String uri : List.of("http://x", "ws:x", "ws://")) {
      try {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> ZeekWebSocketOptions.builder(URI.create(uri)));
      } catch (IllegalArgumentException notEvenAUri) {
        assertThat(uri).isEqualTo("ws://");
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZeekWebSocketOptions.builder("h", 1).application("a\r\nX: y"));
  }

  @Test
  void reportsWhatTheServerCallsWrong() throws Exception {
    // A value that nests deeper than the server reads.
    EndpointOptions.Builder shallow = EndpointOptions.builder().maxDataDepth(1);
    try (Sensor sensor = new Sensor(shallow);
        ZeekWebSocketClient client = open(sensor.port());
        StatusSubscriber errors = client.statusSubscriber(false)) {
      assertThat(client.awaitConnected(SOON)).isTrue();
      client.publish("/t", Data.vector(Data.vector()));
      assertThat(errors.get(SOON).orElseThrow())
          .isInstanceOfSatisfying(
              BrokerError.class,
              error -> {
                assertThat(error.code()).isEqualTo(ErrorCode.DESERIALIZATION_FAILED);
                assertThat(error.message()).contains("input #1", "deeper than 1");
              });
    }
  }
}
