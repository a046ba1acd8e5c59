package org.jbroker.runtime.peering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.runtime.peering.TestEndpoints.HOST;
import static org.jbroker.runtime.peering.TestEndpoints.LARGE;
import static org.jbroker.runtime.peering.TestEndpoints.SMALL;
import static org.jbroker.runtime.peering.TestEndpoints.SOON;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jbroker.Endpoint;
import org.jbroker.TlsOptions;
import org.jbroker.runtime.tls.TestPki;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.Bytes;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.wire.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What strangers do to an endpoint that listens with TLS, while a good peer talks to it. */
@NoLeaks(ignoreThreads = TestEndpoints.NETTY_SHARED)
class TlsHostileTest {

  private static final Duration HANDSHAKE = Duration.ofSeconds(1);

  /** A connection is over after this: time-out, lingering, and a busy machine. */
  private static final Duration REFUSED = HANDSHAKE.plusSeconds(3);

  /** A client hello of TLS 1.2 with one suite that nobody has, and none of the extensions. */
  private static final String CLIENT_HELLO =
      "1603010031"
          + "0100002d0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
          + "000006001300ff00010100";

  private static final Map<String, String> STRANGERS =
      Map.ofEntries(
          Map.entry("silence", ""),
          Map.entry("one byte", "16"),
          Map.entry("half a length of Broker", "0000"),
          Map.entry("HTTP", "474554202f20485454502f312e310d0a486f73743a20780d0a0d0a"),
          Map.entry("4 GiB of a frame", "ffffffff00"),
          Map.entry("a client hello that nobody can answer", CLIENT_HELLO),
          Map.entry("half a client hello", "1603010031010000"),
          Map.entry("a record that never ends", "1603014000010000"),
          Map.entry("a handshake message of 16 MiB", "160301000401ffffff"),
          Map.entry("an alert", "15030100020228"),
          Map.entry("warnings", "150301000201641503010002016415030100020164"),
          Map.entry("application data", "17030300050102030405"));

  @TempDir static Path folder;
  private static TlsOptions certificates;

  private final TestEndpoints endpoints = new TestEndpoints();
  private Endpoint endpoint;
  private Bystanders bystanders;
  private int port;

  @BeforeAll
  static void makeCertificate() {
    certificates = new TestPki(folder, "authority").options();
  }

  /** Loads the classes, which takes longer than the short time-out if the machine is busy. */
  @BeforeAll
  static void peerOnceWithoutHurry() {
    try (TestEndpoints unhurried = new TestEndpoints()) {
      TlsOptions tls = TlsOptions.anonymous();
      Endpoint a = unhurried.open(o -> o.tls(tls).handshakeTimeout(SOON));
      Endpoint b = unhurried.open(o -> o.tls(tls).handshakeTimeout(SOON));
      assertThat(b.peer(HOST, a.listen(HOST, 0))).isTrue();
    }
  }

  private void open(TlsOptions.Mode mode) {
    TlsOptions tls = mode == TlsOptions.Mode.ANONYMOUS ? TlsOptions.anonymous() : certificates;
    endpoint = endpoints.open(o -> o.id(SMALL).tls(tls).handshakeTimeout(HANDSHAKE));
    port = endpoint.listen(HOST, 0);
    Endpoint good = endpoints.open(o -> o.id(LARGE).tls(tls));
    bystanders = new Bystanders(endpoint, good, port);
  }

  @AfterEach
  void close() {
    try {
      bystanders.close();
    } finally {
      endpoints.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ANONYMOUS", "CERTIFICATES"})
  void manyOfEachAreClosedWithinTheTimeOutAndNobodyElseNotices(TlsOptions.Mode mode) {
    open(mode);
    List<ScriptedPeer> connected = new ArrayList<>();
    try {
      STRANGERS.forEach((what, hex) -> connected.addAll(connect(hex)));
      connected.forEach(ScriptedPeer::awaitEnd);
    } finally {
      connected.forEach(ScriptedPeer::close);
    }
    Await.until(SOON, () -> endpoint.metrics().connectionsRefused() == connected.size());
  }

  private List<ScriptedPeer> connect(String hex) {
    List<ScriptedPeer> connected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ScriptedPeer stranger = ScriptedPeer.connect(HOST, port).timeout(REFUSED);
      connected.add(stranger);
      if (!hex.isEmpty()) {
        stranger.sendRaw(Bytes.ofHex(hex));
      }
    }
    return connected;
  }
}
