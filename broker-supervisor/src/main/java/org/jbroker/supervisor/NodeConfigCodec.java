package org.jbroker.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.NodeType;
import org.jbroker.data.Address;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Port;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.spi.DataCodec;
import org.jbroker.spi.InvalidDataException;

/** A {@link NodeConfig} as data, and as the bytes of a file. */
final class NodeConfigCodec {

  /** More than the largest config takes. */
  private static final int MAX_FILE_BYTES = 8 << 20;

  private static final String RECORD = "NodeConfig";
  private static final String ZEEK_MODULE = "Supervisor::";

  private NodeConfigCodec() {}

  static NodeConfig read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw new IllegalArgumentException(file + " is no config of a node: too large");
    }
    try {
      return decode(DataCodec.decode(bytes));
    } catch (InvalidDataException e) {
      throw new IllegalArgumentException(file + " is no config of a node: " + e.getMessage(), e);
    }
  }

  static byte[] bytes(NodeConfig config) {
    return DataCodec.encode(encode(config));
  }

  static Data encode(NodeConfig config) {
    return Data.vector(
        config.name(),
        config.networkInterface(),
        null,
        config.directory(),
        config.stdoutFile(),
        config.stderrFile(),
        null,
        Vector.empty(),
        Vector.empty(),
        config.env(),
        config.cpuAffinity().isPresent() ? config.cpuAffinity().getAsInt() : null,
        config.cluster().map(NodeConfigCodec::zeekTable).orElse(Table.empty()),
        config.command(),
        config.cluster().map(ClusterLayout::toJson),
        config.clusterNode(),
        encode(config.restart()),
        Data.vector(config.readiness().kind(), config.readiness().time()),
        config.stopGrace(),
        Data.vector(
            Data.count(config.logRotation().maxBytes()), Data.count(config.logRotation().keep())));
  }

  private static Data encode(RestartPolicy restart) {
    return Data.vector(
        restart.mode(),
        restart.firstPause(),
        restart.maxPause(),
        restart.healthyAfter(),
        Data.count(restart.maxFailures()));
  }

  /** Zeek's {@code table[string] of Supervisor::ClusterEndpoint}. */
  private static Table zeekTable(ClusterLayout layout) {
    Table.Builder table = Table.builder(layout.nodes().size());
    layout
        .nodes()
        .forEach(
            (name, node) ->
                table.put(
                    Data.string(name),
                    Data.vector(
                        EnumValue.of(ZEEK_MODULE + role(node.type())),
                        node.ip(),
                        Port.of(node.port(), Port.Protocol.TCP),
                        node.networkInterface(),
                        null,
                        null)));
    return table.build();
  }

  /** Zeek's supervisor knows no time machines. */
  private static NodeType role(NodeType type) {
    return type == NodeType.TIME_MACHINE ? NodeType.NONE : type;
  }

  static NodeConfig decode(Data data) {
    FieldReader in = new FieldReader(RECORD, data);
    String name = in.text("name", Limits.MAX_TEXT_BYTES);
    Optional<String> networkInterface = in.optionalText("interface", Limits.MAX_TEXT_BYTES);
    refuse(in, "pcap_file", in.optionalAny().isPresent());
    Optional<String> directory = in.optionalText("directory", Limits.MAX_TEXT_BYTES);
    Optional<String> stdoutFile = in.optionalText("stdout_file", Limits.MAX_TEXT_BYTES);
    Optional<String> stderrFile = in.optionalText("stderr_file", Limits.MAX_TEXT_BYTES);
    refuse(in, "bare_mode", in.optionalBool("bare_mode").orElse(false));
    refuse(in, "addl_base_scripts", !in.texts("addl_base_scripts", 0, 0).isEmpty());
    refuse(in, "addl_user_scripts", !in.texts("addl_user_scripts", 0, 0).isEmpty());
    Map<String, String> env =
        in.textTable("env", NodeConfig.MAX_ELEMENTS, NodeConfig.MAX_ENV_BYTES);
    OptionalInt cpuAffinity = in.optionalInt("cpu_affinity", NodeConfig.MAX_CPU);
    Map<String, Data> cluster = in.table("cluster", ClusterLayout.MAX_NODES, Limits.MAX_TEXT_BYTES);
    List<String> command =
        in.texts("command", NodeConfig.MAX_ELEMENTS, NodeConfig.MAX_COMMAND_BYTES);
    Optional<String> layout = in.optionalText("layout", NodeConfig.MAX_LAYOUT_BYTES);
    Optional<String> clusterNode = in.optionalText("cluster_node", Limits.MAX_TEXT_BYTES);

    NodeConfig.Builder builder = NodeConfig.builder(name, command.toArray(String[]::new));
    networkInterface.ifPresent(builder::networkInterface);
    directory.ifPresent(builder::directory);
    stdoutFile.ifPresent(builder::stdoutFile);
    stderrFile.ifPresent(builder::stderrFile);
    builder.env(env);
    cpuAffinity.ifPresent(builder::cpuAffinity);
    if (layout.isPresent()) {
      builder.cluster(ClusterLayout.parse(layout.get()));
    } else if (!cluster.isEmpty()) {
      builder.cluster(fromZeekTable(cluster));
    }
    clusterNode.ifPresent(builder::clusterNode);
    in.optionalAny().ifPresent(restart -> builder.restart(restart(restart)));
    in.optionalAny().ifPresent(readiness -> builder.readiness(readiness(readiness)));
    in.optionalDuration("stop_grace").ifPresent(builder::stopGrace);
    in.optionalAny().ifPresent(rotation -> builder.logRotation(rotation(rotation)));
    return builder.build();
  }

  private static void refuse(FieldReader in, String field, boolean isSet) {
    if (isSet) {
      throw in.wrong(field, "is set, but this supervisor starts command lines, not Zeek scripts");
    }
  }

  private static RestartPolicy restart(Data data) {
    FieldReader in = new FieldReader("restart", data);
    return new RestartPolicy(
        in.constant("mode", RestartPolicy.Mode.class),
        in.duration("first_pause"),
        in.duration("max_pause"),
        in.duration("healthy_after"),
        (int) in.count("max_failures", Integer.MAX_VALUE));
  }

  private static Readiness readiness(Data data) {
    FieldReader in = new FieldReader("readiness", data);
    return new Readiness(in.constant("kind", Readiness.Kind.class), in.duration("time"));
  }

  private static LogRotation rotation(Data data) {
    FieldReader in = new FieldReader("log_rotation", data);
    return new LogRotation(
        in.count("max_bytes", Long.MAX_VALUE), (int) in.count("keep", Integer.MAX_VALUE));
  }

  /**
   * The layout that a table of Zeek tells of. It names no managers: where there is one, it is that
   * of all workers and proxies, as Zeek's supervisor has it.
   */
  private static ClusterLayout fromZeekTable(Map<String, Data> table) {
    ClusterLayout.Builder layout = ClusterLayout.builder();
    Map<String, ZeekEndpoint> endpoints = new TreeMap<>();
    table.forEach((name, data) -> endpoints.put(name, ZeekEndpoint.from(data)));
    Optional<String> manager =
        endpoints.keySet().stream()
            .filter(name -> endpoints.get(name).type == NodeType.MANAGER)
            .findFirst();
    endpoints.forEach(
        (name, endpoint) -> {
          ClusterNode node = endpoint.node(name);
          boolean hasManager = endpoint.type == NodeType.WORKER || endpoint.type == NodeType.PROXY;
          layout.node(hasManager && manager.isPresent() ? node.withManager(manager.get()) : node);
        });
    return layout.build();
  }

  /** Zeek's {@code Supervisor::ClusterEndpoint}. */
  private record ZeekEndpoint(
      NodeType type, Address host, int port, Optional<String> networkInterface) {

    static ZeekEndpoint from(Data data) {
      FieldReader in = new FieldReader("ClusterEndpoint", data);
      String role = in.enumName("role");
      NodeType type =
          role.startsWith(ZEEK_MODULE)
              ? NodeType.parse(role.substring(ZEEK_MODULE.length())).orElse(NodeType.NONE)
              : NodeType.NONE;
      if (type == NodeType.NONE) {
        throw in.wrong("role", "is no role of a node");
      }
      return new ZeekEndpoint(
          type,
          in.address("host"),
          in.port("p"),
          in.optionalText("interface", Limits.MAX_TEXT_BYTES));
    }

    ClusterNode node(String name) {
      ClusterNode node = ClusterNode.of(name, type, host, port);
      return networkInterface.map(node::withInterface).orElse(node);
    }
  }
}
