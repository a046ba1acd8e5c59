package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;
import static org.jbroker.runtime.peering.TestEndpoints.LARGE;
import static org.jbroker.runtime.peering.TestEndpoints.MIDDLE;
import static org.jbroker.runtime.peering.TestEndpoints.SMALL;
import static org.jbroker.runtime.peering.TestEndpoints.SOON;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.ErrorCode;
import org.jbroker.Message;
import org.jbroker.NetworkInfo;
import org.jbroker.StatusCode;
import org.jbroker.Subscriber;
import org.jbroker.TlsOptions;
import org.jbroker.TlsOptions.Protocol;
import org.jbroker.data.Data;
import org.jbroker.runtime.tls.TestPki;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages over protected links, in both modes and both versions of the protocol. */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class TlsPeeringTest {

  private static final String SECRET = "a topic that nobody on the way may read";

  @TempDir static Path folder;
  private static TestPki pki;

  private final TestEndpoints endpoints = new TestEndpoints();

  @BeforeAll
  static void makeAuthority() {
    pki = new TestPki(folder, "authority");
  }

  @AfterEach
  void close() {
    endpoints.close();
  }

  private static TlsOptions options(TlsOptions.Mode mode) {
    return switch (mode) {
      case OFF -> TlsOptions.off();
      case ANONYMOUS -> TlsOptions.anonymous();
      case CERTIFICATES -> pki.options();
    };
  }

  private Endpoint open(EndpointId id, int version, TlsOptions tls) {
    return endpoints.open(o -> o.id(id).maxProtocolVersion(version).tls(tls));
  }

  private static int listenAndPeer(Endpoint listens, Endpoint connects) {
    int port = listens.listen(HOST, 0);
    assertThat(connects.peer(HOST, port, Duration.ZERO)).isTrue();
    Await.until(SOON, () -> listens.peers().size() == 1);
    return port;
  }

  private static List<Data> take(Subscriber from, int count) throws InterruptedException {
    List<Data> taken = new ArrayList<>();
    while (taken.size() < count) {
      List<Message> some = from.get(count - taken.size(), SOON);
      assertThat(some).as("after %s messages", taken.size()).isNotEmpty();
      some.forEach(message -> taken.add(message.data()));
    }
    return taken;
  }

  @ParameterizedTest
  @CsvSource({
    "ANONYMOUS, 1, true",
    "ANONYMOUS, 64, false",
    "CERTIFICATES, 1, false",
    "CERTIFICATES, 64, true"
  })
  void burstsAndLargeMessagesArriveWholeAndInOrderBothWays(
      TlsOptions.Mode mode, int version, boolean listenerLeads) throws InterruptedException {
    Endpoint a = open(listenerLeads ? SMALL : LARGE, version, options(mode));
    Endpoint b = open(MIDDLE, version, options(mode));
    byte[] large = new byte[2 << 20];
    Arrays.fill(large, (byte) 0xA5);
    List<Data> expected = new ArrayList<>(IntStream.range(0, 1000).mapToObj(Data::of).toList());
    expected.add(500, Data.of(large));
    expected.add(Data.of(large));
    try (Subscriber atA = a.subscriber("/to/a");
        Subscriber atB = b.subscriber("/to/b")) {
      listenAndPeer(a, b);
      assertThat(a.metrics().peers().get(0).version()).isEqualTo(version);
      for (Data data : expected) {
        assertThat(a.publish("/to/b", data).accepted()).isOne();
        assertThat(b.publish("/to/a", data).accepted()).isOne();
      }
      assertThat(take(atA, expected.size())).isEqualTo(expected);
      assertThat(take(atB, expected.size())).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ANONYMOUS", "CERTIFICATES"})
  void closingSendsWhatWasAcceptedAndTakesLeave(TlsOptions.Mode mode) throws InterruptedException {
    Endpoint a = open(SMALL, 64, options(mode));
    Endpoint b = open(LARGE, 64, options(mode));
    try (Subscriber atA = a.subscriber("/t");
        StatusLog log = new StatusLog(a)) {
      listenAndPeer(a, b);
      for (int i = 0; i < 2000; i++) {
        b.publish("/t", i);
      }
      assertThat(b.drain(SOON)).isTrue();
      b.close();
      assertThat(take(atA, 2000)).last().isEqualTo(Data.of(1999));
      log.await(StatusCode.PEER_REMOVED);
      assertThat(log.codes()).doesNotContain(StatusCode.PEER_LOST);
    }
  }

  /** Without it, buffers would grow where the channel's high-water mark cannot see it. */
  @ParameterizedTest
  @EnumSource(names = {"ANONYMOUS", "CERTIFICATES"})
  void aPeerThatDoesNotReadFillsItsSendBufferAndNothingElse(TlsOptions.Mode mode)
      throws InterruptedException {
    Endpoint a =
        endpoints.open(o -> o.id(SMALL).tls(options(mode)).peerBufferSize(100).name("sender"));
    Endpoint b = open(LARGE, 64, options(mode));
    int port = a.listen(HOST, 0);
    try (FaultProxy proxy = FaultProxy.to(HOST, port);
        Subscriber atB = b.subscriber("/t")) {
      assertThat(b.peer(HOST, proxy.port(), Duration.ZERO)).isTrue();
      Await.until(SOON, () -> a.peers().size() == 1);
      proxy.set(Fault.stall());
      byte[] block = new byte[64 << 10];
      Await.until(
          SOON,
          "the buffer is full",
          () ->
              IntStream.range(0, 50)
                  .mapToLong(n -> a.publish("/t", Data.of(block)).dropped())
                  .anyMatch(dropped -> dropped > 0));
      proxy.set(Fault.pass());
      a.publish("/t", "last");
      List<Message> seen = new ArrayList<>();
      Await.until(
          SOON,
          "the last message arrives",
          () -> {
            seen.addAll(atB.poll());
            return !seen.isEmpty() && seen.get(seen.size() - 1).data().equals(Data.of("last"));
          });
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ANONYMOUS", "CERTIFICATES"})
  void nobodyOnTheWayReadsOrChangesWhatIsSent(TlsOptions.Mode mode) throws InterruptedException {
    Endpoint a = open(SMALL, 64, options(mode));
    Endpoint b = open(LARGE, 64, options(mode));
    int port = a.listen(HOST, 0);
    try (TamperingProxy proxy = new TamperingProxy(port);
        Subscriber atB = b.subscriber("/t");
        StatusLog log = new StatusLog(b)) {
      assertThat(b.peer(HOST, proxy.port(), Duration.ZERO)).isTrue();
      Await.until(SOON, () -> a.peers().size() == 1);
      a.publish("/t", SECRET);
      assertThat(take(atB, 1)).containsExactly(Data.of(SECRET));
      proxy.changeNext();
      a.publish("/t", "changed on its way");
      log.await(StatusCode.PEER_LOST);
      assertThat(atB.poll()).isEmpty();
      assertThat(proxy.seen()).isNotEmpty().doesNotContain(SECRET).doesNotContain("/t");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ANONYMOUS", "CERTIFICATES"})
  void aRefusalIsToldWithItsReason(TlsOptions.Mode mode) {
    Endpoint full = endpoints.open(o -> o.id(SMALL).tls(options(mode)).maxPeers(1));
    int port = listenAndPeer(full, open(MIDDLE, 64, options(mode)));
    Endpoint late = open(LARGE, 64, options(mode));
    try (StatusLog log = new StatusLog(late)) {
      assertThat(late.peer(HOST, port, Duration.ZERO)).isFalse();
      assertThat(log.codes()).containsExactly(ErrorCode.NO_CONNECTOR_AVAILABLE);
    }
  }

  @ParameterizedTest
  @CsvSource({"TLS_1_2, TLS_1_2", "TLS_1_3, TLS_1_3", "TLS_1_2, ", ", TLS_1_2", ", TLS_1_3"})
  void anyVersionInCommonWillDo(Protocol listens, Protocol connects) {
    listenAndPeer(
        open(SMALL, 64, pki.builder(pki.issue()).protocols(orAll(listens)).build()),
        open(LARGE, 64, pki.builder(pki.issue()).protocols(orAll(connects)).build()));
  }

  private static Set<Protocol> orAll(Protocol one) {
    return one == null ? Set.of(Protocol.values()) : Set.of(one);
  }

  @Test
  void aHostNameIsVerifiedWhereTheUserAsked() {
    Endpoint named = open(SMALL, 64, pki.options());
    Endpoint strict = open(LARGE, 64, pki.builder(pki.issue()).verifyHostname(true).build());
    listenAndPeer(named, strict);
    strict.close();

    TlsOptions elsewhere =
        pki.builder(pki.issue(o -> o.addSanDnsName("elsewhere.example"))).build();
    int port = open(SMALL, 64, elsewhere).listen(HOST, 0);
    Endpoint again = open(LARGE, 64, pki.builder(pki.issue()).verifyHostname(true).build());
    try (StatusLog log = new StatusLog(again)) {
      assertThat(again.peer(HOST, port, Duration.ZERO)).isFalse();
      assertThat(log.all().get(0).toString()).contains("127.0.0.1").contains("certificate");
      assertThat(log.codes()).containsExactly(ErrorCode.PEER_INCOMPATIBLE);
    }
    Endpoint lax = open(LARGE, 64, pki.options());
    assertThat(lax.peer(HOST, port, Duration.ZERO)).isTrue();
  }

  @Test
  void unixSocketsAndPeeringsInTheProcessStayAsTheyAre(@TempDir Path sockets) {
    Endpoint a = open(SMALL, 64, TlsOptions.anonymous());
    Endpoint b = open(LARGE, 64, TlsOptions.off());
    UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(sockets.resolve("s"));
    a.listen(socket);
    assertThat(b.peer(socket)).isTrue();
    Endpoint c = open(MIDDLE, 64, TlsOptions.off());
    a.peer(c);
    assertThat(a.peers()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void listeningOnAllInterfacesWarnsOnlyWithoutTls(TlsOptions.Mode mode) {
    Endpoint endpoint = open(SMALL, 64, options(mode));
    try (StatusLog log = new StatusLog(endpoint)) {
      endpoint.listen("", 0);
      assertThat(log.codes())
          .isEqualTo(mode == TlsOptions.Mode.OFF ? List.of(StatusCode.UNSPECIFIED) : List.of());
    }
  }

  @Test
  void aFileThatCannotBeUsedFailsOpeningAndLeavesNothingBehind() {
    TlsOptions broken = pki.builder(pki.issue()).caFile(folder.resolve("no-such-file.pem")).build();
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> open(SMALL, 64, broken))
        .withMessageContaining("no-such-file.pem: there is no such file")
        .matches(e -> e.code() == ErrorCode.CANNOT_OPEN_FILE);
  }

  /** The certificate of the listening side expires, and is replaced while the endpoint runs. */
  @Test
  void aCertificateThatIsReplacedIsUsedWithoutARestart() throws Exception {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    TlsOptions expired =
        pki.builder(pki.issue(o -> o.notBefore(yesterday.minusSeconds(60)).notAfter(yesterday)))
            .build();
    int port = open(SMALL, 64, expired).listen(HOST, 0);
    Endpoint connects = open(LARGE, 64, pki.options());
    try (StatusLog log = new StatusLog(connects)) {
      var peering = connects.peerAsync(NetworkInfo.of(HOST, port), retry());
      assertThat(log.await(ErrorCode.PEER_INCOMPATIBLE).toString()).contains("expired on");
      TlsOptions fresh = pki.options();
      replace(fresh.certificate().orElseThrow(), expired.certificate().orElseThrow());
      replace(fresh.key().orElseThrow(), expired.key().orElseThrow());
      peering.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static Duration retry() {
    return Duration.ofMillis(300);
  }

  private static void replace(Path by, Path what) throws IOException {
    Files.write(what, Files.readAllBytes(by));
    // Whatever the grain of the file system's clock.
    Files.setLastModifiedTime(what, FileTime.from(Instant.now().plusSeconds(5)));
  }
}
