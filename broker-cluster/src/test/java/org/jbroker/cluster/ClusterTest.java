package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.jbroker.cluster.TestCluster.HOST;
import static org.jbroker.cluster.TestCluster.SOON;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jbroker.BrokerException;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.cluster.ClusterEvent.ClusterStarted;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeFullyConnected;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that join, meet and leave, over sockets. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class ClusterTest {

  private static EndpointOptions quiet(String name) {
    return EndpointOptions.builder().name(name).ignoreBrokerConf(true).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void nodesOfALayoutFindEachOtherAndStart(int version) throws Exception {
    try (TestCluster nodes =
        new TestCluster()
            .endpoints(endpoint -> endpoint.maxProtocolVersion(version))
            .node("manager", NodeType.MANAGER)
            .node("logger-1", NodeType.LOGGER)
            .node("proxy-1", NodeType.PROXY)
            .node("worker-1", NodeType.WORKER)
            .node("worker-2", NodeType.WORKER)) {
      nodes.startAll();

      nodes.awaitMembers("manager", "logger-1", "proxy-1", "worker-1", "worker-2");
      nodes.awaitMembers("worker-1", "logger-1", "proxy-1", "manager");
      nodes.awaitMembers("worker-2", "logger-1", "proxy-1", "manager");
      nodes.awaitMembers("proxy-1", "logger-1", "manager", "worker-1", "worker-2");
      nodes.awaitMembers("logger-1", "manager", "proxy-1", "worker-1", "worker-2");
      for (String name : nodes.layout().nodes().keySet()) {
        assertThat(nodes.cluster(name).awaitStarted(SOON)).as(name).isTrue();
        assertThat(nodes.cluster(name).isFullyConnected()).as(name).isTrue();
        List<ClusterEvent> events = nodes.eventsUntil(name, new ClusterStarted());
        // Several ways lead to most nodes, and each is up once.
        assertThat(events).as(name).doesNotHaveDuplicates();
        assertThat(events)
            .filteredOn(NodeUp.class::isInstance)
            .as(name)
            .hasSize(nodes.cluster(name).members().size());
        assertThat(events)
            .contains(new NodeFullyConnected(name, nodes.cluster(name).endpoint().id(), false));
      }
      Cluster manager = nodes.cluster("manager");
      assertThat(manager.workerCount()).isEqualTo(2);
      assertThat(manager.proxyCount()).isEqualTo(1);
      assertThat(manager.loggerCount()).isEqualTo(1);
      assertThat(manager.managerCount()).isZero();
      assertThat(manager.activeNodeCount(NodeType.TIME_MACHINE)).isZero();
      assertThat(nodes.cluster("worker-1").managerCount()).isEqualTo(1);
      assertThat(manager.member("worker-1").orElseThrow().id())
          .isEqualTo(nodes.cluster("worker-1").endpoint().id());
    }
  }

  @Test
  void nodeThatLeavesIsDownAtOnceAndUpAgainWithANewId() throws Exception {
    try (TestCluster nodes = managerAndWorker()) {
      Cluster first = nodes.start("worker-1");
      assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", first.endpoint().id()));

      nodes.stop("worker-1");
      assertThat(nodes.nextDown("manager"))
          .isEqualTo(new NodeDown("worker-1", first.endpoint().id()));
      assertThat(nodes.cluster("manager").workerCount()).isZero();

      Cluster second = nodes.start("worker-1");
      assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", second.endpoint().id()));
      assertThat(second.endpoint().id()).isNotEqualTo(first.endpoint().id());
    }
  }

  private static TestCluster managerAndWorker() {
    TestCluster nodes =
        new TestCluster().node("manager", NodeType.MANAGER).node("worker-1", NodeType.WORKER);
    nodes.start("manager");
    return nodes;
  }

  @Test
  void restartedManagerAdoptsTheStartOfItsCluster() throws Exception {
    try (TestCluster nodes = managerAndWorker()) {
      Cluster worker = nodes.start("worker-1");
      assertThat(worker.awaitStarted(SOON)).isTrue();
      nodes.eventsUntil("worker-1", new ClusterStarted());

      nodes.stop("manager");
      nodes.nextDown("worker-1");
      nodes.reopen("manager");
      Cluster manager = nodes.start("manager");

      assertThat(manager.awaitStarted(SOON)).isTrue();
      NodeFullyConnected resent = new NodeFullyConnected("worker-1", worker.endpoint().id(), true);
      assertThat(nodes.eventsUntil("manager", resent)).doesNotContain(new ClusterStarted());
      assertThat(nodes.eventsUntil("worker-1", resent)).doesNotContain(new ClusterStarted());
    }
  }

  @Test
  void workerThatIsRestartedAfterTheStartLearnsOfIt() throws Exception {
    try (TestCluster nodes = managerAndWorker()) {
      assertThat(nodes.start("worker-1").awaitStarted(SOON)).isTrue();
      nodes.stop("worker-1");

      assertThat(nodes.start("worker-1").awaitStarted(SOON)).isTrue();
      nodes.eventsUntil("worker-1", new ClusterStarted());
    }
  }

  @Test
  void poolsFollowTheMembers() throws Exception {
    try (TestCluster nodes =
        new TestCluster()
            .node("manager", NodeType.MANAGER)
            .node("proxy-1", NodeType.PROXY)
            .node("proxy-2", NodeType.PROXY)
            .node("worker-1", NodeType.WORKER)) {
      nodes.startAll();
      Cluster worker = nodes.cluster("worker-1");
      assertThat(worker.awaitMembers(Set.of("proxy-1", "proxy-2"), SOON)).isTrue();
      Pool pool = worker.pools().proxyPool();
      assertThat(pool.aliveCount()).isEqualTo(2);
      nodes.nextUp("worker-1");
      nodes.nextUp("worker-1");
      nodes.nextUp("worker-1");

      nodes.stop("proxy-2");
      assertThat(nodes.nextDown("worker-1").name()).isEqualTo("proxy-2");
      assertThat(pool.hrwTopic("any key")).isEqualTo(worker.nodeTopic("proxy-1"));
      assertThat(pool.aliveCount()).isEqualTo(1);
    }
  }

  @Test
  void registersPoolsBeforeAnybodyConnects() throws Exception {
    PoolSpec spec = PoolSpec.of("bro/cluster/pool/mine", NodeType.PROXY);
    try (TestCluster nodes =
        new TestCluster()
            .joining(builder -> builder.pool(spec))
            .node("manager", NodeType.MANAGER)
            .node("proxy-1", NodeType.PROXY)) {
      nodes.startAll();

      assertThat(nodes.cluster("manager").awaitNode("proxy-1", SOON)).isTrue();
      Cluster proxy = nodes.cluster("proxy-1");
      assertThat(proxy.pools().poolsOf("proxy-1"))
          .extracting(Pool::spec)
          .containsExactly(proxy.options().proxyPoolSpec(), spec);
      // The proxy subscribed to its topics before it connected.
      assertThat(nodes.cluster("manager").endpoint().publish(spec.topic(), 1).accepted())
          .isEqualTo(1);
      assertThat(
              nodes.cluster("manager").endpoint().publish(proxy.nodeTopic("proxy-1"), 1).accepted())
          .isEqualTo(1);
    }
  }

  @Test
  void withoutANodeThereIsNoCluster() throws Exception {
    try (Cluster none =
        Cluster.builder()
            .environment(Map.of(), Path.of(""))
            .endpointOptions(quiet("none"))
            .join()) {
      assertThat(none.isEnabled()).isFalse();
      assertThat(none.localNodeType()).isEqualTo(NodeType.NONE);
      assertThat(none.localNode()).isEmpty();
      assertThat(none.layout()).isEqualTo(ClusterLayout.empty());
      assertThat(none.members()).isEmpty();
      assertThat(none.workerCount()).isZero();
      assertThat(none.awaitNode("worker-1", SOON)).isFalse();
      assertThat(none.awaitStarted(SOON)).isFalse();
      assertThat(none.isStarted()).isFalse();
      assertThat(none.endpoint().health().listening()).isEmpty();
      assertThat(none.endpoint().options().forward()).isTrue();
      assertThat(none.toString()).isEqualTo("no cluster");
    }
  }

  /** The port may be taken between the probe and the node: then there is another try. */
  private static Cluster joinAtAFreePort() throws IOException {
    for (int attempt = 0; ; attempt++) {
      ClusterLayout layout =
          ClusterLayout.builder()
              .node(ClusterNode.of("manager", NodeType.MANAGER, HOST, freePort()))
              .node(ClusterNode.of("worker-1", NodeType.WORKER, HOST, 0).withManager("manager"))
              .build();
      try {
        return Cluster.join(layout, "manager");
      } catch (BrokerException e) {
        assertThat(attempt).as(e.toString()).isLessThan(10);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void listensWhereTheLayoutSays() throws Exception {
    try (Cluster manager = joinAtAFreePort();
        Cluster worker = Cluster.join(manager.layout(), "worker-1")) {
      assertThat(worker.awaitNode("manager", SOON)).isTrue();
      assertThat(manager.awaitNode("worker-1", SOON)).isTrue();
      assertThat(manager.awaitStarted(SOON)).isTrue();
      assertThat(worker.awaitFullyConnected(SOON)).isTrue();
      assertThat(manager.localNode()).contains(worker.layout().nodes().get("manager"));
      assertThat(manager.endpoint().options().forward()).isFalse();
      assertThat(manager.endpoint().options().name()).isEqualTo("manager");
      assertThat(manager.nodeidTopic(worker.endpoint().id()))
          .isEqualTo("bro/cluster/nodeid/" + worker.endpoint().id() + "/");
      assertThat(manager.toString()).isEqualTo("manager of ClusterLayout[manager, worker-1]");
    }
  }

  @Test
  void joiningFailsAsAWholeIfThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      ClusterLayout layout =
          ClusterLayout.builder()
              .node(ClusterNode.of("manager", NodeType.MANAGER, HOST, taken.getLocalPort()))
              .build();

      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> Cluster.join(layout, "manager"))
          .satisfies(e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CANNOT_OPEN_RESOURCE));
    }
  }

  @Test
  void joiningFailsAsAWholeIfTheHookDoes() {
    Endpoint endpoint = Endpoint.open(quiet("m"));
    ClusterLayout layout = ClusterLayout.parse("nodes: {m: {type: manager, ip: 127.0.0.1}}");

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Cluster.builder()
                    .node(layout, "m")
                    .endpoint(endpoint)
                    .beforeConnecting(
                        cluster -> {
                          throw new IllegalStateException("not today");
                        })
                    .join())
        .withMessage("not today");
    assertThat(endpoint.isClosed()).isTrue();
  }

  @Test
  void refusesANodeThatTheLayoutDoesNotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cluster.join(ClusterLayout.empty(), "worker-1"))
        .withMessageContaining("'worker-1'");
  }

  @Test
  void awaitingEndsWithItsTimeOrWithTheCluster() throws Exception {
    try (TestCluster nodes = managerAndWorker()) {
      Cluster manager = nodes.cluster("manager");
      assertThat(manager.awaitNode("worker-1", Duration.ofMillis(20))).isFalse();
      CompletableFuture<Boolean> late =
          manager.awaitNodeAsync("worker-1", Duration.ofSeconds(Long.MAX_VALUE));
      CompletableFuture<String> thread = late.thenApply(up -> Thread.currentThread().getName());
      nodes.stop("manager");

      assertThat(late.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
      assertThat(thread.join()).isNotEqualTo("manager-cluster");
      assertThat(manager.awaitNode("worker-1", SOON)).isFalse();
      assertThat(manager.isClosed()).isTrue();
      assertThat(manager.members()).isEmpty();
    }
  }

  @Test
  void waitingBeforeAnybodyConnectsEndsWithItsTime() throws Exception {
    CompletableFuture<Boolean> blocking = new CompletableFuture<>();
    CompletableFuture<Boolean> async = new CompletableFuture<>();
    ClusterLayout layout = ClusterLayout.parse("nodes: {m: {type: manager, ip: 127.0.0.1}}");
    try (Cluster cluster =
        Cluster.builder()
            .node(layout, "m")
            .endpointOptions(quiet("m"))
            .beforeConnecting(
                self -> {
                  try {
                    blocking.complete(self.awaitStarted(Duration.ofMillis(20)));
                  } catch (InterruptedException e) {
                    blocking.completeExceptionally(e);
                  }
                  self.awaitStartedAsync(SOON).thenAccept(async::complete);
                })
            .join()) {
      assertThat(blocking.get()).isFalse();
      assertThat(async.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(cluster.isStarted()).isTrue();
    }
  }

  @Test
  void listenerOnAnExecutorThatRunsItAtOnceMayCloseTheCluster() throws Exception {
    CompletableFuture<Thread> closed = new CompletableFuture<>();
    ClusterLayout layout = ClusterLayout.parse("nodes: {m: {type: manager, ip: 127.0.0.1}}");
    EndpointOptions direct = quiet("m").toBuilder().executor(Runnable::run).build();
    try (Cluster cluster =
        Cluster.builder()
            .node(layout, "m")
            .endpointOptions(direct)
            .beforeConnecting(
                self ->
                    self.onEvent(
                        event -> {
                          self.close();
                          closed.complete(Thread.currentThread());
                        }))
            .join()) {
      Thread thread = closed.get(5, TimeUnit.SECONDS);
      thread.join(SOON.toMillis());
      assertThat(thread.isAlive()).isFalse();
      assertThat(cluster.endpoint().isClosed()).isTrue();
    }
  }

  @Test
  void listenersThatThrowOrBlockDoNotStopMembership() throws Exception {
    CompletableFuture<Void> blocked = new CompletableFuture<>();
    try (TestCluster nodes = managerAndWorker()) {
      Cluster manager = nodes.cluster("manager");
      manager.onEvent(
          event -> {
            throw new IllegalStateException("thrown by a test");
          });
      manager.onEvent(event -> blocked.join());
      nodes.start("worker-1");
      nodes.nextUp("manager");
      nodes.stop("worker-1");

      assertThat(nodes.nextDown("manager").name()).isEqualTo("worker-1");
      blocked.complete(null);
    }
  }

  @Test
  void listenerMayCloseTheCluster() throws Exception {
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    try (TestCluster nodes = managerAndWorker()) {
      Cluster manager = nodes.cluster("manager");
      manager.onEvent(
          event -> {
            if (event instanceof NodeUp) {
              manager.close();
              closed.complete(manager.endpoint().isClosed());
            }
          });
      nodes.start("worker-1");

      assertThat(closed.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      nodes.awaitMembers("worker-1");
    }
  }

  @Test
  void endpointThatIsClosedByOthersEndsMembership() throws Exception {
    try (TestCluster nodes = managerAndWorker()) {
      nodes.start("worker-1");
      nodes.nextUp("manager");
      nodes.nextUp("worker-1");
      Cluster manager = nodes.cluster("manager");
      CompletableFuture<Boolean> waiting = manager.awaitNodeAsync("nobody", SOON);
      manager.endpoint().close();

      assertThat(waiting.get(SOON.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
      nodes.nextDown("worker-1");
      assertThat(manager.members()).isEmpty();
    }
  }
}
