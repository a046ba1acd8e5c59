package org.jbroker.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jbroker.Topic;

/**
 * The nodes of a cluster: Zeek's {@code Cluster::nodes}. All nodes of a cluster use the same one.
 *
 * <p>From a file in YAML or JSON, or from {@link #builder()}. It is checked as a whole: a worker or
 * proxy names its manager if there is one, managers and time machines that are named exist and are
 * of that type, and no two nodes listen at the same address and port. Immutable.
 */
public final class ClusterLayout {

  /** The most nodes of a layout. */
  public static final int MAX_NODES = 4096;

  /** The largest file in bytes. */
  public static final int MAX_FILE_BYTES = YamlTree.MAX_CHARS;

  private static final ClusterLayout EMPTY = builder().build();

  private final Map<String, ClusterNode> nodes;
  private final Optional<Boolean> managerIsLogger;

  private ClusterLayout(Map<String, ClusterNode> nodes, Optional<Boolean> managerIsLogger) {
    this.nodes = Collections.unmodifiableMap(nodes);
    this.managerIsLogger = managerIsLogger;
  }

  /** Without nodes: not a cluster. */
  public static ClusterLayout empty() {
    return EMPTY;
  }

  /**
   * Reads YAML or JSON; {@code docs/cluster.md} has the fields.
   *
   * @throws LayoutException if it is not valid, with line, column and field
   */
  public static ClusterLayout parse(String text) {
    return LayoutReader.read(text);
  }

  /**
   * Reads a file in YAML or JSON, whatever it is called, in UTF-8.
   *
   * @throws LayoutException if it is not valid, with line, column and field
   * @throws IOException if it cannot be read
   */
  public static ClusterLayout load(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_BYTES + 1);
    }
    if (bytes.length > MAX_FILE_BYTES) {
      throw LayoutException.of("", "", "a layout has at most " + MAX_FILE_BYTES + " bytes");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw LayoutException.of("", "", "a layout is written in UTF-8, this one is not");
    }
    return parse(text);
  }

  /** A layout to fill. */
  public static Builder builder() {
    return new Builder();
  }

  /** All nodes by name, in the order in which they were given. */
  public Map<String, ClusterNode> nodes() {
    return nodes;
  }

  /** The node of that name. */
  public Optional<ClusterNode> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** The nodes of a type, sorted by the bytes of their names as in Zeek. */
  public List<ClusterNode> nodesOf(NodeType type) {
    return nodes.values().stream()
        .filter(node -> node.type() == type)
        .sorted(Comparator.comparing(node -> Topic.of(node.name())))
        .toList();
  }

  /** How many nodes of a type the layout has, connected or not. */
  public int count(NodeType type) {
    return (int) nodes.values().stream().filter(node -> node.type() == type).count();
  }

  /**
   * Whether the manager takes the part of the logger: as set, else exactly if there is no logger.
   */
  public boolean managerIsLogger() {
    return managerIsLogger.orElseGet(() -> count(NodeType.LOGGER) == 0);
  }

  Optional<Boolean> managerIsLoggerIfSet() {
    return managerIsLogger;
  }

  /** As YAML that {@link #parse} reads as an equal layout. */
  public String toYaml() {
    return LayoutWriter.yaml(this);
  }

  /** As JSON that {@link #parse} reads as an equal layout. */
  public String toJson() {
    return LayoutWriter.json(this);
  }

  /** Equal nodes in any order. */
  @Override
  public boolean equals(Object o) {
    return this == o
        || o instanceof ClusterLayout other
            && nodes.equals(other.nodes)
            && managerIsLogger.equals(other.managerIsLogger);
  }

  @Override
  public int hashCode() {
    return Objects.hash(nodes, managerIsLogger);
  }

  /** The names of the nodes. */
  @Override
  public String toString() {
    return "ClusterLayout" + nodes.keySet();
  }

  /** Collects nodes. Not for use by several threads. */
  public static final class Builder {

    private final Map<String, ClusterNode> nodes = new LinkedHashMap<>();
    private Optional<Boolean> managerIsLogger = Optional.empty();

    private Builder() {}

    /**
     * Adds a node.
     *
     * @throws LayoutException if there is one of that name, or {@link #MAX_NODES} of them
     */
    public Builder node(ClusterNode node) {
      if (nodes.containsKey(node.name())) {
        throw LayoutException.of(node.name(), "", "given twice");
      }
      if (nodes.size() == MAX_NODES) {
        throw LayoutException.of("", "", "more than " + MAX_NODES + " nodes");
      }
      nodes.put(node.name(), node);
      return this;
    }

    /** Sets whether the manager takes the part of the logger; default: if there is no logger. */
    public Builder managerIsLogger(boolean is) {
      managerIsLogger = Optional.of(is);
      return this;
    }

    /**
     * The layout.
     *
     * @throws LayoutException if the nodes do not fit together, with the field
     */
    public ClusterLayout build() {
      Map<String, String> listeners = new HashMap<>();
      for (ClusterNode node : nodes.values()) {
        requireOwnPort(node, listeners);
        requireManager(node);
        node.manager().ifPresent(name -> requireType(node, "manager", name, NodeType.MANAGER));
        node.timeMachine()
            .ifPresent(name -> requireType(node, "time_machine", name, NodeType.TIME_MACHINE));
      }
      return new ClusterLayout(new LinkedHashMap<>(nodes), managerIsLogger);
    }

    private static void requireOwnPort(ClusterNode node, Map<String, String> listeners) {
      if (!node.listens()) {
        return;
      }
      String other = listeners.putIfAbsent(node.host() + " port " + node.port(), node.name());
      if (other != null) {
        throw LayoutException.of(
            node.name(),
            "port",
            "'" + other + "' listens on port " + node.port() + " of " + node.host() + ", too");
      }
    }

    private void requireManager(ClusterNode node) {
      boolean needsOne = node.type() == NodeType.WORKER || node.type() == NodeType.PROXY;
      if (needsOne && node.manager().isEmpty()) {
        nodes.values().stream()
            .filter(other -> other.type() == NodeType.MANAGER)
            .findFirst()
            .ifPresent(
                manager -> {
                  throw LayoutException.of(
                      node.name(),
                      "manager",
                      "missing; the layout has a manager, '" + manager.name() + "'");
                });
      }
    }

    private void requireType(ClusterNode node, String field, String name, NodeType type) {
      ClusterNode other = nodes.get(name);
      if (other == null || other.type() != type) {
        List<String> candidates =
            nodes.values().stream().filter(n -> n.type() == type).map(ClusterNode::name).toList();
        String problem =
            other == null
                ? "no node has the name '" + name + "'"
                : "'" + name + "' is a " + other.type().text() + ", not a " + type.text();
        throw LayoutException.of(node.name(), field, problem + Nearest.hint(name, candidates));
      }
    }
  }
}
