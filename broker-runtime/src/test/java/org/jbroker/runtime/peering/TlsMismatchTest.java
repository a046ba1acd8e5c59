package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;
import static org.jbroker.runtime.peering.TestEndpoints.LARGE;
import static org.jbroker.runtime.peering.TestEndpoints.SMALL;
import static org.jbroker.runtime.peering.TestEndpoints.SOON;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jbroker.BrokerError;
import org.jbroker.Endpoint;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.TlsOptions;
import org.jbroker.TlsOptions.Protocol;
import org.jbroker.runtime.tls.TestPki;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.Frame;
import org.jbroker.testkit.wire.ScriptedListener;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two sides that do not fit together: each reports one error that says why, long before the
 * time-out of the handshake, and tries again as it would after any failure.
 */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class TlsMismatchTest {

  private static final String NO_SUITE = "no cipher suite in common";
  private static final String NO_VERSION = "no version of TLS in common";
  private static final String NOT_OURS = "it does not accept this endpoint's certificate";

  private static final Instant YESTERDAY = Instant.now().minus(Duration.ofDays(1));

  @TempDir static Path folder;
  private static TestPki pki;
  private static TestPki otherPki;

  private final TestEndpoints endpoints = new TestEndpoints();

  @BeforeAll
  static void makeAuthorities() {
    pki = new TestPki(folder, "authority");
    otherPki = new TestPki(folder, "other");
  }

  @AfterEach
  void close() {
    endpoints.close();
  }

  private static TlsOptions options(String kind) {
    return switch (kind) {
      case "off" -> TlsOptions.off();
      case "anonymous" -> TlsOptions.anonymous();
      case "certificates" -> pki.options();
      // Who it is nobody here believes; whom it believes is right.
      case "stranger" -> otherPki.builder(otherPki.issue()).caFile(pki.authorityFile()).build();
      // The other way round.
      case "distrustful" -> pki.builder(pki.issue()).caFile(otherPki.authorityFile()).build();
      case "expired" ->
          pki.builder(pki.issue(o -> o.notBefore(YESTERDAY.minusSeconds(9)).notAfter(YESTERDAY)))
              .build();
      case "not-yet" ->
          pki.builder(pki.issue(o -> o.notBefore(Instant.now().plusSeconds(3600)))).build();
      case "server-only" -> pki.builder(pki.issue(o -> o.addExtendedKeyUsageServerAuth())).build();
      case "tls-1.2" -> pki.builder(pki.issue()).protocols(Set.of(Protocol.TLS_1_2)).build();
      case "tls-1.3" -> pki.builder(pki.issue()).protocols(Set.of(Protocol.TLS_1_3)).build();
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @ParameterizedTest
  @CsvSource({
    // listens, connects, code, what the listening side says, what the connecting side says
    "off, anonymous, WRONG_MAGIC_NUMBER, the peer speaks TLS, plain frames of Broker",
    "off, certificates, WRONG_MAGIC_NUMBER, the peer speaks TLS, plain frames of Broker",
    "anonymous, off, WRONG_MAGIC_NUMBER, TLS is on here (anonymous), refused by the other side: TLS"
        + " is on here (anonymous)",
    "certificates, off, WRONG_MAGIC_NUMBER, TLS is on here (with certificates), refused by the other"
        + " side: TLS is on here (with certificates)",
    "anonymous, certificates, PEER_INCOMPATIBLE, " + NO_SUITE + ", " + NO_SUITE,
    "certificates, anonymous, PEER_INCOMPATIBLE, " + NO_SUITE + ", " + NO_SUITE,
    "anonymous, tls-1.3, PEER_INCOMPATIBLE, " + NO_VERSION + ", " + NO_VERSION,
    "stranger, certificates, PEER_INCOMPATIBLE, "
        + NOT_OURS
        + ", is not from an authority that is trusted here",
    "certificates, stranger, PEER_INCOMPATIBLE, is not from an authority that is trusted here, "
        + NOT_OURS,
    "distrustful, certificates, PEER_INCOMPATIBLE, is not from an authority that is trusted here, "
        + NOT_OURS,
    "certificates, distrustful, PEER_INCOMPATIBLE, "
        + NOT_OURS
        + ", is not from an authority that is trusted here",
    "expired, certificates, PEER_INCOMPATIBLE, " + NOT_OURS + ", expired on",
    "certificates, expired, PEER_INCOMPATIBLE, expired on, " + NOT_OURS,
    "not-yet, certificates, PEER_INCOMPATIBLE, " + NOT_OURS + ", is not valid before",
    "certificates, server-only, PEER_INCOMPATIBLE, is refused, " + NOT_OURS,
    "tls-1.2, tls-1.3, PEER_INCOMPATIBLE, " + NO_VERSION + ", " + NO_VERSION,
    "tls-1.3, tls-1.2, PEER_INCOMPATIBLE, " + NO_VERSION + ", " + NO_VERSION,
    "tls-1.2, stranger, PEER_INCOMPATIBLE, is not from an authority that is trusted here, "
        + NOT_OURS
  })
  void bothSidesSayWhyOnceAndSoon(
      String listens, String connects, ErrorCode code, String listenerSays, String connectorSays) {
    Endpoint a = endpoints.open(o -> o.id(SMALL).tls(options(listens)));
    Endpoint b = endpoints.open(o -> o.id(LARGE).tls(options(connects)));
    int port = a.listen(HOST, 0);
    try (StatusLog atA = new StatusLog(a);
        StatusLog atB = new StatusLog(b)) {
      long begin = System.nanoTime();
      assertThat(b.peer(HOST, port, Duration.ZERO)).isFalse();
      BrokerError sawB = (BrokerError) atB.await(code);
      BrokerError sawA = (BrokerError) atA.await(code);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isLessThan(a.options().handshakeTimeout());
      assertThat(sawA.message()).contains(listenerSays);
      assertThat(sawB.message()).contains(connectorSays);
      assertThat(atA.codes()).containsExactly(code);
      assertThat(atB.codes()).containsExactly(code);
      assertThat(a.metrics().connectionsRefused()).isOne();
      assertThat(b.peers()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"off, anonymous", "anonymous, off", "certificates, stranger"})
  void theConnectingSideTriesAgainAndTheOtherOneReportsAtMostOnceASecond(
      String listens, String connects) {
    Endpoint a = endpoints.open(o -> o.id(SMALL).tls(options(listens)));
    Endpoint b = endpoints.open(o -> o.id(LARGE).tls(options(connects)));
    int port = a.listen(HOST, 0);
    try (StatusLog atA = new StatusLog(a)) {
      b.peerAsync(NetworkInfo.of(HOST, port), Duration.ofMillis(20));
      Await.until(SOON, () -> a.metrics().connectionsRefused() >= 10);
      assertThat(atA.codes().size()).isBetween(1, 5);
      b.unpeer(HOST, port);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "certificates"})
  void aPlainPeerIsToldInItsOwnFrames(String listens) {
    Endpoint a = endpoints.open(o -> o.id(SMALL).tls(options(listens)));
    int port = a.listen(HOST, 0);
    try (ScriptedPeer plain = ScriptedPeer.connect(HOST, port)) {
      plain.send(new Frame.Hello(TestEndpoints.bytes(LARGE), 1, 64));
      plain.expect(Frame.Probe.class);
      assertThat(plain.expect(Frame.DropConn.class).code()).isEqualTo(38);
      plain.awaitEnd();
    }
  }

  /** What the C++ Broker's listener does to a plain connection. */
  @Test
  void aListenerThatClosesWithoutAWordMayWantTls() {
    Endpoint b = endpoints.open();
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog log = new StatusLog(b)) {
      var asked = b.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ZERO);
      listener.accept(SOON).close();
      assertThat(log.await(ErrorCode.PEER_DISCONNECT_DURING_HANDSHAKE).toString())
          .contains("it may want TLS");
      assertThat(asked).failsWithin(SOON);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "anonymous, 15030100020246",
    "certificates, 15030300020228",
    "anonymous, 1603030004deadbeef",
    "certificates, 1603030004deadbeef",
    "anonymous, 170303ffff00" // The JDK waits for such a record, and the time-out ends it.
  })
  void aListenerThatSpeaksNonsenseInTlsIsReported(String mode, String bytes) {
    Endpoint b = endpoints.open(o -> o.tls(options(mode)));
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog log = new StatusLog(b)) {
      var asked = b.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ZERO);
      try (ScriptedPeer other = listener.accept(SOON)) {
        other.sendRaw(Bytes.ofHex(bytes));
        assertThat(asked).failsWithin(SOON);
      }
      assertThat(log.codes()).containsExactly(ErrorCode.PEER_INCOMPATIBLE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous", "certificates"})
  void aSilentListenerIsATimeOutAndOneThatClosesADisconnect(String mode) {
    Endpoint b = endpoints.open(o -> o.tls(options(mode)).handshakeTimeout(Duration.ofMillis(300)));
    try (ScriptedListener listener = ScriptedListener.open();
        StatusLog log = new StatusLog(b)) {
      var asked = b.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ZERO);
      try (ScriptedPeer silent = listener.accept(SOON)) {
        assertThat(asked).failsWithin(SOON);
        silent.awaitEnd();
      }
      var again = b.peerAsync(NetworkInfo.of(HOST, listener.port()), Duration.ZERO);
      listener.accept(SOON).close();
      assertThat(again).failsWithin(SOON);
      assertThat(log.codes())
          .isEqualTo(List.of(ErrorCode.PEER_TIMEOUT, ErrorCode.PEER_DISCONNECT_DURING_HANDSHAKE));
      assertThat(log.all()).allMatch(e -> e.toString().contains("before TLS was agreed on"));
    }
  }
}
