package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.TestCluster.SOON;

import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that join, meet and leave, over sockets. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class ClusterTest {

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
      nodes.awaitMembers("logger-1", "manager", "proxy-1", "worker-1", "worker-2");
      for (String name : nodes.layout().nodes().keySet()) {
        assertThat(nodes.cluster(name).awaitStarted(SOON)).as(name).isTrue();
        assertThat(nodes.cluster(name).isFullyConnected()).as(name).isTrue();
      }
      assertThat(nodes.cluster("manager").workerCount()).isEqualTo(2);
    }
  }
}
