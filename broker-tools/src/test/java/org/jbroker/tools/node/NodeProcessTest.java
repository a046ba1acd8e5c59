package org.jbroker.tools.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.tools.Tool.TIMEOUT;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jbroker.Endpoint;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import org.jbroker.Message;
import org.jbroker.Status;
import org.jbroker.StatusCode;
import org.jbroker.StatusEvent;
import org.jbroker.StatusSubscriber;
import org.jbroker.Subscriber;
import org.jbroker.store.Store;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.jbroker.tools.Tool;
import org.jbroker.zeek.ZeekWebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes as processes, against each other and against an endpoint of this process. */
@NoLeaks
class NodeProcessTest {

  private static final String ID = "11111111-2222-4333-8444-555555555555";

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  private TestProcess node(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "node";
    all[1] = "--topic=/ping";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return dump.add(Tool.start(all));
  }

  private static Endpoint endpoint() {
    return Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).build());
  }

  @Test
  void pingPrintsNothingButRoundTripsAndPongSeesItComeAndGo() {
    try (TestProcess pong = node("--mode=pong", "--listen=127.0.0.1:0", "--endpoint-id=" + ID);
        TestProcess ping =
            node("--mode=ping", "--peer=" + Tool.address(pong), "--count=5", "--payload=1000")) {
      assertThat(ping.requireEnd(TIMEOUT)).isZero();
      assertThat(Tool.output(ping)).hasSize(5).allMatch(line -> line.matches("[1-9]\\d*"));
      ping.awaitLine(Pattern.compile("^peer added " + ID + " 127\\.0\\.0\\.1:\\d+$"), TIMEOUT);
      pong.awaitLine(Pattern.compile("^peer added \\S+ 127\\.0\\.0\\.1:\\d+$"), TIMEOUT);
      pong.awaitLine(Pattern.compile("^peer removed \\S+ 127\\.0\\.0\\.1:\\d+$"), TIMEOUT);
    }
  }

  @Test
  void servesThePageAndTellsItsClientsWhatHappensInItsStores() throws Exception {
    Pattern serving = Pattern.compile("^serving WebSocket on 127\\.0\\.0\\.1:(\\d+)$");
    try (TestProcess node =
            dump.add(
                Tool.start(
                    "node",
                    "--websocket=127.0.0.1:0",
                    "--page",
                    "--master=visits",
                    "--listen=127.0.0.1:0"));
        Endpoint peer = endpoint()) {
      int port = Tool.port(node.awaitLine(serving, TIMEOUT));
      node.awaitLine(Pattern.compile("^page at http://127\\.0\\.0\\.1:" + port + "/$"), TIMEOUT);
      try (ZeekWebSocketClient client = ZeekWebSocketClient.connect("127.0.0.1", port);
          Subscriber changes = client.subscriber("<$>/local/data/store-events")) {
        assertThat(client.awaitConnected(TIMEOUT)).isTrue();
        assertThat(peer.peer("127.0.0.1", Tool.port(Tool.address(node)))).isTrue();
        try (Store visits = peer.attachClone("visits")) {
          visits.put("alice", 1);
          visits.put("alice", 2);
          visits.erase("alice");
          List<Message> events = changes.get(3, TIMEOUT);
          assertThat(events)
              .extracting(event -> event.data().toString().replaceAll("[0-9a-f-]{36}.*", "..."))
              .containsExactly(
                  "(insert, visits, alice, 1, nil, ...",
                  "(update, visits, alice, 1, 2, nil, ...",
                  "(erase, visits, alice, ...");
        }
      }
    }
  }

  @Test
  void relayConnectsPingAndPongAndCountsWhatPasses() {
    try (TestProcess relay = node("--listen=127.0.0.1:0", "--rate")) {
      String address = Tool.address(relay);
      try (TestProcess pong = node("--mode=pong", "--peer=" + address, "--count=5");
          TestProcess ping = node("--mode=ping", "--peer=" + address, "--count=5")) {
        assertThat(ping.requireEnd(TIMEOUT)).isZero();
        assertThat(pong.requireEnd(TIMEOUT)).isZero();
        assertThat(Tool.output(ping)).hasSize(5);
        relay.awaitLine(Pattern.compile("^[1-9]\\d*/s$"), TIMEOUT);
      }
    }
  }

  @Test
  void nodesMeetOnUnixDomainSocketsAndIpv6(@TempDir Path directory) throws InterruptedException {
    Path socket = directory.resolve("s");
    try (TestProcess pong =
            node("--mode=pong", "--listen=unix:" + socket, "--listen=[::1]:0", "--count=3");
        Endpoint peer = endpoint()) {
      pong.awaitLine(Pattern.compile("^listening on unix:" + socket + "$"), TIMEOUT);
      String line = pong.awaitLine(Pattern.compile("^listening on \\[::1\\]:\\d+$"), TIMEOUT);
      assertThat(peer.peer("::1", Tool.port(line), Duration.ZERO)).isTrue();
      try (TestProcess ping = node("--mode=ping", "--peer=unix:" + socket, "--count=3")) {
        assertThat(ping.requireEnd(TIMEOUT)).isZero();
      }
      assertThat(pong.requireEnd(TIMEOUT)).isZero();
    }
  }

  @Test
  void anonymousTlsIsSpokenOnlyIfBothSidesWantIt() {
    try (TestProcess pong = node("--mode=pong", "--listen=127.0.0.1:0", "--tls-anonymous")) {
      String address = Tool.address(pong);
      try (TestProcess ping = node("--mode=ping", "--peer=" + address, "--tls-anonymous", "-n3");
          TestProcess plain = node("--mode=ping", "--peer=" + address, "--retry=0")) {
        assertThat(ping.requireEnd(TIMEOUT)).isZero();
        assertThat(plain.requireEnd(TIMEOUT)).isOne();
        plain.awaitLine(Pattern.compile("TLS is on here \\(anonymous\\)"), TIMEOUT);
        pong.awaitLine(Pattern.compile("^error wrong_magic_number.*TLS is on here"), TIMEOUT);
      }
    }
  }

  @Test
  void aCertificateThatIsNotThereIsAnErrorThatNamesIt(@TempDir Path directory) {
    try (TestProcess node =
        node(
            "--listen=127.0.0.1:0",
            "--tls-cert=" + directory.resolve("missing.pem"),
            "--tls-key=" + directory.resolve("missing.key"),
            "--tls-ca-dir=" + directory)) {
      assertThat(node.requireEnd(TIMEOUT)).isOne();
      node.awaitLine(Pattern.compile("missing\\.pem: there is no such file"), TIMEOUT);
    }
  }

  @Test
  void sigtermLeavesPolitely() throws InterruptedException {
    try (Endpoint peer = endpoint();
        StatusSubscriber statuses = peer.statusSubscriber(true);
        TestProcess relay = node("--listen=127.0.0.1:0", "--endpoint-id=" + ID)) {
      int port = Tool.port(Tool.address(relay));
      assertThat(peer.peer("127.0.0.1", port, Duration.ZERO)).isTrue();
      assertThat(peer.awaitPeer(EndpointId.of(ID), TIMEOUT)).isTrue();
      relay.terminate();
      relay.requireEnd(TIMEOUT);
      List<StatusEvent> events = statuses.get(4, TIMEOUT);
      assertThat(events)
          .extracting(event -> ((Status) event).code())
          .containsExactlyInAnyOrder(
              StatusCode.ENDPOINT_DISCOVERED,
              StatusCode.PEER_ADDED,
              StatusCode.PEER_REMOVED,
              StatusCode.ENDPOINT_UNREACHABLE);
    }
  }

  @Test
  void pingFailsWhenTheAnswerStaysAway() throws InterruptedException {
    try (Endpoint peer = endpoint();
        var pings = peer.subscriber("/ping")) {
      int port = peer.listen("127.0.0.1", 0);
      try (TestProcess ping =
          node("--mode=ping", "--peer=127.0.0.1:" + port, "--timeout=1", "--count=2")) {
        assertThat(pings.get(TIMEOUT)).isPresent();
        peer.publish("/ping", PingMessage.pong(0));
        assertThat(ping.requireEnd(TIMEOUT)).isEqualTo(1);
        ping.awaitLine(Pattern.compile("no answer to ping 1 within 1 s"), TIMEOUT);
      }
    }
  }

  @Test
  void aPortThatIsTakenIsAFailure() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (Endpoint busy = endpoint()) {
      int port = busy.listen("127.0.0.1", 0);
      int status =
          Tool.run(
              new ByteArrayOutputStream(),
              err,
              "node",
              "--topic=/ping",
              "--listen=127.0.0.1:" + port);
      assertThat(status).isEqualTo(1);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("broker node: ")
          .contains(Integer.toString(port));
    }
  }

  @Test
  void theOnlyAttemptToPeerMustSucceed() {
    int port;
    try (Endpoint gone = endpoint()) {
      port = gone.listen("127.0.0.1", 0);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String peer = "127.0.0.1:" + port;
    assertThat(Tool.run(out, err, "node", "--topic=/ping", "--peer=" + peer, "--retry=0"))
        .isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot peer with " + peer);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("error peer_unavailable", peer);
  }

  @Test
  void endsWhenItsParentDoesIfAsked() {
    try (TestProcess relay = node("--listen=127.0.0.1:0", "--exit-on-eof")) {
      Tool.address(relay);
      relay.closeInput();
      assertThat(relay.requireEnd(TIMEOUT)).isZero();
    }
  }
}
