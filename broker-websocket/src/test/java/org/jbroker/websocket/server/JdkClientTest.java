package org.jbroker.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.websocket.Sensor.SOON;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jbroker.Message;
import org.jbroker.Subscriber;
import org.jbroker.websocket.JsonCodec;
import org.jbroker.websocket.Sensor;
import org.junit.jupiter.api.Test;

/** A client that we did not write: the JDK's. */
class JdkClientTest {

  private static final class Received implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      texts.add(code + " " + reason);
      return null;
    }

    String next() throws InterruptedException {
      return texts.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static URI uri(Sensor sensor, String path) {
    return URI.create("ws://127.0.0.1:" + sensor.port() + path);
  }

  @Test
  void talksBothWaysUntilTheEndpointCloses() throws Exception {
    JsonCodec json = JsonCodec.create();
    Received received = new Received();
    try (Sensor sensor = new Sensor();
        Subscriber local = sensor.endpoint().subscriber("/up")) {
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .header("X-Application-Name", "jdk")
              .buildAsync(uri(sensor, "/v1/messages/json"), received)
              .join();
      socket.sendText("[\"/do", false).join();
      socket.sendText("wn\"]", true).join();
      assertThat(received.next()).contains("\"ack\"");
      Message large = Message.of("/down", "x".repeat(200_000));
      sensor.endpoint().publish(large.topic(), large.data());
      assertThat(received.next()).isEqualTo(json.write(large));
      socket.sendText(json.write(Message.of("/up", 1)), true).join();
      assertThat(local.get(SOON)).contains(Message.of("/up", 1));
      sensor.endpoint().close();
      assertThat(received.next()).isEqualTo("1001 the endpoint is closing");
    }
  }

  @Test
  void isToldAWrongPathByItsStatus() {
    try (Sensor sensor = new Sensor()) {
      assertThat(
              HttpClient.newHttpClient()
                  .newWebSocketBuilder()
                  .buildAsync(uri(sensor, "/"), new Received())
                  .handle((socket, failure) -> failure)
                  .join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
    }
  }
}
