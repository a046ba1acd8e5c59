package org.jbroker.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.NodeType;

/**
 * A cluster layout and how its nodes are run: what {@link SupervisorClient#deploy} makes true.
 *
 * <p>The command of a node is a template. In each argument these are replaced:
 *
 * <table>
 * <caption>Placeholders</caption>
 * <tr><th>text</th><th>becomes</th></tr>
 * <tr><td>{@code {node}}</td><td>the name of the node</td></tr>
 * <tr><td>{@code {layout}}</td><td>the file with the layout as JSON</td></tr>
 * <tr><td>{@code {type}}</td><td>its type, such as {@code worker}</td></tr>
 * <tr><td>{@code {host}}</td><td>its address</td></tr>
 * <tr><td>{@code {port}}</td><td>its port</td></tr>
 * <tr><td>{@code {interface}}</td><td>the interface that it sniffs; it must have one</td></tr>
 * </table>
 *
 * <p>Immutable.
 */
public final class Deployment {

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(node|layout|type|host|port|interface)}");

  private final Builder values;

  private Deployment(Builder values) {
    this.values = values;
  }

  /** All nodes of this machine with the same command. */
  public static Deployment of(ClusterLayout layout, String... command) {
    return builder(layout, List.of(command)).build();
  }

  /** A builder with the defaults. */
  public static Builder builder(ClusterLayout layout, List<String> command) {
    return new Builder(layout, command);
  }

  /** The layout. */
  public ClusterLayout layout() {
    return values.layout;
  }

  /**
   * The configs of the nodes that run on this machine.
   *
   * @param directory of the supervisor, where the file of the layout will be
   * @param isHere whether a node runs on this machine
   * @throws IllegalArgumentException if a node does not have what its command needs, or its config
   *     is refused
   */
  public Map<String, NodeConfig> configs(
      RuntimeDirectory directory, Predicate<ClusterNode> isHere) {
    Map<String, NodeConfig> configs = new TreeMap<>();
    for (ClusterNode node : values.layout.nodes().values()) {
      if (isHere.test(node)) {
        configs.put(node.name(), config(directory, node));
      }
    }
    return configs;
  }

  private NodeConfig config(RuntimeDirectory directory, ClusterNode node) {
    String layoutFile = directory.nodeDirectory(node.name()).resolve("layout.json").toString();
    List<String> command = new ArrayList<>();
    for (String argument : values.commands.getOrDefault(node.type(), values.command)) {
      command.add(
          PLACEHOLDER
              .matcher(argument)
              .replaceAll(
                  match ->
                      Matcher.quoteReplacement(replacement(match.group(1), node, layoutFile))));
    }
    return NodeConfig.builder(node.name(), command.toArray(String[]::new))
        .cluster(values.layout)
        .env(values.env)
        .restart(values.restart)
        .readiness(values.readiness)
        .stopGrace(values.stopGrace)
        .build();
  }

  private static String replacement(String placeholder, ClusterNode node, String layoutFile) {
    return switch (placeholder) {
      case "node" -> node.name();
      case "layout" -> layoutFile;
      case "type" -> node.type().text();
      case "host" -> node.host();
      case "port" -> String.valueOf(node.port());
      default ->
          node.networkInterface()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "the command of node '"
                              + node.name()
                              + "' has {interface}, but the layout gives it none"));
    };
  }

  /**
   * What a deployment changed, by names of nodes.
   *
   * @param created nodes that were not there
   * @param recreated nodes that were there with another config: destroyed and created
   * @param unchanged nodes that were there as they should be; those that did not run were started
   * @param destroyed nodes with a cluster layout that are no longer of this machine
   * @param elsewhere nodes of the layout whose addresses are not of this machine
   */
  public record Result(
      List<String> created,
      List<String> recreated,
      List<String> unchanged,
      List<String> destroyed,
      List<String> elsewhere) {

    /** Copies the lists. */
    public Result {
      created = List.copyOf(created);
      recreated = List.copyOf(recreated);
      unchanged = List.copyOf(unchanged);
      destroyed = List.copyOf(destroyed);
      elsewhere = List.copyOf(elsewhere);
    }

    /** The nodes of this machine. */
    public List<String> here() {
      List<String> all = new ArrayList<>(created);
      all.addAll(recreated);
      all.addAll(unchanged);
      return all.stream().sorted().toList();
    }

    /** For people: {@code created a, b; unchanged c}. */
    @Override
    public String toString() {
      Map<String, List<String>> parts = new LinkedHashMap<>();
      parts.put("created", created);
      parts.put("recreated", recreated);
      parts.put("unchanged", unchanged);
      parts.put("destroyed", destroyed);
      parts.put("on other machines", elsewhere);
      String text =
          parts.entrySet().stream()
              .filter(part -> !part.getValue().isEmpty())
              .map(part -> part.getKey() + " " + String.join(", ", part.getValue()))
              .collect(Collectors.joining("; "));
      return text.isEmpty() ? "no nodes" : text;
    }
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {

    private final ClusterLayout layout;
    private final List<String> command;
    private final Map<NodeType, List<String>> commands = new EnumMap<>(NodeType.class);
    private Map<String, String> env = Map.of();
    private RestartPolicy restart = RestartPolicy.always();
    private Readiness readiness = Readiness.immediate();
    private Duration stopGrace = Duration.ofSeconds(10);

    private Builder(ClusterLayout layout, List<String> command) {
      this.layout = Objects.requireNonNull(layout, "layout");
      this.command = List.copyOf(command);
    }

    private Builder(Builder other) {
      layout = other.layout;
      command = other.command;
      commands.putAll(other.commands);
      env = other.env;
      restart = other.restart;
      readiness = other.readiness;
      stopGrace = other.stopGrace;
    }

    /** The command of nodes of one type, in place of the common one. */
    public Builder command(NodeType type, List<String> template) {
      commands.put(type, List.copyOf(template));
      return this;
    }

    /** Sets {@link NodeConfig#env()} of all nodes. Default: none. */
    public Builder env(Map<String, String> value) {
      env = Map.copyOf(value);
      return this;
    }

    /** Sets {@link NodeConfig#restart()} of all nodes. Default: always. */
    public Builder restart(RestartPolicy value) {
      restart = Objects.requireNonNull(value, "restart");
      return this;
    }

    /** Sets {@link NodeConfig#readiness()} of all nodes. Default: immediate. */
    public Builder readiness(Readiness value) {
      readiness = Objects.requireNonNull(value, "readiness");
      return this;
    }

    /** Sets {@link NodeConfig#stopGrace()} of all nodes. Default: 10 s. */
    public Builder stopGrace(Duration value) {
      stopGrace = Objects.requireNonNull(value, "stopGrace");
      return this;
    }

    /** The deployment. The builder can be used on. */
    public Deployment build() {
      return new Deployment(new Builder(this));
    }
  }
}
