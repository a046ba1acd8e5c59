package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.NodeType;
import org.jbroker.spi.DataCodec;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker finds in its environment, and how it says that it is ready. */
@NoLeaks
class SupervisedNodeTest {

  @TempDir Path folder;

  private Map<String, String> environment(NodeConfig config) throws IOException {
    Path file = Files.write(folder.resolve("config"), DataCodec.encode(config.toData()));
    Map<String, String> environment = new HashMap<>();
    environment.put(NodeEnvironment.NODE_CONFIG, file.toString());
    environment.put(NodeEnvironment.NODE_NAME, config.name());
    environment.put(NodeEnvironment.NODE_INSTANCE, "1");
    environment.put(NodeEnvironment.NOTIFY_FILE, folder.resolve("notify").toString());
    environment.put(NodeEnvironment.SUPERVISOR_SOCKET, folder.resolve("socket").toString());
    environment.put(NodeEnvironment.SUPERVISOR_TOPIC, "zeek/supervisor");
    return environment;
  }

  @Test
  void processThatNoSupervisorStartedIsNoWorker() {
    assertThat(SupervisedNode.of(Map.of())).isEmpty();
    assertThatThrownBy(SupervisedNode::current)
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("BROKER_NODE_CONFIG is not set");
  }

  @Test
  void configThatCannotBeReadIsNamedWithItsVariable() {
    assertThatThrownBy(
            () -> SupervisedNode.of(Map.of(NodeEnvironment.NODE_CONFIG, "/no/such/file")))
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("BROKER_NODE_CONFIG: cannot read /no/such/file");
  }

  @Test
  void knowsItsConfigAndItsPlaceInTheCluster() throws Exception {
    NodeConfig alone = NodeConfig.of("a", "true");
    SupervisedNode self = SupervisedNode.of(environment(alone)).orElseThrow();
    assertThat(self.config()).isEqualTo(alone);
    assertThat(self.topics()).isEqualTo(SupervisorTopics.zeek());
    assertThat(self.clusterNode()).isEmpty();
    assertThatThrownBy(self::joinCluster)
        .isInstanceOf(SupervisorException.class)
        .hasMessage("node 'a' has no cluster layout");

    ClusterLayout layout =
        ClusterLayout.builder().node(ClusterNode.of("m", NodeType.MANAGER, "127.0.0.1", 0)).build();
    SupervisedNode node =
        SupervisedNode.of(environment(alone.toBuilder().cluster(layout).clusterNode("m").build()))
            .orElseThrow();
    assertThat(node.layout()).contains(layout);
    assertThat(node.clusterNode()).contains("m");
    try (Cluster cluster = node.joinCluster()) {
      assertThat(cluster.localNode()).contains(layout.nodes().get("m"));
    }
  }

  @Test
  void leavesANoteIfNoSupervisorIsThere() throws Exception {
    SupervisedNode.of(environment(NodeConfig.of("a", "true"))).orElseThrow().ready();
    assertThat(Files.readString(folder.resolve("notify"))).isEqualTo("READY=1\n");
  }
}
