package org.jbroker.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.websocket.Sensor.SOON;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.TlsOptions;
import org.jbroker.WebSocketOptions;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.websocket.RawClient;
import org.jbroker.websocket.Sensor;
import org.jbroker.zeek.ZeekWebSocketClient;
import org.jbroker.zeek.ZeekWebSocketOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Server and client over TLS, with the certificates of their endpoints' options. */
@NoLeaks(ignoreThreads = Sensor.NETTY_THREAD)
class TlsTest {

  @TempDir static Path folder;
  private static TlsOptions server;
  private static TlsOptions client;
  private static SSLContext trustsWithoutCertificate;

  @BeforeAll
  static void makeCertificates() throws Exception {
    X509Bundle authority =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM());
    server = options("server", authority, b -> b.addSanIpAddress("127.0.0.1"));
    client = options("client", authority, b -> b);
    trustsWithoutCertificate = SSLContext.getInstance("TLS");
    trustsWithoutCertificate.init(null, authority.toTrustManagerFactory().getTrustManagers(), null);
  }

  private static TlsOptions options(
      String name, X509Bundle authority, UnaryOperator<CertificateBuilder> more) throws Exception {
    X509Bundle bundle =
        more.apply(
                new CertificateBuilder()
                    .ecp256()
                    .subject("CN=" + name)
                    .notBefore(Instant.now().minus(Duration.ofDays(1)))
                    .notAfter(Instant.now().plus(Duration.ofDays(1))))
            .buildIssuedBy(authority);
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    Files.writeString(certificate, bundle.getCertificatePathPEM());
    Files.writeString(key, bundle.getPrivateKeyPEM());
    return TlsOptions.builder()
        .certificate(certificate)
        .key(key)
        .caFile(folder.resolve("ca.pem"))
        .build();
  }

  private static Sensor sensor(WebSocketOptions options) {
    return new Sensor(
        EndpointOptions.builder().tls(server).handshakeTimeout(Duration.ofSeconds(2)), options);
  }

  private static ZeekWebSocketOptions.Builder client(int port, String host, TlsOptions tls) {
    return ZeekWebSocketOptions.builder(URI.create("wss://" + host + ":" + port))
        .endpoint(EndpointOptions.builder().ignoreBrokerConf(true).tls(tls).build())
        .retry(Duration.ofMillis(100)); // An attempt may be over before anybody listens.
  }

  private static void assertWorks(ZeekWebSocketOptions options, Endpoint endpoint)
      throws InterruptedException {
    try (ZeekWebSocketClient good = ZeekWebSocketClient.open(options);
        StatusSubscriber statuses = good.statusSubscriber(true);
        Subscriber in = good.subscriber("/t");
        Subscriber back = endpoint.subscriber("/back")) {
      assertThat(good.awaitConnected(SOON)).as("%s", statuses.poll()).isTrue();
      endpoint.publish("/t", "x".repeat(100_000));
      assertThat(in.get(SOON)).contains(Message.of("/t", "x".repeat(100_000)));
      good.publish("/back", 1);
      assertThat(back.get(SOON)).contains(Message.of("/back", 1));
    }
  }

  private static void assertRefused(ZeekWebSocketOptions options, String why)
      throws InterruptedException {
    try (ZeekWebSocketClient refused = ZeekWebSocketClient.open(options);
        StatusSubscriber errors = refused.statusSubscriber(false)) {
      assertThat(errors.get(SOON).orElseThrow().toString()).contains(why);
      assertThat(refused.awaitConnected(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void letsThoseInWhoTrustEachOther() throws Exception {
    try (Sensor sensor = sensor(WebSocketOptions.DEFAULT)) {
      assertWorks(client(sensor.port(), "127.0.0.1", client).build(), sensor.endpoint());
      // It trusts the server, and has no certificate to show.
      assertRefused(
          client(sensor.port(), "127.0.0.1", TlsOptions.off())
              .sslContext(trustsWithoutCertificate)
              .build(),
          "peer_unavailable");
      // It has the JDK's trust, which knows nothing of the test's authority.
      assertRefused(
          client(sensor.port(), "127.0.0.1", TlsOptions.off()).build(), "peer_unavailable");
      assertRefused(client(sensor.port(), "localhost", client).build(), "localhost");
    }
  }

  @Test
  void letsBrowsersInWithoutCertificateIfItIsToldTo() throws Exception {
    WebSocketOptions options =
        WebSocketOptions.builder().clientCertificates(false).page(true).build();
    try (Sensor sensor = sensor(options)) {
      assertWorks(
          client(sensor.port(), "127.0.0.1", TlsOptions.off())
              .sslContext(trustsWithoutCertificate)
              .build(),
          sensor.endpoint());
      assertThat(page(sensor.port())).contains("<html");
    }
  }

  /** The new client of the JDK would leave a thread behind. */
  private static String page(int port) throws IOException {
    HttpsURLConnection connection =
        (HttpsURLConnection) URI.create("https://127.0.0.1:" + port + "/").toURL().openConnection();
    connection.setSSLSocketFactory(trustsWithoutCertificate.getSocketFactory());
    connection.setRequestProperty("Connection", "close");
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  @Test
  void closesPlainAndSilentConnectionsInTime() throws Exception {
    try (Sensor sensor = sensor(WebSocketOptions.DEFAULT)) {
      try (RawClient plain = new RawClient(sensor.port())) {
        plain.bytes(RawClient.request("/v1/messages/json").getBytes(StandardCharsets.US_ASCII));
        assertThat(plain.readAll()).doesNotContain("101"); // Closed, with an alert at most.
      }
      try (RawClient silent = new RawClient(sensor.port())) {
        assertThat(silent.readAll()).isEmpty(); // Closed within the time-out.
      }
      assertWorks(client(sensor.port(), "127.0.0.1", client).build(), sensor.endpoint());
    }
  }
}
