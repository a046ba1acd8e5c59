package org.jbroker.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jbroker.Subscription;
import org.jbroker.store.StoreSubscription;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeNotice;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RequestKind;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.supervisor.SupervisorClientOptions;
import org.jbroker.supervisor.SupervisorConnection;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.supervisor.SupervisorRequest;
import org.jbroker.supervisor.SupervisorRequestException;
import org.jbroker.supervisor.SupervisorRequestException.Reason;
import org.jbroker.supervisor.SupervisorResponse;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client with a supervisor that answers as it is told, or not at all. */
@NoLeaks
class SupervisorClientTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final NodeConfig CONFIG = NodeConfig.of("a", "true");

  @TempDir Path folder;
  private RuntimeDirectory directory;

  @BeforeEach
  void makeDirectory() {
    directory = RuntimeDirectory.at(folder.resolve("r"));
  }

  private SupervisorClient connect() throws InterruptedException {
    return SupervisorClient.connect(options().build());
  }

  private SupervisorClientOptions.Builder options() {
    return SupervisorClientOptions.builder(directory).startIfMissing(false).connectTimeout(TIMEOUT);
  }

  private static NodeStatus status(NodeState state, long pid) {
    OptionalLong process = pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    return new NodeStatus(CONFIG, process, state, true, 0, Optional.empty(), Instant.EPOCH, "");
  }

  private static Optional<SupervisorResponse> answer(SupervisorRequest request) {
    if (request.kind() == RequestKind.STATUS) {
      return Optional.of(
          new SupervisorResponse.Status(
              request.reqid(), Map.of("a", status(NodeState.RUNNING, 7)), ""));
    }
    return FakeSupervisor.success(request);
  }

  @Test
  void asksWhatItIsToldAndReturnsTheAnswers() throws Exception {
    try (FakeSupervisor fake = new FakeSupervisor(directory, SupervisorClientTest::answer);
        SupervisorClient client = connect()) {
      client.create(CONFIG);
      client.start("a");
      client.stopAll();
      client.restart("a");
      client.destroyAll();
      assertThat(client.status("a").pid()).hasValue(7);
      assertThat(client.status()).containsOnlyKeys("a");
      client.shutdown(false);

      assertThat(fake.requests())
          .extracting(SupervisorRequest::kind)
          .containsExactly(
              RequestKind.CREATE,
              RequestKind.START,
              RequestKind.STOP_NODE,
              RequestKind.RESTART,
              RequestKind.DESTROY,
              RequestKind.STATUS,
              RequestKind.STATUS,
              RequestKind.SHUTDOWN);
      assertThat(fake.requests().get(0)).extracting("config").isEqualTo(CONFIG);
      assertThat(fake.requests().get(2)).extracting("node").isEqualTo("");
      assertThat(fake.requests()).extracting(SupervisorRequest::reqid).doesNotHaveDuplicates();
    }
  }

  @Test
  void refusalSaysWhatTheSupervisorSaid() throws Exception {
    try (FakeSupervisor fake =
            new FakeSupervisor(directory, r -> FakeSupervisor.problem(r, "because"));
        SupervisorClient client = connect()) {
      for (String what : List.of("create a", "restart a", "stop a")) {
        SupervisorRequestException refusal =
            catchThrowableOfType(
                SupervisorRequestException.class,
                () -> {
                  switch (what) {
                    case "create a" -> client.create(CONFIG);
                    case "stop a" -> client.stop("a");
                    default -> client.restart("a");
                  }
                });
        assertThat(refusal.reason()).isEqualTo(Reason.REFUSED);
        assertThat(refusal).hasMessage(what + ": because");
      }
      assertThat(fake.requests()).hasSize(3);
    }
  }

  @Test
  void requestWithoutAnAnswerEndsAtItsTimeOut() throws Exception {
    try (FakeSupervisor fake = new FakeSupervisor(directory, r -> Optional.empty());
        SupervisorClient client = connect()) {
      SupervisorRequestException failure =
          catchThrowableOfType(
              SupervisorRequestException.class,
              () -> client.within(Duration.ofMillis(100)).start("a"));
      assertThat(failure.reason()).isEqualTo(Reason.UNANSWERED);
      assertThat(failure).hasMessage("start a: no answer within 0.100 s; it may be done or not");
      assertThat(fake.requests()).hasSize(1);
    }
  }

  @Test
  void answersToOthersAndOfOtherKindsAreIgnored() throws Exception {
    try (FakeSupervisor fake = new FakeSupervisor(directory, r -> Optional.empty());
        SupervisorClient client = connect()) {
      CompletableFuture<Void> done = client.startAsync("a");
      Await.until(TIMEOUT, () -> !fake.requests().isEmpty());
      String reqid = fake.requests().get(0).reqid();
      fake.send(new SupervisorResponse.Outcome(RequestKind.STOP_NODE, reqid, ""));
      fake.send(new SupervisorResponse.Outcome(RequestKind.START, reqid + "1", ""));
      fake.send(new SupervisorResponse.Outcome(RequestKind.START, reqid, "the right one"));
      assertThatThrownBy(() -> done.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .hasMessage("start a: the right one");
    }
  }

  @Test
  void requestFailsWhenTheSupervisorThatHasItGoesAway() throws Exception {
    try (FakeSupervisor fake = new FakeSupervisor(directory, r -> Optional.empty());
        SupervisorClient client = connect()) {
      BlockingQueue<SupervisorConnection> changes = new LinkedBlockingQueue<>();
      client.onConnection(changes::add);
      assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo(SupervisorConnection.CONNECTED);
      CompletableFuture<Void> done = client.startAsync("a");
      Await.until(TIMEOUT, () -> !fake.requests().isEmpty());
      fake.leave();
      assertThatThrownBy(() -> done.get(20, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(SupervisorRequestException.class)
          .hasMessageContaining("went away before it answered");
      assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo(SupervisorConnection.ENDED);
      assertThat(client.isConnected()).isFalse();
    }
  }

  @Test
  void requestWaitsForTheNextSupervisorAndIsAskedOnce() throws Exception {
    try (FakeSupervisor first = new FakeSupervisor(directory, SupervisorClientTest::answer);
        SupervisorClient client = connect()) {
      first.leave();
      Await.until(TIMEOUT, () -> !client.isConnected());
      SupervisorRequestException failure =
          catchThrowableOfType(
              SupervisorRequestException.class,
              () -> client.within(Duration.ofMillis(100)).start("a"));
      assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
      CompletableFuture<Void> done = client.startAsync("a");
      try (FakeSupervisor second = new FakeSupervisor(directory, SupervisorClientTest::answer)) {
        done.get(20, TimeUnit.SECONDS);
        assertThat(second.requests()).hasSize(1);
        assertThat(client.isConnected()).isTrue();
      }
    }
  }

  @Test
  void statusesAndNotificationsAreTold() throws Exception {
    try (FakeSupervisor fake = new FakeSupervisor(directory, SupervisorClientTest::answer);
        SupervisorClient client = connect()) {
      BlockingQueue<NodeNotice> notices = new LinkedBlockingQueue<>();
      BlockingQueue<NodeNotice> flow = new LinkedBlockingQueue<>();
      BlockingQueue<NodeStatus> statuses = new LinkedBlockingQueue<>();
      client.notices().subscribe(new Collector(flow));
      assertThat(client.store().awaitIdle(TIMEOUT)).isTrue();
      try (Subscription a = client.onNotice(notices::add);
          StoreSubscription b = client.onStatus(statuses::add)) {
        Await.until(TIMEOUT, () -> fake.isHeard());
        fake.put(status(NodeState.STARTING, 8));
        assertThat(notices.poll(20, TimeUnit.SECONDS))
            .isEqualTo(new NodeNotice("a", 8, NodeState.STARTING));
        assertThat(flow.poll(20, TimeUnit.SECONDS)).extracting("pid").isEqualTo(8L);
        assertThat(statuses.poll(20, TimeUnit.SECONDS)).isEqualTo(status(NodeState.STARTING, 8));
        assertThat(client.lastStatuses()).containsEntry("a", status(NodeState.STARTING, 8));
        assertThat(client.knownNodes()).containsExactly("a");
        assertThat(a.dropped() + b.dropped()).isZero();
      }
      assertThat(client.awaitRunning("a", TIMEOUT).pid()).hasValue(7);
      assertThatThrownBy(() -> client.await("a", s -> false, Duration.ofMillis(50)))
          .isInstanceOf(SupervisorException.class)
          .hasMessageContaining("node 'a' is not as waited for within 0.0500 s: running");
    }
  }

  private record Collector(BlockingQueue<NodeNotice> seen) implements Flow.Subscriber<NodeNotice> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(NodeNotice notice) {
      seen.add(notice);
    }

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException(failure);
    }

    @Override
    public void onComplete() {
      seen.clear();
    }
  }

  @Test
  void withoutASupervisorAndTheWishToStartOneItFailsAtOnce() {
    assertThatThrownBy(this::connect)
        .isInstanceOf(SupervisorException.class)
        .hasMessage("no supervisor runs in " + directory);
  }

  @Test
  void supervisorThatEndsIsReportedWithItsLog() {
    assertThatThrownBy(() -> start("sh", "-c", "echo no luck; exit 3"))
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("has ended; its log:")
        .hasMessageContaining("no luck");
    assertThatThrownBy(() -> start("/no/such/java"))
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("/no/such/java");
  }

  @Test
  void supervisorThatDoesNotComeUpIsReportedWithItsLog() {
    assertThatThrownBy(() -> start("sh", "-c", "echo $$; exec sleep 60"))
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("no supervisor came up in " + directory + " in time; its log:")
        .satisfies(
            failure -> {
              String[] lines = failure.getMessage().split("\n");
              long pid = Long.parseLong(lines[lines.length - 1]);
              ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
              assertThat(ProcessHandle.current().descendants()).doesNotContain(process);
              process.destroyForcibly();
              Await.until(TIMEOUT, () -> !LiveProcess.isRunning(pid));
            });
  }

  private void start(String... command) throws InterruptedException {
    SupervisorClientOptions options =
        SupervisorClientOptions.builder(directory)
            .command(List.of(command))
            .connectTimeout(Duration.ofSeconds(3))
            .build();
    SupervisorClient.connect(options).close();
  }

  @Test
  void directoryOfOthersIsRefused() throws Exception {
    directory.create();
    Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxr-x---"));
    assertThatThrownBy(this::connect)
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("chmod 700");
  }
}
