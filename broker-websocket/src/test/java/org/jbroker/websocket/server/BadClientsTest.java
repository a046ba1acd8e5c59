package org.jbroker.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.websocket.Sensor.SOON;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jbroker.DropReason;
import org.jbroker.EndpointMetrics.WebSocketMetrics;
import org.jbroker.EndpointOptions;
import org.jbroker.PeerOverflow;
import org.jbroker.StatusSubscriber;
import org.jbroker.Topic;
import org.jbroker.WebSocketOptions;
import org.jbroker.data.Data;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.websocket.RawClient;
import org.jbroker.websocket.Sensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that do what they should not: each is answered, or closed with a reason, within the
 * time-outs. During each test there is a good client, which must not notice.
 */
@NoLeaks(ignoreThreads = Sensor.NETTY_THREAD)
class BadClientsTest {

  private static final String JSON = "/v1/messages/json";
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int MAX_MESSAGE_BYTES = 100_000;

  private Sensor sensor;
  private RawClient good;

  @BeforeEach
  void open() throws IOException {
    sensor =
        new Sensor(
            EndpointOptions.builder().handshakeTimeout(SHORT).webSocketBufferSize(64),
            WebSocketOptions.builder()
                .maxMessageBytes(MAX_MESSAGE_BYTES)
                .allowedOrigins(Set.of("https://friend.example"))
                .build());
    good = RawClient.subscribed(sensor.port(), "[\"/good\"]");
    sensor.awaitClients(1);
  }

  @AfterEach
  void goodClientNoticedNothing() throws IOException {
    sensor.endpoint().publish("/good", "still here");
    assertThat(good.read().text()).contains("still here");
    good.close();
    sensor.close();
  }

  private RawClient upgraded(String path) throws IOException {
    return new RawClient(sensor.port()).upgrade(path);
  }

  private String answerTo(String request) throws IOException {
    try (RawClient client = new RawClient(sensor.port())) {
      client.bytes(request.getBytes(StandardCharsets.ISO_8859_1));
      return client.readAll();
    }
  }

  // --- HTTP

  @Test
  void answersAWrongPathWithTheRightOnes() throws IOException {
    assertThat(answerTo(RawClient.request("/")))
        .startsWith("HTTP/1.1 404 ")
        .contains("/v1/messages/json and /v1/messages/msgpack");
    assertThat(answerTo(RawClient.request("/v1/messages/jsonx"))).startsWith("HTTP/1.1 404 ");
    assertThat(sensor.endpoint().metrics().webSocket().refused()).isEqualTo(2);
  }

  @Test
  void answersWhatIsNoUpgrade() throws IOException {
    assertThat(answerTo("GET " + JSON + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 426 ")
        .contains("upgrade: websocket");
    assertThat(answerTo("POST " + JSON + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ");
    assertThat(answerTo(RawClient.request(JSON).replace("Version: 13", "Version: 8")))
        .startsWith("HTTP/1.1 426 ")
        .contains("sec-websocket-version: 13");
    assertThat(answerTo("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void answersHugeHeadersAndLines() throws IOException {
    assertThat(answerTo(RawClient.request(JSON, "X: " + "y".repeat(20_000))))
        .startsWith("HTTP/1.1 431 ");
    assertThat(answerTo(RawClient.request("/" + "y".repeat(20_000)))).startsWith("HTTP/1.1 414 ");
    assertThat(
            answerTo(
                "GET "
                    + JSON
                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
                    + "y".repeat(5_000)))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void closesAConnectionThatAsksForNothing() throws IOException {
    assertThat(answerTo("")).startsWith("HTTP/1.1 408 ");
    assertThat(answerTo("GET " + JSON + " HTTP/1.1\r\nHo")).startsWith("HTTP/1.1 408 ");
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example, 127.0.0.1:1, 403",
    "null, 127.0.0.1:1, 403",
    "http://127.0.0.1:2, 127.0.0.1:1, 403",
    "http://evil.example:1, evil.example:1, 403",
    "http://127.0.0.1:1, 127.0.0.1:1, 101",
    "http://localhost:1, localhost:1, 101",
    "http://[::1]:1, [::1]:1, 101",
    "https://friend.example, 127.0.0.1:1, 101"
  })
  void letsPagesInFromTheirOwnAndAllowedOriginsOnly(String origin, String host, int status)
      throws IOException {
    try (RawClient client = new RawClient(sensor.port())) {
      client.bytes(
          RawClient.request(JSON, "Origin: " + origin)
              .replace("Host: 127.0.0.1", "Host: " + host)
              .getBytes(StandardCharsets.ISO_8859_1));
      assertThat(client.readHead()).startsWith("HTTP/1.1 " + status);
    }
  }

  // --- the first message

  @ParameterizedTest
  @ValueSource(strings = {"hello", "{}", "{\"type\":\"ack\"}", "[1]", "[[\"/a\"]]", "", "[\"/a\""})
  void answersAFirstMessageThatIsNoSubscription(String text) throws IOException {
    try (RawClient client = upgraded(JSON)) {
      client.text(text);
      assertThat(client.read().text())
          .startsWith("{\"type\":\"error\",\"code\":\"deserialization_failed\"")
          .contains("array of topics");
      assertThat(client.readToEnd()).startsWith("1008 the first message must be an array");
    }
  }

  @Test
  void answersAnEmptyTopicListAndNothingElseAsTheFirst() throws IOException {
    try (RawClient client = upgraded(JSON)) {
      client.text("{\"type\":\"data-message\",\"topic\":\"/t\",\"@data-type\":\"none\"}");
      assertThat(client.read().text()).contains("error");
      assertThat(client.readToEnd()).startsWith("1008 ");
    }
  }

  @Test
  void closesAClientThatNeverSubscribes() throws IOException {
    try (RawClient client = upgraded(JSON)) {
      assertThat(client.read().text()).contains("error", "no subscription within 300 ms");
      assertThat(client.readToEnd()).startsWith("1008 no subscription within 300 ms");
    }
  }

  @Test
  void closesAClientThatSubscribesToTooMuch() throws IOException {
    try (RawClient client = upgraded(JSON)) {
      client.text("[\"" + "x".repeat(ClientLink.MAX_SUBSCRIPTION_BYTES) + "\"]");
      assertThat(client.readToEnd()).startsWith("1009 ");
    }
  }

  // --- frames

  @Test
  void closesWithUnsupportedDataForTheWrongKindOfMessage() throws IOException {
    try (RawClient json = upgraded(JSON);
        RawClient msgpack = upgraded("/v1/messages/msgpack")) {
      json.frame(true, RawClient.BINARY, new byte[] {(byte) 0x90});
      assertThat(json.readToEnd()).isEqualTo("1003 /v1/messages/json takes text messages");
      msgpack.text("[]");
      assertThat(msgpack.readToEnd()).isEqualTo("1003 /v1/messages/msgpack takes binary messages");
    }
  }

  @Test
  void closesWithInvalidPayloadForTextThatIsNoUtf8() throws IOException {
    try (RawClient client = RawClient.subscribed(sensor.port(), "[]")) {
      client.frame(true, RawClient.TEXT, new byte[] {'"', (byte) 0xFF, '"'});
      assertThat(client.readToEnd()).startsWith("1007 ");
    }
  }

  @Test
  void closesWithTooBigForFramesAndMessagesBeyondTheLimit() throws IOException {
    try (RawClient frame = RawClient.subscribed(sensor.port(), "[]");
        RawClient message = RawClient.subscribed(sensor.port(), "[]")) {
      frame.frame(true, RawClient.TEXT, new byte[MAX_MESSAGE_BYTES + 1]);
      assertThat(frame.readToEnd()).startsWith("1009 ");
      message.frame(false, RawClient.TEXT, new byte[MAX_MESSAGE_BYTES / 2 + 1]);
      message.frame(true, RawClient.CONTINUATION, new byte[MAX_MESSAGE_BYTES / 2 + 1]);
      assertThat(message.readToEnd()).startsWith("1009 a message of more than 100000 bytes");
    }
  }

  @Test
  void closesWithProtocolErrorForBytesThatAreNoFrames() throws IOException {
    byte[][] wrong = {
      {(byte) 0x81, 1, 'x'}, // no mask
      {(byte) 0xC1, (byte) 0x80, 0, 0, 0, 0}, // a reserved bit
      {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0}, // a reserved operation
      {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0}, // a continuation of nothing
      {0x09, (byte) 0x80, 0, 0, 0, 0}, // a ping in fragments
    };
    for (byte[] bytes : wrong) {
      try (RawClient client = RawClient.subscribed(sensor.port(), "[]")) {
        client.bytes(bytes);
        assertThat(client.readToEnd()).startsWith("1002 ");
      }
    }
  }

  @Test
  void closesAMessageThatBeginsInsideAnother() throws IOException {
    try (RawClient client = RawClient.subscribed(sensor.port(), "[]")) {
      client.frame(false, RawClient.TEXT, new byte[] {'['});
      client.text("[]");
      assertThat(client.readToEnd()).startsWith("1002 ");
    }
  }

  @Test
  void closesFragmentsForEver() throws IOException {
    try (RawClient client = RawClient.subscribed(sensor.port(), "[]")) {
      client.frame(false, RawClient.TEXT, new byte[] {'['});
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < SHORT.toNanos() + 50_000_000) {
        client.frame(false, RawClient.CONTINUATION, new byte[0]);
        Thread.onSpinWait();
      }
      client.frame(false, RawClient.CONTINUATION, new byte[0]);
      assertThat(client.readToEnd()).startsWith("1008 a message ");
    } catch (java.net.SocketException closedWhileWriting) {
      assertThat(closedWhileWriting).isNotNull(); // The flood outran the answer.
    }
  }

  @Test
  void closesAFrameThatTricklesInForEver() throws IOException {
    EndpointOptions.Builder options =
        EndpointOptions.builder().heartbeatInterval(Duration.ofMillis(100));
    try (Sensor quick = new Sensor(options);
        RawClient client = RawClient.subscribed(quick.port(), "[]")) {
      byte[] frame = RawClient.masked(true, RawClient.TEXT, new byte[1000]);
      Thread trickle =
          new Thread(
              () -> {
                try {
                  for (byte b : frame) {
                    client.bytes(new byte[] {b});
                    java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                  }
                } catch (IOException closed) {
                  Thread.currentThread().interrupt(); // As it should be.
                }
              });
      trickle.start();
      RawClient.Frame frameOfServer = client.read();
      assertThat(frameOfServer.text()).startsWith("1008 no sign of life");
      client.hangUp();
      Await.until(SOON, () -> !trickle.isAlive());
    }
  }

  // --- readers

  @Test
  void closesAReaderThatStopsReading() throws Exception {
    String big = "x".repeat(10_000);
    try (StatusSubscriber errors = sensor.endpoint().statusSubscriber(false);
        RawClient client = new RawClient(sensor.port(), 4096)) {
      client.upgrade(JSON, "X-Application-Name: sleeper");
      client.text("[\"/big\"]");
      client.read();
      sensor.awaitClients(2);
      Await.until(
          SOON,
          () -> {
            publish(sensor, Data.string(big));
            return sensor.endpoint().metrics().dropped(DropReason.WEB_SOCKET_DISCONNECT) > 0;
          });
      assertThat(errors.get(SOON).orElseThrow().toString())
          .contains("buffer of WebSocket client \"sleeper\" at 127.0.0.1", "policy disconnect");
      assertThat(client.readToEnd())
          .isEqualTo("1008 slow reader: its buffer of 64 messages was full");
    }
    sensor.awaitClients(1);
  }

  @Test
  void dropsForAReaderThatStopsReadingIfThePolicySaysSo() throws IOException {
    EndpointOptions.Builder options =
        EndpointOptions.builder()
            .webSocketOverflow(PeerOverflow.DROP_OLDEST)
            .webSocketBufferSize(10);
    try (Sensor patient = new Sensor(options);
        RawClient client = new RawClient(patient.port(), 4096)) {
      client.upgrade(JSON);
      client.text("[\"\"]");
      client.read();
      patient.awaitClients(1);
      Data big = Data.string("x".repeat(10_000));
      Await.until(
          SOON,
          () -> {
            publish(patient, big);
            return patient.endpoint().metrics().dropped(DropReason.WEB_SOCKET_OLDEST) > 100;
          });
      patient.endpoint().publish("/last", 1);
      while (!client.read().text().contains("/last")) {
        assertThat(patient.endpoint().metrics().webSocket().clients()).hasSize(1);
      }
    }
  }

  @Test
  void closesAClientThatSendsRubbishAndDoesNotReadTheErrors() throws IOException {
    try (RawClient client = new RawClient(sensor.port(), 4096)) {
      client.upgrade(JSON);
      client.text("[]");
      client.read();
      sensor.awaitClients(2);
      byte[] rubbish = "x".repeat(250).getBytes(StandardCharsets.UTF_8);
      Thread flood =
          new Thread(
              () -> {
                try {
                  while (true) {
                    client.frame(true, RawClient.TEXT, rubbish);
                  }
                } catch (IOException closed) {
                  Thread.currentThread().interrupt(); // As it should be.
                }
              });
      flood.start();
      sensor.awaitClients(1);
      Await.until(SOON, () -> !flood.isAlive());
    }
  }

  /** The system buffers some megabytes before anything here is full. */
  private static void publish(Sensor server, Data big) {
    for (int i = 0; i < 50; i++) {
      server.endpoint().publish(Topic.of("/big"), big);
    }
  }

  // --- many

  @Test
  void servesHundredsOfClientsAtOnce() throws IOException {
    try (Sensor large = new Sensor()) {
      serveAtOnce(large, 400);
    }
  }

  @Test
  @Tag("long")
  void servesAThousandClientsAtOnce() throws IOException {
    try (Sensor large = new Sensor()) {
      serveAtOnce(large, 1_500);
    }
  }

  private static void serveAtOnce(Sensor server, int n) throws IOException {
    int before = server.endpoint().metrics().webSocket().clients().size();
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < n; i++) {
        clients.add(new RawClient(server.port()));
        clients.get(i).bytes(RawClient.request(JSON).getBytes(StandardCharsets.ISO_8859_1));
        clients.get(i).text("[\"/all\"]");
      }
      for (RawClient client : clients) {
        assertThat(client.readHead()).startsWith("HTTP/1.1 101");
        assertThat(client.read().text()).contains("ack");
      }
      server.awaitClients(before + n);
      assertThat(server.endpoint().publish("/all", "hello").accepted()).isEqualTo(n);
      for (RawClient client : clients) {
        assertThat(client.read().text()).contains("hello");
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    server.awaitClients(before);
  }

  @Test
  void answersClientsBeyondTheLimit() throws IOException {
    WebSocketOptions two = WebSocketOptions.builder().maxClients(2).build();
    try (Sensor small = new Sensor(EndpointOptions.builder(), two);
        RawClient one = RawClient.subscribed(small.port(), "[]");
        RawClient other = RawClient.subscribed(small.port(), "[]")) {
      try (RawClient third = new RawClient(small.port())) {
        third.bytes(RawClient.request(JSON).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(third.readAll()).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
      }
      WebSocketMetrics counted = small.endpoint().metrics().webSocket();
      assertThat(counted.refused()).isEqualTo(1);
      assertThat(counted.accepted()).isEqualTo(3);
      other.hangUp();
      small.awaitClients(1);
      RawClient.subscribed(small.port(), "[]").close();
      one.text("{}");
      assertThat(one.read().text()).contains("input #1");
    }
  }
}
