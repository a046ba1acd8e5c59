package org.jbroker.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.NodeType;
import org.jbroker.supervisor.Deployment;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeState;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorException;
import org.junit.jupiter.api.Test;

/** What a deployment changes, and the commands of its nodes. */
class DeployerTest {

  private static final RuntimeDirectory DIRECTORY = RuntimeDirectory.at(Path.of("/r"));

  private static ClusterLayout layout(String workerIp) {
    return ClusterLayout.builder()
        .node(ClusterNode.of("manager", NodeType.MANAGER, "127.0.0.1", 2200))
        .node(
            ClusterNode.of("worker", NodeType.WORKER, workerIp, 0)
                .withManager("manager")
                .withInterface("eth0"))
        .build();
  }

  private static Map<String, NodeConfig> configs(Deployment deployment) {
    return deployment.configs(DIRECTORY, node -> LocalAddresses.now().contains(node.ip()));
  }

  private static Map<String, NodeStatus> present(Iterable<NodeConfig> configs, boolean isWanted) {
    Map<String, NodeStatus> statuses = new TreeMap<>();
    for (NodeConfig config : configs) {
      statuses.put(
          config.name(),
          new NodeStatus(
              config,
              OptionalLong.empty(),
              NodeState.RUNNING,
              isWanted,
              0,
              Optional.empty(),
              Instant.EPOCH,
              ""));
    }
    return statuses;
  }

  private static Deployment.Result plan(
      Map<String, NodeConfig> wanted, Map<String, NodeStatus> present) {
    return Deployer.plan(wanted, List.of(), present).result();
  }

  @Test
  void placeholdersBecomeWhatTheNodeHas() {
    Deployment deployment =
        Deployment.builder(layout("::1"), List.of("run", "{node}", "{layout}", "{host}:{port}"))
            .command(NodeType.WORKER, List.of("sniff", "-i{interface}", "{type}", "{other}", "$1"))
            .build();
    Map<String, NodeConfig> configs = configs(deployment);
    assertThat(configs.get("manager").command())
        .containsExactly("run", "manager", "/r/nodes/manager/layout.json", "127.0.0.1:2200");
    assertThat(configs.get("worker").command())
        .containsExactly("sniff", "-ieth0", "worker", "{other}", "$1");
    assertThat(configs.get("worker").type()).isEqualTo(NodeType.WORKER);
  }

  @Test
  void interfaceThatANodeDoesNotHaveIsNamed() {
    Deployment deployment = Deployment.of(layout("::1"), "sniff", "{interface}");
    assertThatThrownBy(() -> configs(deployment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'manager' has {interface}");
  }

  @Test
  void nodesOfOtherMachinesAreLeftToThem() {
    assertThat(configs(Deployment.of(layout("192.0.2.1"), "run"))).containsOnlyKeys("manager");
  }

  @Test
  void missingNodesAreCreatedAndASecondTimeChangesNothing() {
    Map<String, NodeConfig> wanted = configs(Deployment.of(layout("::1"), "run"));
    assertThat(plan(wanted, Map.of()).created()).containsExactly("manager", "worker");
    Deployer.Plan second = Deployer.plan(wanted, List.of(), present(wanted.values(), true));
    assertThat(second.result()).hasToString("unchanged manager, worker");
    assertThat(second.starts()).isEmpty();
  }

  @Test
  void unchangedNodesThatWereStoppedAreStarted() {
    Map<String, NodeConfig> wanted = configs(Deployment.of(layout("::1"), "run"));
    Deployer.Plan plan = Deployer.plan(wanted, List.of(), present(wanted.values(), false));
    assertThat(plan.starts()).containsExactly("manager", "worker");
  }

  @Test
  void changedNodesAreRecreatedVanishedOnesDestroyedAndThoseOfNoClusterLeftAlone() {
    Map<String, NodeStatus> present =
        present(configs(Deployment.of(layout("::1"), "run")).values(), true);
    present.putAll(present(List.of(NodeConfig.of("other", "true")), true));
    Map<String, NodeConfig> wanted = configs(Deployment.of(layout("192.0.2.1"), "run"));
    Deployment.Result result = plan(wanted, present);
    assertThat(result.recreated()).containsExactly("manager");
    assertThat(result.destroyed()).containsExactly("worker");
    assertThat(result.here()).containsExactly("manager");
  }

  @Test
  void nodeOfNoClusterIsNotReplaced() {
    Map<String, NodeConfig> wanted = configs(Deployment.of(layout("::1"), "run"));
    Map<String, NodeStatus> present = present(List.of(NodeConfig.of("worker", "true")), true);
    assertThatThrownBy(() -> plan(wanted, present))
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("'worker' that belongs to no cluster");
  }
}
