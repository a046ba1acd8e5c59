package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.TestCluster.HOST;
import static org.jbroker.cluster.TestCluster.SOON;

import java.time.Duration;
import org.jbroker.EndpointId;
import org.jbroker.cluster.ClusterEvent.NodeDown;
import org.jbroker.cluster.ClusterEvent.NodeUp;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.net.Fault;
import org.jbroker.testkit.net.FaultProxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the network as nodes on separate hosts see them, on both versions of the protocol. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class FaultsTest {

  private static TestCluster nodes(int version) {
    return new TestCluster()
        .impatient()
        .endpoints(endpoint -> endpoint.maxProtocolVersion(version))
        .node("manager", NodeType.MANAGER)
        .node("worker-1", NodeType.WORKER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void bothSidesNoticeAPartitionWithoutAFinAndAgreeAfterIt(int version) throws Exception {
    try (TestCluster nodes = nodes(version);
        FaultProxy network = FaultProxy.to(HOST, nodes.port("manager"))) {
      nodes.reachedAt("manager", network.port());
      EndpointId manager = nodes.start("manager").endpoint().id();
      EndpointId worker = nodes.start("worker-1").endpoint().id();
      assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", worker));
      assertThat(nodes.nextUp("worker-1")).isEqualTo(new NodeUp("manager", manager));

      network.set(Fault.blackHole());
      assertThat(nodes.nextDown("manager")).isEqualTo(new NodeDown("worker-1", worker));
      assertThat(nodes.nextDown("worker-1")).isEqualTo(new NodeDown("manager", manager));
      assertThat(nodes.cluster("manager").members()).isEmpty();

      network.set(Fault.pass());
      network.cutAll(); // Bytes are missing in what is open.
      assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", worker));
      assertThat(nodes.nextUp("worker-1")).isEqualTo(new NodeUp("manager", manager));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void connectionThatBreaksIsMadeAgain(int version) throws Exception {
    try (TestCluster nodes = nodes(version);
        FaultProxy network = FaultProxy.to(HOST, nodes.port("manager"))) {
      nodes.reachedAt("manager", network.port());
      nodes.startAll();
      for (int round = 0; round < 3; round++) {
        nodes.nextUp("manager");
        nodes.nextUp("worker-1");
        network.cutAll();
        nodes.nextDown("manager");
        nodes.nextDown("worker-1");
      }
    }
  }

  /**
   * The worker's host loses its power and another takes its place at once: its hello comes while
   * the manager still believes in the old one.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void restartedNodeIsUpAsSoonAsItsDeadPredecessorIsNoticed(int version) throws Exception {
    try (TestCluster nodes = nodes(version);
        FaultProxy network = FaultProxy.to(HOST, nodes.port("manager"))) {
      nodes.reachedAt("manager", network.port());
      nodes.start("manager");
      EndpointId dead = nodes.start("worker-1").endpoint().id();
      assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", dead));

      network.awaitLink(0, SOON).set(Fault.blackHole());
      EndpointId alive = nodes.start("again", "worker-1").endpoint().id();
      assertThat(nodes.nextUp("again").name()).isEqualTo("manager");
      assertThat(nodes.cluster("manager").member("worker-1").orElseThrow().id()).isEqualTo(dead);

      assertThat(nodes.nextDown("manager")).isEqualTo(new NodeDown("worker-1", dead));
      assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", alive));
    }
  }

  /** One side notices long before the other one, and connects again with the id that it had. */
  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void nodeThatReconnectsBeforeItsLossIsNoticedGoesDownAndUp(int version) throws Exception {
    try (TestCluster nodes =
            new TestCluster()
                .eachEndpoint(
                    (name, options) -> {
                      options.maxProtocolVersion(version);
                      boolean quick = name.equals("worker-1");
                      options.heartbeatInterval(Duration.ofMillis(quick ? 300 : 1500));
                    })
                .node("manager", NodeType.MANAGER)
                .node("worker-1", NodeType.WORKER);
        FaultProxy network = FaultProxy.to(HOST, nodes.port("manager"))) {
      nodes.reachedAt("manager", network.port());
      EndpointId manager = nodes.start("manager").endpoint().id();
      EndpointId worker = nodes.start("worker-1").endpoint().id();
      nodes.nextUp("manager");
      nodes.nextUp("worker-1");

      network.awaitLink(0, SOON).set(Fault.blackHole());
      assertThat(nodes.nextDown("worker-1")).isEqualTo(new NodeDown("manager", manager));
      assertThat(nodes.nextDown("manager")).isEqualTo(new NodeDown("worker-1", worker));
      assertThat(nodes.nextUp("manager")).isEqualTo(new NodeUp("worker-1", worker));
      assertThat(nodes.nextUp("worker-1")).isEqualTo(new NodeUp("manager", manager));
    }
  }
}
