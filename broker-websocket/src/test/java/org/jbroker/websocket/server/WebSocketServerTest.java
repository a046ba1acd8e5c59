package org.jbroker.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jbroker.websocket.Sensor.SOON;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointMetrics.WebSocketClientMetrics;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.data.Data;
import org.jbroker.spi.DecodeLimits;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.websocket.RawClient;
import org.jbroker.websocket.Sensor;
import org.jbroker.websocket.msgpack.MsgPackApi;
import org.jbroker.websocket.protocol.ApiMessage;
import org.junit.jupiter.api.Test;

/** Clients of the API among each other, with the endpoint, and with its peers. */
@NoLeaks(ignoreThreads = Sensor.NETTY_THREAD)
class WebSocketServerTest {

  private static String message(String topic, String text) {
    return "{\"type\":\"data-message\",\"topic\":\""
        + topic
        + "\",\"@data-type\":\"string\",\"data\":\""
        + text
        + "\"}";
  }

  @Test
  void acknowledgesWithItsIdAndVersion() throws IOException {
    try (Sensor sensor = new Sensor();
        RawClient client = new RawClient(sensor.port())) {
      client.upgrade("/v1/messages/json");
      client.text("[]");
      assertThat(client.read().text())
          .startsWith("{\"type\":\"ack\",\"endpoint\":\"" + sensor.endpoint().id() + "\",")
          .contains("\"version\":\"Broker for Java 0");
    }
  }

  @Test
  void givesClientsWhatTheEndpointPublishesUnderTheirPrefixes() throws IOException {
    try (Sensor sensor = new Sensor();
        RawClient client = RawClient.subscribed(sensor.port(), "[\"/a\",\"/b/c\"]")) {
      sensor.awaitClients(1);
      sensor.endpoint().publish("/b", "no");
      assertThat(sensor.endpoint().publish("/a/1", "yes").accepted()).isEqualTo(1);
      sensor.endpoint().publish("/b/c", "too");

      assertThat(client.read().text()).isEqualTo(message("/a/1", "yes"));
      assertThat(client.read().text()).isEqualTo(message("/b/c", "too"));
    }
  }

  @Test
  void handsWhatAClientPublishesToEverybodyButItself() throws Exception {
    try (Sensor sensor = new Sensor();
        Endpoint peer = Endpoint.open(EndpointOptions.defaults());
        Subscriber local = sensor.endpoint().subscriber("/t");
        Subscriber remote = peer.subscriber("/t");
        RawClient one = RawClient.subscribed(sensor.port(), "[\"/t\"]");
        RawClient other = RawClient.subscribed(sensor.port(), "[\"/t\"]")) {
      peer.peer("127.0.0.1", sensor.endpoint().listen("127.0.0.1", 0));
      assertThat(sensor.endpoint().awaitPeer(peer.id(), SOON)).isTrue();
      sensor.awaitClients(2);

      one.text(message("/t/x", "hello"));

      Message expected = Message.of("/t/x", "hello");
      assertThat(local.get(SOON)).contains(expected);
      assertThat(remote.get(SOON)).contains(expected);
      assertThat(other.read().text()).isEqualTo(message("/t/x", "hello"));
      other.text(message("/t/x", "and back"));
      assertThat(one.read().text()).isEqualTo(message("/t/x", "and back"));
    }
  }

  @Test
  void givesClientsWhatPeersPublishEvenWithoutForwarding() throws Exception {
    try (Sensor sensor = new Sensor(EndpointOptions.builder().forward(false));
        Endpoint peer = Endpoint.open(EndpointOptions.defaults());
        RawClient client = RawClient.subscribed(sensor.port(), "[\"/t\"]")) {
      sensor.awaitClients(1);
      peer.peer("127.0.0.1", sensor.endpoint().listen("127.0.0.1", 0));
      Await.until(SOON, () -> peer.peerSubscriptions().contains(Topic.of("/t")));

      peer.publish("/t", "far");
      assertThat(client.read().text()).isEqualTo(message("/t", "far"));

      try (Subscriber remote = peer.subscriber("/u")) {
        Await.until(SOON, () -> sensor.endpoint().peerSubscriptions().contains(Topic.of("/u")));
        client.text(message("/u", "back"));
        assertThat(remote.get(SOON)).contains(Message.of("/u", "back"));
      }
    }
  }

  @Test
  void tellsPeersWhatClientsWantUntilTheyLeave() throws Exception {
    try (Sensor sensor = new Sensor();
        Endpoint peer = Endpoint.open(EndpointOptions.defaults())) {
      peer.peer("127.0.0.1", sensor.endpoint().listen("127.0.0.1", 0));
      try (RawClient client = RawClient.subscribed(sensor.port(), "[\"/t\"]")) {
        Await.until(SOON, () -> peer.peerSubscriptions().contains(Topic.of("/t")));
        client.frame(true, RawClient.CLOSE, new byte[] {3, (byte) 0xE8});
        assertThat(client.read().opcode()).isEqualTo(RawClient.CLOSE);
      }
      Await.until(SOON, () -> peer.peerSubscriptions().isEmpty());
      sensor.awaitClients(0);
    }
  }

  @Test
  void answersBadInputWithAnErrorAndKeepsTheConnection() throws IOException {
    try (Sensor sensor = new Sensor();
        Subscriber local = sensor.endpoint().subscriber("/t");
        RawClient client = RawClient.subscribed(sensor.port(), "[]")) {
      client.text(message("/t", "1"));
      client.text("{\"topic\":\"/t\",\"@data-type\":\"count\",\"data\":1.5}");
      assertThat(client.read().text())
          .startsWith(
              "{\"type\":\"error\",\"code\":\"deserialization_failed\",\"context\":\"input #2 ")
          .contains("whole number");
      client.text("[]");
      assertThat(client.read().text()).contains("input #3 is no data message");
      client.text(message("/t", "4"));
      Await.until(SOON, () -> local.available() == 2);
      assertThat(sensor.endpoint().metrics().webSocket().clients())
          .singleElement()
          .returns(4L, WebSocketClientMetrics::received)
          .returns(2L, WebSocketClientMetrics::invalid);
    }
  }

  @Test
  void countsClientsByTheNameOfTheirApplication() throws IOException {
    try (Sensor sensor = new Sensor();
        RawClient client = new RawClient(sensor.port())) {
      client.upgrade("/v1/messages/json", "X-Application-Name: my \u00e9 app");
      client.text("[\"/t\"]");
      sensor.awaitClients(1);
      sensor.endpoint().publish("/t", 1);
      client.read();
      client.read();
      Await.until(SOON, () -> sensor.endpoint().metrics().webSocket().clients().get(0).sent() == 1);
      assertThat(sensor.endpoint().metrics().webSocket().clients())
          .singleElement()
          .returns("my ? app", WebSocketClientMetrics::application)
          .returns("127.0.0.1", c -> c.address().address());
      assertThat(sensor.endpoint().metrics().webSocket().accepted()).isEqualTo(1);
    }
  }

  @Test
  void speaksMessagePackOnItsOwnPath() throws IOException {
    MsgPackApi api = new MsgPackApi(DecodeLimits.DEFAULT);
    try (Sensor sensor = new Sensor();
        Subscriber local = sensor.endpoint().subscriber("/t");
        RawClient client = new RawClient(sensor.port())) {
      client.upgrade("/v1/messages/msgpack");
      client.frame(
          true, RawClient.BINARY, api.encode(new ApiMessage.Subscribe(List.of(Topic.of("/t")))));
      assertThat(api.decode(client.read().payload())).isInstanceOf(ApiMessage.Ack.class);
      sensor.awaitClients(1);
      ApiMessage hello = new ApiMessage.Publish(Message.of("/t", Data.count(-1)));
      client.frame(true, RawClient.BINARY, api.encode(hello));
      Await.until(SOON, () -> local.available() == 1);
      sensor.endpoint().publish("/t", Data.count(-1));
      RawClient.Frame frame = client.read();
      assertThat(frame.opcode()).isEqualTo(RawClient.BINARY);
      assertThat(api.decode(frame.payload())).isEqualTo(hello);
    }
  }

  @Test
  void takesTheFirstMessageInThePacketOfTheRequest() throws IOException {
    try (Sensor sensor = new Sensor();
        RawClient client = new RawClient(sensor.port())) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(
          RawClient.request("/v1/messages/json").getBytes(StandardCharsets.ISO_8859_1));
      bytes.writeBytes(
          RawClient.masked(true, RawClient.TEXT, "[]".getBytes(StandardCharsets.UTF_8)));
      client.bytes(bytes.toByteArray());
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
      assertThat(client.read().text()).contains("ack");
    }
  }

  @Test
  void putsFragmentsTogetherAndAnswersPingsBetweenThem() throws IOException {
    try (Sensor sensor = new Sensor();
        Subscriber local = sensor.endpoint().subscriber("/t");
        RawClient client = RawClient.subscribed(sensor.port(), "[]")) {
      byte[] text = message("/t", "h\u00e9").getBytes(StandardCharsets.UTF_8);
      int half = text.length - 3; // Inside the character.
      client.frame(false, RawClient.TEXT, java.util.Arrays.copyOf(text, half));
      client.frame(true, RawClient.PING, new byte[] {7});
      RawClient.Frame pong = client.readFrame();
      assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
      assertThat(pong.payload()).containsExactly(7);
      client.frame(
          true, RawClient.CONTINUATION, java.util.Arrays.copyOfRange(text, half, text.length));
      Await.until(SOON, () -> local.available() == 1);
      assertThat(local.poll()).containsExactly(Message.of("/t", "h\u00e9"));
    }
  }

  @Test
  void sendsWhatWaitsAndSaysGoingAwayWhenTheEndpointCloses() throws Exception {
    try (Sensor sensor = new Sensor();
        RawClient client = RawClient.subscribed(sensor.port(), "[\"/t\"]");
        RawClient silent = new RawClient(sensor.port())) {
      silent.upgrade("/v1/messages/json");
      sensor.awaitClients(1);
      for (int i = 0; i < 300; i++) {
        sensor.endpoint().publish("/t", i);
      }
      Thread closing = new Thread(sensor.endpoint()::close);
      closing.start();
      for (int i = 0; i < 300; i++) {
        assertThat(client.read().text()).contains("\"data\":" + i + "}");
      }
      assertThat(client.readToEnd()).isEqualTo("1001 the endpoint is closing");
      assertThat(silent.readToEnd()).isEqualTo("1001 the endpoint is closing");
      closing.join();
    }
  }

  @Test
  void drainsToItsClients() throws Exception {
    try (Sensor sensor = new Sensor();
        RawClient client = RawClient.subscribed(sensor.port(), "[\"/t\"]")) {
      sensor.awaitClients(1);
      for (int i = 0; i < 100; i++) {
        sensor.endpoint().publish("/t", i);
      }
      assertThat(sensor.endpoint().drain(SOON)).isTrue();
      for (int i = 0; i < 100; i++) {
        client.read();
      }
    }
  }

  @Test
  void pingsClientsThatAreQuietAndDropsThoseThatAreSilent() throws IOException {
    EndpointOptions.Builder options =
        EndpointOptions.builder().heartbeatInterval(Duration.ofMillis(100));
    try (Sensor sensor = new Sensor(options);
        RawClient client = RawClient.subscribed(sensor.port(), "[]")) {
      for (int i = 0; i < 6; i++) {
        RawClient.Frame ping = client.readFrame();
        assertThat(ping.opcode()).isEqualTo(RawClient.PING);
        client.frame(true, RawClient.PONG, ping.payload());
      }
      assertThat(client.readToEnd()).startsWith("1008 no sign of life");
    }
  }

  @Test
  void refusesAPortThatIsTaken() {
    try (Sensor sensor = new Sensor();
        Endpoint other = Endpoint.open(EndpointOptions.defaults())) {
      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> other.webSocketListen("127.0.0.1", sensor.port()))
          .returns(ErrorCode.CANNOT_OPEN_RESOURCE, BrokerException::code);
      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> other.webSocketListen("no such host", 0))
          .returns(ErrorCode.CANNOT_OPEN_RESOURCE, BrokerException::code);
    }
  }

  @Test
  void listensFromTheBeginningIfTheOptionSaysSo() throws IOException {
    EndpointOptions taken;
    try (Sensor sensor = new Sensor()) {
      taken = EndpointOptions.builder().webSocketPort(sensor.port()).build();
      assertThatExceptionOfType(BrokerException.class).isThrownBy(() -> Endpoint.open(taken));
    }
    try (Endpoint endpoint = Endpoint.open(taken);
        RawClient client = RawClient.subscribed(taken.webSocketPort().getAsInt(), "[]")) {
      client.frame(true, RawClient.PING, new byte[0]);
      assertThat(client.readFrame().opcode()).isEqualTo(RawClient.PONG);
      assertThat(endpoint.metrics().webSocket().clients()).hasSize(1);
    }
  }
}
