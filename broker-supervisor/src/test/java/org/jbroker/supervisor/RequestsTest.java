package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.supervisor.TestClient.PATIENCE;
import static org.jbroker.supervisor.TestClient.sh;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.TlsOptions;
import org.jbroker.data.Data;
import org.jbroker.store.Backend;
import org.jbroker.store.Store;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.zeek.ZeekEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a supervisor is asked, what it answers, who may ask and who may watch. */
@NoLeaks(ignoreThreads = "globalEventExecutor-.*")
class RequestsTest {

  @TempDir Path folder;

  private RuntimeDirectory directory;
  private Supervisor supervisor;
  private TestClient client;

  @BeforeEach
  void start() throws Exception {
    directory = RuntimeDirectory.at(folder.resolve("run"));
    supervisor = Supervisor.start(SupervisorOptions.of(directory));
    client = new TestClient(directory);
  }

  @AfterEach
  void end() {
    if (!supervisor.ended().isDone()) {
      client.of(RequestKind.DESTROY, "");
    }
    client.close();
    supervisor.close();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithARequest() {
    client.send(new ZeekEvent("SupervisorControl::create_request", "r1"));
    assertThat(client.answer("r1").problem()).isEqualTo("field node of create_request is missing");
    client.send(new ZeekEvent("SupervisorControl::create_request", "r2", Data.vector("a")));
    assertThat(client.answer("r2").problem()).isEqualTo("command is empty");
    client.send(new ZeekEvent("SupervisorControl::restart_request", "r3", 1));
    assertThat(client.answer("r3").problem())
        .isEqualTo("field node of restart_request is of type int, not str");
    // Those without an id are for the log only; nothing of them harms.
    client.send(new ZeekEvent("SupervisorControl::create_request"));
    client.send(new ZeekEvent("SupervisorControl::create_request", 7));
    client.send(new ZeekEvent("SupervisorControl::nonsense_request", "r4"));
    client.endpoint().publish("bro/supervisor", "no event");
    client.endpoint().publish("bro/supervisor", Data.vector(1, 1, Data.vector(1, 2)));
    assertThat(client.of(RequestKind.START, "nobody")).isEqualTo("there is no node 'nobody'");
    assertThat(client.of(RequestKind.RESTART, "nobody")).isEqualTo("there is no node 'nobody'");
    assertThat(client.of(RequestKind.DESTROY, "nobody")).isEqualTo("there is no node 'nobody'");
    assertThat(client.status("nobody").problem()).isEqualTo("there is no node 'nobody'");
    assertThat(client.of(RequestKind.START, "")).isEmpty();
  }

  @Test
  void createsANodeOnce() {
    NodeConfig config = NodeConfig.of("a", "sleep", "1000");
    assertThat(client.create(config)).isEmpty();
    assertThat(client.create(config)).isEqualTo("there is a node 'a'; destroy it first");
    assertThat(client.status("").nodes()).containsOnlyKeys("a");
  }

  @Test
  void takesAConfigAsZeekWritesItWithACommandBehindIt() {
    Data none = Data.none();
    Data config =
        Data.vector(
            "z",
            none,
            none,
            none,
            none,
            none,
            none,
            Data.vector(),
            Data.vector(),
            Data.table(),
            none,
            Data.table(),
            Data.vector("sleep", "1000"));
    client.send(new ZeekEvent("SupervisorControl::create_request", "r", config));
    assertThat(client.answer("r").problem()).isEmpty();
    assertThat(client.await("z", NodeState.RUNNING).config())
        .isEqualTo(NodeConfig.of("z", "sleep", "1000"));
  }

  @Test
  void answersAStartThatAStopOvertakes() {
    client.create(NodeConfig.builder("a", "sleep", "1000").readiness(Readiness.notified()).build());
    String start = client.newId();
    client.send(new SupervisorRequest.OfNode(RequestKind.START, start, "a").toEvent());
    String stop = client.newId();
    client.send(new SupervisorRequest.OfNode(RequestKind.STOP_NODE, stop, "a").toEvent());
    assertThat(client.answer(start).problem()).isEqualTo("a: was stopped meanwhile");
    assertThat(client.answer(stop).problem()).isEmpty();
  }

  @Test
  void tellsOfEachNodeWhatWentWrong() {
    RestartPolicy never = RestartPolicy.never();
    for (int i = 0; i < 12; i++) {
      client.create(
          NodeConfig.builder("n" + i, "true").directory("/no/such").restart(never).build());
    }
    client.create(NodeConfig.of("good", "sleep", "1000"));
    assertThat(client.of(RequestKind.START, ""))
        .startsWith("n0: cannot be started: the directory /no/such does not exist; n1: ")
        .endsWith("; and 4 more");
    assertThat(client.statusOf("good").state()).isEqualTo(NodeState.RUNNING);
  }

  @Test
  void leavesLogsOfADestroyedNode() {
    client.create(NodeConfig.of("a", "sleep", "1000"));
    client.await("a", NodeState.RUNNING);
    client.of(RequestKind.DESTROY, "a");
    Path node = directory.nodeDirectory("a");
    assertThat(node.toFile().list()).containsExactlyInAnyOrder("stdout.log", "stderr.log");
    // It can be created again.
    assertThat(client.create(NodeConfig.of("a", "sleep", "1000"))).isEmpty();
  }

  @Test
  void whoeverIsAllowedInMayWatch() throws Exception {
    try (Store clone = client.endpoint().attachClone(SupervisorStore.NAME)) {
      client.create(NodeConfig.of("a", "sleep", "1000"));
      Await.until(
          PATIENCE,
          "the clone sees it run",
          () ->
              SupervisorStore.statuses(clone.snapshot()).values().stream()
                  .anyMatch(status -> status.state() == NodeState.RUNNING));
      long pid = client.statusOf("a").pid().getAsLong();
      client.of(RequestKind.DESTROY, "a");
      assertThat(client.noticesUntil(notice -> notice.state() == NodeState.STOPPED))
          .contains(new NodeNotice("a", pid, NodeState.RUNNING))
          .contains(new NodeNotice("a", pid, NodeState.STOPPING))
          .contains(new NodeNotice("a", 0, NodeState.STOPPED));
      Await.until(PATIENCE, "the clone sees it go", () -> clone.snapshot().isEmpty());
    }
  }

  @Test
  void stopsItsWorkersAndThenItselfAsZeeksDoes() throws Exception {
    client.create(NodeConfig.of("a", "sleep", "1000"));
    client.create(
        NodeConfig.builder("slow", sh("trap '' TERM; while :; do sleep 0.05; done"))
            .stopGrace(Duration.ofMillis(50))
            .build());
    client.await("a", NodeState.RUNNING);
    client.send(new ZeekEvent(SupervisorRequest.ZEEK_STOP_EVENT));
    supervisor.ended().thenRun(supervisor::close).get();
    assertThat(Processes.ofDirectory(directory)).isEmpty();
  }

  @Test
  void takesNoRequestsWhileItShutsDown() throws Exception {
    client.create(
        NodeConfig.builder("slow", sh("trap '' TERM; echo x > up; while :; do sleep 0.05; done"))
            .stopGrace(Duration.ofMinutes(10))
            .build());
    Await.until(
        PATIENCE, "it is up", () -> Files.exists(directory.nodeDirectory("slow").resolve("up")));
    String id = client.newId();
    client.send(new SupervisorRequest.Shutdown(id, true).toEvent());
    assertThat(client.create(NodeConfig.of("b", "sleep", "1000")))
        .isEqualTo("the supervisor is shutting down");
    NodeStatus stopping = client.statusOf("slow");
    assertThat(stopping.state()).isEqualTo(NodeState.STOPPING);
    assertThat(stopping.isWanted()).isTrue();
    Processes.signal("KILL", stopping.pid().getAsLong());
    assertThat(client.answer(id).problem()).isEmpty();
    supervisor.ended().get();
  }

  @Test
  void isReachedByItsOwnerOnly() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.socket())))
        .isEqualTo("rw-------");
    assertThat(supervisor.port()).isEmpty();
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> Supervisor.start(SupervisorOptions.of(RuntimeDirectory.at(open))))
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("chmod 700");
  }

  @Test
  void listensBeyondTheMachineOnlyWithCertificatesOfBothSides() throws Exception {
    for (TlsOptions tls : new TlsOptions[] {TlsOptions.off(), TlsOptions.anonymous()}) {
      assertThatThrownBy(() -> new SupervisorOptions.Listener("127.0.0.1", 0, tls))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("whoever reaches it can run any program");
    }
    Map<String, TlsOptions> parties = certificates();
    RuntimeDirectory other = RuntimeDirectory.at(folder.resolve("tls"));
    SupervisorOptions options =
        SupervisorOptions.builder(other)
            .listener(new SupervisorOptions.Listener("127.0.0.1", 0, parties.get("supervisor")))
            .build();
    try (Supervisor remote = Supervisor.start(options);
        Endpoint trusted = endpoint(parties.get("client"));
        Endpoint stranger = endpoint(parties.get("stranger"));
        Endpoint plain = endpoint(TlsOptions.off(), Duration.ofSeconds(1))) {
      int port = remote.port().getAsInt();
      assertThat(trusted.peer("127.0.0.1", port, Duration.ZERO)).isTrue();
      assertThat(peers(stranger, port)).isFalse();
      assertThat(peers(plain, port)).isFalse();
    }
  }

  @Test
  void startsWithNoDamagedState() throws Exception {
    client.create(NodeConfig.of("a", "sleep", "1000"));
    client.shutDown(true);
    client.close();
    supervisor.close();
    write(SupervisorStore.statusKey("half"), Data.of("the config of a create that was cut"));
    supervisor = Supervisor.start(SupervisorOptions.of(directory));
    client = new TestClient(directory);
    assertThat(client.status("").nodes()).containsOnlyKeys("a");
    client.shutDown(true);
    client.close();
    supervisor.close();
    write(SupervisorStore.statusKey("a"), Data.of("nonsense"));
    assertThatThrownBy(() -> Supervisor.start(SupervisorOptions.of(directory)))
        .isInstanceOf(SupervisorException.class)
        .hasMessageStartingWith("the entry of node 'a' in ")
        .hasMessageContaining("is damaged: NodeStatus is no record");
    assertThat(Files.readString(directory.log())).contains("ERROR cannot start");
  }

  private void write(Data key, Data value) {
    try (Endpoint endpoint = endpoint(TlsOptions.off());
        Store store =
            endpoint.attachMaster(SupervisorStore.NAME, Backend.sqlite(directory.state()))) {
      store.put(key, value);
      store.flush();
    }
  }

  private static boolean peers(Endpoint endpoint, int port) {
    try {
      return endpoint.peer("127.0.0.1", port, Duration.ZERO);
    } catch (BrokerException e) {
      return false;
    }
  }

  private static Endpoint endpoint(TlsOptions tls) {
    return endpoint(tls, Duration.ofSeconds(30));
  }

  private static Endpoint endpoint(TlsOptions tls, Duration handshakeTimeout) {
    return Endpoint.open(
        EndpointOptions.builder()
            .ignoreBrokerConf(true)
            .handshakeTimeout(handshakeTimeout)
            .tls(tls)
            .build());
  }

  /** Supervisor and client of one authority, and a stranger of another that trusts the first. */
  private Map<String, TlsOptions> certificates() throws Exception {
    Map<String, TlsOptions> parties = new TreeMap<>();
    X509Bundle own = authority("own");
    Files.writeString(folder.resolve("ca.pem"), own.getCertificatePEM());
    parties.put("supervisor", party("supervisor", own));
    parties.put("client", party("client", own));
    parties.put("stranger", party("stranger", authority("other")));
    return parties;
  }

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private TlsOptions party(String name, X509Bundle authority) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder().ecp256().subject("CN=" + name).buildIssuedBy(authority);
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
}
