package org.jbroker.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.websocket.Sensor.SOON;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.Topic;
import org.jbroker.Verbosity;
import org.jbroker.WebSocketOptions;
import org.jbroker.spi.EndpointProvider;
import org.jbroker.spi.WebSocketHost;
import org.jbroker.spi.WebSocketPort;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.websocket.RawClient;
import org.jbroker.websocket.Sensor;
import org.jbroker.zeek.ZeekWebSocketClient;
import org.jbroker.zeek.ZeekWebSocketOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and client over TLS, with the context that the host gives. */
@NoLeaks(ignoreThreads = Sensor.NETTY_THREAD)
class TlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;
  private static SSLContext context;

  /** A host that protects its ports. */
  private record ProtectedHost(WebSocketHost inner) implements WebSocketHost {
    @Override
    public Optional<SSLContext> serverTls() {
      return Optional.of(context);
    }

    @Override
    public EndpointId id() {
      return inner.id();
    }

    @Override
    public EndpointOptions options() {
      return inner.options();
    }

    @Override
    public Executor callbacks() {
      return inner.callbacks();
    }

    @Override
    public void report(StatusEvent event) {
      inner.report(event);
    }

    @Override
    public void log(Verbosity level, String event, String message) {
      inner.log(level, event, message);
    }

    @Override
    public WebSocketPort attachClient(String name, Collection<Topic> prefixes) {
      return inner.attachClient(name, prefixes);
    }

    @Override
    public WebSocketPort attachUplink(String name, int maxMessages, long maxBytes) {
      return inner.attachUplink(name, maxMessages, maxBytes);
    }

    @Override
    public List<Topic> filter() {
      return inner.filter();
    }

    @Override
    public void onFilterChanged(Runnable action) {
      inner.onFilterChanged(action);
    }
  }

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = directory.resolve("test.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.out").toFile())
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(store).as(Files.readString(directory.resolve("keytool.out"))).exists();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
  }

  private static ZeekWebSocketOptions.Builder client(int port, String host) {
    return ZeekWebSocketOptions.builder(URI.create("wss://" + host + ":" + port))
        .retry(Duration.ofMillis(100)); // An attempt may be over before anybody listens.
  }

  @Test
  void protectsWhatPassesAndLetsOnlyThoseInWhoTrustEachOther() throws Exception {
    EndpointOptions options =
        EndpointOptions.builder()
            .ignoreBrokerConf(true)
            .handshakeTimeout(Duration.ofSeconds(2))
            .build();
    EndpointProvider.HostedEndpoint hosted = EndpointProvider.load().openHosted(options);
    try (var endpoint = hosted.endpoint();
        WebSocketService service = new WebSocketService(new ProtectedHost(hosted.host()))) {
      int port = service.listen("127.0.0.1", 0, WebSocketOptions.builder().page(true).build());

      try (ZeekWebSocketClient good =
              ZeekWebSocketClient.open(client(port, "127.0.0.1").sslContext(context).build());
          StatusSubscriber statuses = good.statusSubscriber(true);
          Subscriber in = good.subscriber("/t")) {
        assertThat(good.awaitConnected(SOON)).as("%s", statuses.poll()).isTrue();
        endpoint.publish("/t", "x".repeat(100_000));
        assertThat(in.get(SOON)).contains(Message.of("/t", "x".repeat(100_000)));
      }
      try (ZeekWebSocketClient distrustful =
              ZeekWebSocketClient.open(client(port, "127.0.0.1").build());
          StatusSubscriber errors = distrustful.statusSubscriber(false)) {
        assertThat(errors.get(SOON).orElseThrow().toString()).contains("peer_unavailable");
      }
      try (ZeekWebSocketClient wrongName =
              ZeekWebSocketClient.open(client(port, "localhost").sslContext(context).build());
          StatusSubscriber errors = wrongName.statusSubscriber(false)) {
        assertThat(errors.get(SOON).orElseThrow().toString()).contains("localhost");
      }
      try (RawClient plain = new RawClient(port)) {
        plain.bytes(
            RawClient.request("/v1/messages/json")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(plain.readAll()).doesNotContain("101"); // Closed, with an alert at most.
      }
      try (RawClient silent = new RawClient(port)) {
        assertThat(silent.readAll()).isEmpty(); // Closed within the time-out.
      }
    }
  }
}
