package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.NodeType;
import org.jbroker.data.Data;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configs of nodes, in code and as data. */
class NodeConfigTest {

  static final ClusterLayout LAYOUT =
      ClusterLayout.builder()
          .node(ClusterNode.of("manager", NodeType.MANAGER, "127.0.0.1", 5000))
          .node(
              ClusterNode.of("worker-1", NodeType.WORKER, "127.0.0.1", 5001)
                  .withManager("manager")
                  .withInterface("eth0")
                  .withLbFilter("ip"))
          .build();

  static NodeConfig full() {
    return NodeConfig.builder("w-\u00e4", "/bin/sh", "-c", "echo '\u00fc' \"$X\"", "")
        .networkInterface("eth1")
        .directory("/tmp")
        .stdoutFile("out")
        .stderrFile("/tmp/err")
        .env(Map.of("A", "", "b.c", "1\n2"))
        .cpuAffinity(1)
        .cluster(LAYOUT)
        .clusterNode("worker-1")
        .restart(
            new RestartPolicy(
                RestartPolicy.Mode.ON_FAILURE,
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ZERO,
                3))
        .readiness(Readiness.notified(Duration.ofSeconds(3)))
        .stopGrace(Duration.ZERO)
        .logRotation(new LogRotation(4096, 0))
        .build();
  }

  @Test
  void survivesTheWayThroughData() {
    NodeConfig minimal = NodeConfig.of("a", "true");
    assertThat(NodeConfig.from(minimal.toData())).isEqualTo(minimal);
    NodeConfig full = full();
    NodeConfig back = NodeConfig.from(full.toData());
    assertThat(back).isEqualTo(full).hasSameHashCodeAs(full);
    assertThat(back.type()).isEqualTo(NodeType.WORKER);
    assertThat(back).isNotEqualTo(full.toBuilder().cpuAffinity(2).build());
  }

  @Test
  void survivesTheWayThroughAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("config");
    Files.write(file, NodeConfigCodec.bytes(full()));
    assertThat(NodeConfig.load(file)).isEqualTo(full());
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> NodeConfig.load(file)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hasZeeksFieldsInZeeksOrder() {
    Vector fields = full().toData().get(Vector.class);
    assertThat(fields.asList().subList(0, 11))
        .containsExactly(
            Data.of("w-\u00e4"),
            Data.of("eth1"),
            Data.none(),
            Data.of("/tmp"),
            Data.of("out"),
            Data.of("/tmp/err"),
            Data.none(),
            Vector.empty(),
            Vector.empty(),
            Data.table("A", "", "b.c", "1\n2"),
            Data.of(1));
    assertThat(((Table) fields.get(11)).find("worker-1"))
        .contains(
            Data.vector(
                Data.enumValue("Supervisor::WORKER"),
                Data.address("127.0.0.1"),
                Data.port("5001/tcp"),
                "eth0",
                null,
                null));
  }

  @Test
  void takesALayoutFromZeeksTable() {
    List<Data> fields = new ArrayList<>(full().toData().get(Vector.class).asList());
    fields.set(13, Data.none());
    NodeConfig config = NodeConfig.from(Data.of(fields));
    ClusterNode worker = config.cluster().orElseThrow().node("worker-1").orElseThrow();
    assertThat(worker.manager()).contains("manager");
    assertThat(worker.port()).isEqualTo(5001);
    assertThat(config.networkInterface()).contains("eth1");
  }

  @Test
  void takesTheInterfaceOfTheLayoutUnlessItHasOne() {
    NodeConfig config = NodeConfig.builder("worker-1", "true").cluster(LAYOUT).build();
    assertThat(config.networkInterface()).contains("eth0");
    assertThat(config.clusterNode()).isEqualTo("worker-1");
  }

  @Test
  void refusesWhatIsAboutZeeksOwnCommandLine() {
    assertThatThrownBy(() -> NodeConfig.from(with(2, Data.of("trace.pcap"))))
        .hasMessageContaining("field pcap_file of NodeConfig is set");
    assertThatThrownBy(() -> NodeConfig.from(with(6, Data.of(true))))
        .hasMessageContaining("bare_mode");
    assertThatThrownBy(() -> NodeConfig.from(with(8, Data.vector("site.zeek"))))
        .hasMessageContaining("addl_user_scripts");
  }

  @Test
  void namesTheFieldThatIsWrong() {
    assertThatThrownBy(() -> NodeConfig.from(Data.of(1)))
        .hasMessage("NodeConfig is no record but of type int");
    assertThatThrownBy(() -> NodeConfig.from(Vector.empty()))
        .hasMessage("field name of NodeConfig is missing");
    assertThatThrownBy(() -> NodeConfig.from(with(0, Data.of(7))))
        .hasMessage("field name of NodeConfig is of type int, not str");
    assertThatThrownBy(() -> NodeConfig.from(with(3, Data.string(new byte[] {(byte) 0xFF}))))
        .hasMessage("field directory of NodeConfig is not UTF-8");
    assertThatThrownBy(() -> NodeConfig.from(with(3, Data.of("x".repeat(4097)))))
        .hasMessage("field directory of NodeConfig has more than 4096 bytes");
    assertThatThrownBy(() -> NodeConfig.from(with(3, Data.of("a\0b"))))
        .hasMessage("directory has a zero character");
    assertThatThrownBy(() -> NodeConfig.from(with(10, Data.of(-1))))
        .hasMessage("field cpu_affinity of NodeConfig is not within 0..1023");
    assertThatThrownBy(() -> NodeConfig.from(with(12, Data.none()))).hasMessage("command is empty");
    assertThatThrownBy(() -> NodeConfig.from(with(13, Data.of("{"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NodeConfig.from(with(14, Data.of("other"))))
        .hasMessage("cluster has no node 'other'; it has manager, worker-1");
    assertThatThrownBy(() -> NodeConfig.from(with(15, Data.vector(Data.enumValue("SOMETIMES")))))
        .hasMessage("field mode of restart has no value that is known here");
  }

  private static Data with(int index, Data value) {
    List<Data> fields = new ArrayList<>(full().toData().get(Vector.class).asList());
    fields.set(index, value);
    return Data.of(fields);
  }

  @Test
  void passesOverFieldsOfLaterVersions() {
    List<Data> fields = new ArrayList<>(full().toData().get(Vector.class).asList());
    fields.add(Data.of("later"));
    assertThat(NodeConfig.from(Data.of(fields))).isEqualTo(full());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a\\b", "a\nb", ".", "..", "a\u2003b", "\ud800"})
  void refusesNamesThatAreNoPartsOfTopicsAndFiles(String name) {
    assertThatThrownBy(() -> NodeConfig.of(name, "true"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void boundsCommandAndEnvironment() {
    assertThatThrownBy(() -> NodeConfig.of("a", "x".repeat(NodeConfig.MAX_COMMAND_BYTES + 1)))
        .hasMessageContaining("command has more than");
    assertThatThrownBy(() -> NodeConfig.of("a", "x".repeat(40_000), "x".repeat(40_000)))
        .hasMessageContaining("command has more than");
    assertThatThrownBy(() -> NodeConfig.builder("a", "b").env(Map.of("A=B", "c")))
        .hasMessageContaining("a '='");
    assertThatThrownBy(() -> NodeConfig.builder("a", "b").env(Map.of("CLUSTER_NODE", "c")))
        .hasMessage("env sets CLUSTER_NODE, as the supervisor does");
    assertThatThrownBy(() -> NodeConfig.builder("a", "b").env(Map.of("A", "x".repeat(70_000))))
        .hasMessageContaining("env has more than");
  }

  @Test
  void hidesTheEnvironmentFromLogs() {
    assertThat(NodeConfig.builder("a", "b").env(Map.of("KEY", "secret")).build())
        .hasToString("NodeConfig[a: b]");
  }
}
