package org.jbroker.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.NodeType;
import org.jbroker.data.Data;

/**
 * What a supervisor has to know of a worker: Zeek's {@code Supervisor::NodeConfig}, and what is
 * added to it.
 *
 * <p>Zeek's fields come first and in Zeek's order (as of Zeek 6.2): {@code name}, {@code
 * interface}, {@code pcap_file}, {@code directory}, {@code stdout_file}, {@code stderr_file},
 * {@code bare_mode}, {@code addl_base_scripts}, {@code addl_user_scripts}, {@code env}, {@code
 * cpu_affinity}, {@code cluster}. Those that are about Zeek's own command line ({@code pcap_file},
 * {@code bare_mode} and the scripts) are refused if they are set, since a worker here is a command
 * line. Behind them stand {@code command}, {@code layout} (the cluster layout as JSON, which keeps
 * what Zeek's table does not), {@code cluster_node}, {@code restart}, {@code readiness}, {@code
 * stop_grace} and {@code log_rotation}.
 *
 * <p>Paths are those of the supervisor's machine and texts, since a client may run elsewhere. All
 * texts have limits, see the builder. Immutable.
 */
public final class NodeConfig {

  /** The most bytes of all arguments of a command, in UTF-8. */
  public static final int MAX_COMMAND_BYTES = 64 << 10;

  /** The most arguments of a command, and variables of an environment. */
  public static final int MAX_ELEMENTS = 1024;

  /** The most bytes of all names and values of {@link #env}, in UTF-8. */
  public static final int MAX_ENV_BYTES = 64 << 10;

  /** The most bytes of a cluster layout as JSON. */
  public static final int MAX_LAYOUT_BYTES = 256 << 10;

  /** The highest CPU number, the size of Linux' sets of CPUs less one. */
  public static final int MAX_CPU = 1023;

  private final Builder values;
  private final String clusterNode;

  private NodeConfig(Builder b) {
    values = b;
    clusterNode = b.clusterNode.orElse(b.name);
  }

  /**
   * A worker with the other fields at their defaults.
   *
   * @see #builder
   */
  public static NodeConfig of(String name, String... command) {
    return builder(name, command).build();
  }

  /**
   * A builder with the defaults.
   *
   * @param name unique in its supervisor; 1 to 128 characters without spaces, control characters,
   *     {@code /} and {@code \}
   * @param command the program and its arguments; a program without {@code /} is looked for in
   *     {@code PATH}
   */
  public static Builder builder(String name, String... command) {
    return new Builder(name).command(List.of(command));
  }

  /**
   * Reads the file that a worker finds at {@link NodeEnvironment#NODE_CONFIG}.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it holds something else
   */
  public static NodeConfig load(Path file) throws IOException {
    return NodeConfigCodec.read(file);
  }

  /**
   * Reads the record of Zeek with what is added to it.
   *
   * @throws IllegalArgumentException if it is none, or a value is out of its limits; the text names
   *     the field
   */
  public static NodeConfig from(Data data) {
    return NodeConfigCodec.decode(data);
  }

  /** As the record of Zeek with what is added to it. */
  public Data toData() {
    return NodeConfigCodec.encode(this);
  }

  /** The name, unique in its supervisor. */
  public String name() {
    return values.name;
  }

  /** The program and its arguments. */
  public List<String> command() {
    return values.command;
  }

  /** The interface to sniff; the field {@code interface}. Default: none, or that of the layout. */
  public Optional<String> networkInterface() {
    return values.networkInterface.or(() -> layoutNode().flatMap(ClusterNode::networkInterface));
  }

  /**
   * The working directory, which must exist. Default: {@link RuntimeDirectory#nodeDirectory}; a
   * relative path begins there.
   */
  public Optional<String> directory() {
    return values.directory;
  }

  /**
   * The file to which stdout is appended. Default: {@link RuntimeDirectory#stdoutFile}; a relative
   * path begins in the working directory.
   */
  public Optional<String> stdoutFile() {
    return values.stdoutFile;
  }

  /** As {@link #stdoutFile}, for stderr; may be the same file. */
  public Optional<String> stderrFile() {
    return values.stderrFile;
  }

  /** Variables on top of the supervisor's environment, sorted by name. Default: none. */
  public Map<String, String> env() {
    return values.env;
  }

  /** The CPU that it is bound to, 0 to {@link #MAX_CPU}. Default: all. */
  public OptionalInt cpuAffinity() {
    return values.cpuAffinity;
  }

  /** The cluster layout that it is handed. Default: none. */
  public Optional<ClusterLayout> cluster() {
    return values.cluster;
  }

  /** Which node of the cluster layout it is. Default: that of its own name. */
  public String clusterNode() {
    return clusterNode;
  }

  /** What it does in its cluster; {@link NodeType#NONE} without a cluster layout. */
  public NodeType type() {
    return layoutNode().map(ClusterNode::type).orElse(NodeType.NONE);
  }

  private Optional<ClusterNode> layoutNode() {
    return values.cluster.flatMap(layout -> layout.node(clusterNode));
  }

  /** When it is started again. Default: {@link RestartPolicy#always()}. */
  public RestartPolicy restart() {
    return values.restart;
  }

  /** When it is ready. Default: {@link Readiness#immediate()}. */
  public Readiness readiness() {
    return values.readiness;
  }

  /**
   * How long its processes have after SIGTERM until SIGKILL, at most {@link
   * RestartPolicy#MAX_DURATION}. Default: 10 s.
   */
  public Duration stopGrace() {
    return values.stopGrace;
  }

  /** When its output files are rotated. Default: {@link LogRotation#DEFAULT}. */
  public LogRotation logRotation() {
    return values.logRotation;
  }

  /** A builder with these values. */
  public Builder toBuilder() {
    return new Builder(values);
  }

  private List<Object> all() {
    return List.of(
        values.name,
        values.command,
        networkInterface(),
        values.directory,
        values.stdoutFile,
        values.stderrFile,
        values.env,
        values.cpuAffinity,
        values.cluster,
        clusterNode,
        values.restart,
        values.readiness,
        values.stopGrace,
        values.logRotation);
  }

  /** Equal values; nodes of the cluster layout in any order. */
  @Override
  public boolean equals(Object o) {
    return this == o || o instanceof NodeConfig other && all().equals(other.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  /** Name and command; no environment, which may hold secrets. */
  @Override
  public String toString() {
    return "NodeConfig[" + values.name + ": " + String.join(" ", values.command) + "]";
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private String name;
    private List<String> command = List.of();
    private Optional<String> networkInterface = Optional.empty();
    private Optional<String> directory = Optional.empty();
    private Optional<String> stdoutFile = Optional.empty();
    private Optional<String> stderrFile = Optional.empty();
    private Map<String, String> env = Map.of();
    private OptionalInt cpuAffinity = OptionalInt.empty();
    private Optional<ClusterLayout> cluster = Optional.empty();
    private Optional<String> clusterNode = Optional.empty();
    private RestartPolicy restart = RestartPolicy.always();
    private Readiness readiness = Readiness.immediate();
    private Duration stopGrace = Duration.ofSeconds(10);
    private LogRotation logRotation = LogRotation.DEFAULT;

    private Builder(String name) {
      name(name);
    }

    private Builder(Builder other) {
      name = other.name;
      command = other.command;
      networkInterface = other.networkInterface;
      directory = other.directory;
      stdoutFile = other.stdoutFile;
      stderrFile = other.stderrFile;
      env = other.env;
      cpuAffinity = other.cpuAffinity;
      cluster = other.cluster;
      clusterNode = other.clusterNode;
      restart = other.restart;
      readiness = other.readiness;
      stopGrace = other.stopGrace;
      logRotation = other.logRotation;
    }

    /** Sets {@link NodeConfig#name()}. */
    public Builder name(String value) {
      name = Limits.requireNodeName(value);
      return this;
    }

    /**
     * Sets {@link NodeConfig#command()}: 1 to {@link #MAX_ELEMENTS} texts of together at most
     * {@link #MAX_COMMAND_BYTES} bytes without a zero; the first one is not empty.
     */
    public Builder command(List<String> value) {
      List<String> copy = List.copyOf(value);
      if (copy.isEmpty() || copy.get(0).isEmpty()) {
        throw new IllegalArgumentException("command is empty");
      }
      if (copy.size() > MAX_ELEMENTS) {
        throw new IllegalArgumentException("command has more than " + MAX_ELEMENTS + " arguments");
      }
      Limits.requireTogether(copy, MAX_COMMAND_BYTES, "command");
      command = copy;
      return this;
    }

    /** Sets {@link NodeConfig#networkInterface()}; not empty, at most 4096 bytes. */
    public Builder networkInterface(String value) {
      networkInterface = Limits.optionalText(value, "interface");
      return this;
    }

    /** Sets {@link NodeConfig#directory()}; not empty, at most 4096 bytes. */
    public Builder directory(String value) {
      directory = Limits.optionalText(value, "directory");
      return this;
    }

    /** Sets {@link NodeConfig#stdoutFile()}; not empty, at most 4096 bytes. */
    public Builder stdoutFile(String value) {
      stdoutFile = Limits.optionalText(value, "stdout_file");
      return this;
    }

    /** Sets {@link NodeConfig#stderrFile()}; not empty, at most 4096 bytes. */
    public Builder stderrFile(String value) {
      stderrFile = Limits.optionalText(value, "stderr_file");
      return this;
    }

    /**
     * Sets {@link NodeConfig#env()}: at most {@link #MAX_ELEMENTS} variables of together at most
     * {@link #MAX_ENV_BYTES} bytes; none of {@link NodeEnvironment#NAMES}.
     */
    public Builder env(Map<String, String> value) {
      Map<String, String> copy = new TreeMap<>(value);
      Limits.requireEnvironment(copy);
      env = Collections.unmodifiableMap(copy);
      return this;
    }

    /** Sets {@link NodeConfig#cpuAffinity()}. */
    public Builder cpuAffinity(int value) {
      if (value < 0 || value > MAX_CPU) {
        throw new IllegalArgumentException("cpu_affinity is not within 0.." + MAX_CPU);
      }
      cpuAffinity = OptionalInt.of(value);
      return this;
    }

    /** Sets {@link NodeConfig#cluster()}; at most {@link #MAX_LAYOUT_BYTES} bytes as JSON. */
    public Builder cluster(ClusterLayout value) {
      Limits.requireText(value.toJson(), MAX_LAYOUT_BYTES, "cluster as JSON");
      cluster = Optional.of(value);
      return this;
    }

    /** Sets {@link NodeConfig#clusterNode()}. */
    public Builder clusterNode(String value) {
      clusterNode = Optional.of(Limits.requireNodeName(value));
      return this;
    }

    /** Sets {@link NodeConfig#restart()}. */
    public Builder restart(RestartPolicy value) {
      restart = Objects.requireNonNull(value, "restart");
      return this;
    }

    /** Sets {@link NodeConfig#readiness()}. */
    public Builder readiness(Readiness value) {
      readiness = Objects.requireNonNull(value, "readiness");
      return this;
    }

    /** Sets {@link NodeConfig#stopGrace()}; zero kills at once after SIGTERM. */
    public Builder stopGrace(Duration value) {
      stopGrace =
          Limits.requireWithin(value, Duration.ZERO, RestartPolicy.MAX_DURATION, "stop_grace");
      return this;
    }

    /** Sets {@link NodeConfig#logRotation()}. */
    public Builder logRotation(LogRotation value) {
      logRotation = Objects.requireNonNull(value, "logRotation");
      return this;
    }

    /**
     * The config. The builder can be used on.
     *
     * @throws IllegalArgumentException if its node is not in its cluster layout
     */
    public NodeConfig build() {
      NodeConfig config = new NodeConfig(new Builder(this));
      if (cluster.isPresent() && config.layoutNode().isEmpty()) {
        throw new IllegalArgumentException(
            "cluster has no node '" + config.clusterNode + "'; it has " + nodeNames());
      }
      return config;
    }

    private String nodeNames() {
      List<String> names = cluster.orElseThrow().nodes().keySet().stream().limit(5).toList();
      return String.join(", ", names) + (cluster.orElseThrow().nodes().size() > 5 ? ", ..." : "");
    }
  }
}
