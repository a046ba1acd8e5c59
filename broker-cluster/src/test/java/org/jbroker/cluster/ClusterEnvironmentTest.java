package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which node this is, by variables and files. */
class ClusterEnvironmentTest {

  private static final String LAYOUT = "nodes: {boss: {type: manager, ip: 10.0.0.1, port: 7}}\n";

  @TempDir Path directory;

  private ClusterOptions read(Map<String, String> variables) {
    return ClusterEnvironment.read(variables, directory).build();
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  @Test
  void withoutANodeThereIsNoCluster() throws IOException {
    write("cluster-layout.yaml", "not a layout");

    assertThat(read(Map.of()).isEnabled()).isFalse();
    assertThat(read(Map.of("CLUSTER_NODE", "", "CLUSTER_LAYOUT", "nowhere")).isEnabled()).isFalse();
  }

  @Test
  void readsTheLayoutOfTheDirectory() throws IOException {
    write("cluster-layout.json", ClusterLayout.parse(LAYOUT).toJson());

    ClusterOptions options = read(Map.of("CLUSTER_NODE", "boss", "BRO_DEFAULT_CONNECT_RETRY", "7"));
    assertThat(options.localNodeType()).isEqualTo(NodeType.MANAGER);
    assertThat(options.retryInterval()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void readsYamlBeforeJson() throws IOException {
    write("cluster-layout.yaml", LAYOUT);
    write("cluster-layout.json", "nonsense");

    assertThat(read(Map.of("CLUSTER_NODE", "boss")).isEnabled()).isTrue();
  }

  @Test
  void readsTheFileThatIsNamed() throws IOException {
    write("cluster-layout.yaml", "nonsense");
    write("mine", LAYOUT);

    assertThat(read(Map.of("CLUSTER_NODE", "boss", "CLUSTER_LAYOUT", "mine")).isEnabled()).isTrue();
    String absolute = directory.resolve("mine").toAbsolutePath().toString();
    assertThat(read(Map.of("CLUSTER_NODE", "boss", "CLUSTER_LAYOUT", absolute)).isEnabled())
        .isTrue();
  }

  @Test
  void saysWhatIsMissingOrWrong() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of("CLUSTER_NODE", "boss")))
        .withMessage(
            "CLUSTER_NODE is 'boss', but there is no layout: set CLUSTER_LAYOUT, or put"
                + " cluster-layout.yaml or cluster-layout.json into "
                + directory.toAbsolutePath());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of("CLUSTER_NODE", "boss", "CLUSTER_LAYOUT", "gone")))
        .withMessageStartingWith("cannot read the layout " + directory.resolve("gone"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of("CLUSTER_NODE", "boss", "CLUSTER_LAYOUT", "\0")))
        .withMessageStartingWith("CLUSTER_LAYOUT is no name of a file");
    write("cluster-layout.yaml", LAYOUT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of("CLUSTER_NODE", "bos")))
        .withMessage(
            "CLUSTER_NODE: "
                + directory.resolve("cluster-layout.yaml")
                + " has no node 'bos'; the nearest is 'boss'");
    write("cluster-layout.yaml", "nodes:\n  boss: {type: bosses, ip: 10.0.0.1}\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(Map.of("CLUSTER_NODE", "boss")))
        .withMessageStartingWith(directory.resolve("cluster-layout.yaml") + ":2:");
  }
}
