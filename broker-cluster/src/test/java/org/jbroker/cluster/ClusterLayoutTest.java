package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jbroker.data.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts from YAML, JSON and code, and what is refused where. */
class ClusterLayoutTest {

  private static final String YAML =
      """
      # All on one machine.
      nodes:
        manager:
          type: manager
          ip: 127.0.0.1
          port: 47761
          time_machine: recorder
        logger-1: {type: logger, ip: 127.0.0.1, port: 47762/tcp}
        proxy-1: {type: PROXY, ip: 127.0.0.1, port: "47763", manager: manager}
        worker-1:
          type: Cluster::WORKER
          ip: fe80::1%eth1
          interface: eth0
          manager: manager
          lb_filter: "ip and not port 22"
        recorder: {type: time-machine, ip: "2001:db8::7", port: 47764, manager: null}
      """;

  private static final String JSON =
      """
      {
      \t"manager_is_logger": true,
      \t"nodes": {
      \t\t"manager": {"type": "manager", "ip": "127.0.0.1", "port": 47761},
      \t\t"worker-1": {"type": "worker", "ip": "fe80::1", "zone_id": "eth1",
      \t\t\t"manager": "manager", "interface": "\\u0065th0"}
      \t}
      }
      """;

  @TempDir Path directory;

  private static LayoutException refused(String text) {
    return catchThrowableOfType(LayoutException.class, () -> ClusterLayout.parse(text));
  }

  private static ClusterNode manager(String name, int port) {
    return ClusterNode.of(name, NodeType.MANAGER, "127.0.0.1", port);
  }

  private static ClusterNode worker(String name, int port) {
    return ClusterNode.of(name, NodeType.WORKER, "127.0.0.1", port);
  }

  @Test
  void readsYamlWithAllFields() {
    ClusterLayout layout = ClusterLayout.parse(YAML);

    assertThat(layout.nodes().keySet())
        .containsExactly("manager", "logger-1", "proxy-1", "worker-1", "recorder");
    assertThat(layout.node("worker-1"))
        .contains(
            ClusterNode.of("worker-1", NodeType.WORKER, Address.parse("fe80::1"), 0)
                .withZoneId("eth1")
                .withInterface("eth0")
                .withManager("manager")
                .withLbFilter("ip and not port 22"));
    assertThat(layout.node("manager"))
        .contains(manager("manager", 47761).withTimeMachine("recorder"));
    assertThat(layout.node("logger-1").orElseThrow().port()).isEqualTo(47762);
    assertThat(layout.node("proxy-1").orElseThrow().type()).isEqualTo(NodeType.PROXY);
    assertThat(layout.node("recorder").orElseThrow().manager()).isEmpty();
    assertThat(layout.node("worker-1").orElseThrow().host()).isEqualTo("fe80::1%eth1");
    assertThat(layout.managerIsLogger()).isFalse();
  }

  @Test
  void readsJsonWithTabsAndEscapes() {
    ClusterLayout layout = ClusterLayout.parse(JSON);

    assertThat(layout.node("worker-1").orElseThrow().networkInterface()).contains("eth0");
    assertThat(layout.node("worker-1").orElseThrow().zoneId()).isEqualTo("eth1");
    assertThat(layout.managerIsLogger()).isTrue();
  }

  @Test
  void readsFilesInUtf8WithOrWithoutByteOrderMark() throws IOException {
    Path file = Files.writeString(directory.resolve("layout"), "\uFEFF" + YAML);

    assertThat(ClusterLayout.load(file)).isEqualTo(ClusterLayout.parse(YAML));
  }

  @Test
  void refusesFilesThatAreNotUtf8OrTooLarge() throws IOException {
    Path latin = directory.resolve("latin1");
    Files.write(latin, "nodes: {w\u00e9: {}}".getBytes(StandardCharsets.ISO_8859_1));
    Path large =
        Files.write(directory.resolve("large"), new byte[ClusterLayout.MAX_FILE_BYTES + 1]);

    assertThatThrownBy(() -> ClusterLayout.load(latin)).hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> ClusterLayout.load(large)).hasMessageContaining("at most 1048576");
  }

  @Test
  void writesWhatItReads() {
    for (String text : new String[] {YAML, JSON, "nodes: {}"}) {
      ClusterLayout layout = ClusterLayout.parse(text);

      assertThat(ClusterLayout.parse(layout.toYaml())).isEqualTo(layout);
      assertThat(ClusterLayout.parse(layout.toJson())).isEqualTo(layout);
      assertThat(ClusterLayout.parse(layout.toYaml()).nodes().keySet())
          .containsExactlyElementsOf(layout.nodes().keySet());
    }
  }

  @Test
  void writesTextsThatYamlWouldReadOtherwise() {
    for (String text :
        new String[] {
          "null",
          "~",
          "yes",
          "12",
          "a: b",
          "#x",
          "\"",
          "\\",
          "*a",
          "",
          " x ",
          "\u2028",
          "\uFEFF",
          "\uFFFE",
          "\u00e9\u4e2d",
          "\uD83D\uDE00",
          "- a",
          "{",
          "%",
          "!!str"
        }) {
      ClusterLayout layout =
          ClusterLayout.builder().node(worker("on", 0).withInterface(text)).build();

      assertThat(ClusterLayout.parse(layout.toYaml())).as(text).isEqualTo(layout);
      assertThat(ClusterLayout.parse(layout.toJson())).as(text).isEqualTo(layout);
    }
  }

  @Test
  void buildsTheSameInCode() {
    ClusterLayout built =
        ClusterLayout.builder()
            .managerIsLogger(true)
            .node(manager("manager", 47761))
            .node(
                ClusterNode.of("worker-1", NodeType.WORKER, "fe80::1%eth1", 0)
                    .withManager("manager")
                    .withInterface("eth0"))
            .build();

    assertThat(built)
        .isEqualTo(ClusterLayout.parse(JSON))
        .hasSameHashCodeAs(ClusterLayout.parse(JSON));
  }

  @Test
  void countsAndSortsByTypeAsZeekDoes() {
    ClusterLayout layout =
        ClusterLayout.builder()
            .node(worker("worker-2", 0))
            .node(worker("worker-10", 0))
            .node(worker("Worker", 0))
            .build();

    assertThat(layout.nodesOf(NodeType.WORKER))
        .extracting(ClusterNode::name)
        .containsExactly("Worker", "worker-10", "worker-2");
    assertThat(layout.count(NodeType.WORKER)).isEqualTo(3);
    assertThat(layout.count(NodeType.PROXY)).isZero();
    assertThat(layout.managerIsLogger()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nodes: {m: {type: manager, ip: 1.2.3.4, prot: 1}}|1:41: nodes.m.prot: unknown field; the"
            + " nearest is 'port'",
        "node: {}|1:1: node: unknown field; the nearest is 'nodes'",
        "{}|1:1: nodes: missing",
        "[]|1:1: a layout is a mapping of names to values",
        "nodes: 7|1:8: nodes: the nodes is a mapping of names to values",
        "nodes: {m: 7}|1:12: nodes.m: a node is a mapping of names to values",
        "nodes: {m: {ip: 1.2.3.4}}|1:12: nodes.m.type: missing",
        "nodes: {m: {type: manager}}|1:9: nodes.m.ip: missing",
        "nodes: {m: {type: wroker, ip: 1.2.3.4}}|1:19: nodes.m.type: no type of node is 'wroker';"
            + " the nearest is 'worker'",
        "nodes: {m: {type: none, ip: 1.2.3.4}}|1:19: nodes.m.type: no type of node is 'none'; the"
            + " nearest is 'logger'",
        "nodes: {m: {type: manager, ip: localhost}}|1:32: nodes.m.ip: neither an IPv4 nor an IPv6"
            + " address: 'localhost'",
        "nodes: {m: {type: manager, ip: [1]}}|1:32: nodes.m.ip: a single value was expected",
        "nodes: {m: {type: manager, ip: 1.2.3.4, port: 65536}}|1:47: nodes.m.port: a TCP port is"
            + " within 0..65535, not '65536'",
        "nodes: {m: {type: manager, ip: 1.2.3.4, port: 53/udp}}|1:47: nodes.m.port: a TCP port is"
            + " within 0..65535, not '53/udp'",
        "nodes: {m: {type: manager, ip: 1.2.3.4, zone_id: eth0}}|1:50: nodes.m.zone_id: an IPv4"
            + " address such as 1.2.3.4 has no zone",
        "nodes: {m: {type: manager, ip: `fe80::1%a`, zone_id: b}}|1:54: nodes.m.zone_id: the field"
            + " ip has another zone, a",
        "nodes: {a/b: {type: manager, ip: 1.2.3.4}}|1:9: nodes.a/b: the name of a node has no"
            + " space, control character, '/' or '\\'",
        "manager_is_logger: yes|1:1: nodes: missing",
        "{manager_is_logger: yes, nodes: {}}|1:21: manager_is_logger: true or false, not 'yes'",
      })
  void saysWhereAndWhatIsWrong(String text, String message) {
    assertThat(refused(text.replace("`", "\""))).hasMessage(message);
  }

  @Test
  void namesTheLineOfAnErrorBetweenNodes() {
    String text =
        """
        nodes:
          boss:
            type: manager
            ip: 127.0.0.1
            port: 1
          worker-1:
            type: worker
            ip: 127.0.0.1
            manager: bos
        """;

    LayoutException unknown = refused(text);
    LayoutException missing = refused(text.replace("    manager: bos\n", ""));
    LayoutException clash = refused(text.replace("bos\n", "boss\n    port: 1\n"));
    LayoutException type = refused(text.replace("bos\n", "worker-1\n"));
    LayoutException twice = refused(text.replace("worker-1:", "boss:"));

    assertThat(unknown)
        .hasMessage(
            "9:14: nodes.worker-1.manager: no node has the name 'bos'; the nearest is 'boss'");
    assertThat(unknown.line()).isEqualTo(9);
    assertThat(unknown.column()).isEqualTo(14);
    assertThat(unknown.field()).isEqualTo("nodes.worker-1.manager");
    assertThat(missing)
        .hasMessage("6:3: nodes.worker-1.manager: missing; the layout has a manager, 'boss'");
    assertThat(clash)
        .hasMessage("10:11: nodes.worker-1.port: 'boss' listens on port 1 of 127.0.0.1, too");
    assertThat(type)
        .hasMessage(
            "9:14: nodes.worker-1.manager: 'worker-1' is a worker, not a manager;"
                + " the nearest is 'boss'");
    assertThat(twice).hasMessage("6:3: boss: given twice, first in line 2");
  }

  @Test
  void refusesInCodeWhatItRefusesInText() {
    ClusterLayout.Builder builder = ClusterLayout.builder().node(manager("m", 5));

    assertThatThrownBy(() -> builder.node(manager("m", 6))).hasMessage("nodes.m: given twice");
    assertThatThrownBy(() -> builder.node(manager("n", 5)).build())
        .hasMessage("nodes.n.port: 'm' listens on port 5 of 127.0.0.1, too");
    assertThatThrownBy(() -> worker("w", -1)).hasMessage("nodes.w.port: not within 0..65535: -1");
    assertThatThrownBy(() -> worker("", 1)).isInstanceOf(LayoutException.class);
    assertThatThrownBy(() -> worker("..", 1)).isInstanceOf(LayoutException.class);
    assertThatThrownBy(() -> worker("x".repeat(129), 1)).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> worker("w", 1).withInterface("a\nb"))
        .hasMessage("nodes.w.interface: has a control character");
  }

  @Test
  void letsNodesOfOnePortListenOnDifferentAddresses() {
    ClusterLayout layout =
        ClusterLayout.builder()
            .node(ClusterNode.of("a", NodeType.LOGGER, "127.0.0.1", 5))
            .node(ClusterNode.of("b", NodeType.LOGGER, "127.0.0.2", 5))
            .node(ClusterNode.of("c", NodeType.LOGGER, "fe80::1%x", 5))
            .node(ClusterNode.of("d", NodeType.LOGGER, "fe80::1%y", 5))
            .build();

    assertThat(layout.count(NodeType.LOGGER)).isEqualTo(4);
  }

  @Test
  void sharesWhatAnAliasNames() {
    ClusterLayout layout =
        ClusterLayout.parse(
            """
            nodes:
              m: {type: manager, ip: &here 127.0.0.1, port: 1}
              w1: &worker {type: worker, ip: *here, manager: m}
              w2: *worker
            """);

    assertThat(layout.node("w2")).contains(worker("w2", 0).withManager("m"));
  }

  @Test
  void refusesAliasesThatBombLoopOrLeadNowhere() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 100; i++) {
      String previous = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s, %s, %s]\n".formatted(i, i, previous, previous, previous));
    }
    String many = "a: &a x\nb: [" + "*a, ".repeat(YamlTree.MAX_ALIASES + 1) + "]";

    assertThat(refused(bomb.toString())).hasMessageContaining("unknown field");
    assertThat(refused(many)).hasMessageContaining("more than 1000 aliases");
    assertThat(refused("nodes: &a {m: *a}")).hasMessageContaining("no complete item before this");
    assertThat(refused("nodes: *b")).hasMessageContaining("anchor &b");
  }

  @Test
  void refusesWhatIsTooDeepTooLongOrTooMuch() {
    assertThat(refused("[".repeat(500_000))).hasMessageContaining("nested deeper than 8");
    assertThat(refused("- ".repeat(200_000))).hasMessageContaining("nested deeper than 8");
    assertThat(refused("{a: ".repeat(100_000))).hasMessageContaining("nested deeper than 8");
    assertThat(refused("#".repeat(YamlTree.MAX_CHARS + 1))).hasMessageContaining("at most 1048576");
    assertThat(refused("nodes: [" + "1,".repeat(200_000) + "]"))
        .hasMessageContaining("more than 100000 items");
    assertThat(refused("x".repeat(100_000) + ": 1").getMessage()).hasSizeLessThan(200);
  }

  @Test
  void refusesMoreNodesThanTheLimit() {
    StringBuilder text = new StringBuilder("nodes:\n");
    for (int i = 0; i <= ClusterLayout.MAX_NODES; i++) {
      text.append("  n").append(i).append(": {type: logger, ip: 127.0.0.1}\n");
    }

    assertThat(refused(text.toString())).hasMessageContaining("nodes: more than 4096 nodes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "---\n...\n",
        "nodes: {}\n---\nnodes: {}",
        "nodes: {",
        "nodes: !!java.net.URL [x]",
        "? [a]\n: b",
        "nodes: \u0007",
        "%TAG ! tag:x,2000:\n---\nnodes: {}",
        "nodes:\n\t- x",
        "\"\\uD800\": 1",
      })
  void refusesWhatIsNoLayout(String text) {
    assertThat(refused(text)).isInstanceOf(LayoutException.class);
  }

  @Test
  void throwsOnlyItsOwnExceptionWhateverTheText() {
    Random random = new Random(20261120);
    String alphabet = "nodes: {}[]&*!|>'\"%@`-?,#\n\t \\u0\uD83D\uFEFFw";
    for (int round = 0; round < 8_000; round++) {
      StringBuilder text = new StringBuilder(YAML);
      for (int i = random.nextInt(6); i >= 0; i--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        ClusterLayout.parse(text.toString());
      } catch (LayoutException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }
}
