package org.jbroker.tools.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jbroker.EndpointOptions;
import org.jbroker.cluster.Cluster;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterOptions;
import org.jbroker.cluster.NodeType;
import org.jbroker.tools.cli.CommonOptions;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.InputWatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code broker cluster node}: one node of a layout. */
@Command(
    name = "node",
    description = {
      "Runs one node of a cluster, and prints what happens, one event a line.",
      "",
      "So that there is something to watch, the nodes count: workers see hosts (made up, at"
          + " random) and tell the proxy that a host belongs to; proxies add up, and add their sums"
          + " to a store on the manager. docs/cluster.md has the whole story."
    },
    footer = {
      "",
      "Every key of broker.conf is an option, too: --heartbeat-interval=1s",
      "Ends on SIGINT and SIGTERM after leaving the cluster politely."
    })
public final class ClusterNodeCommand implements Callable<Integer> {

  private final Console console;
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private NodeSettings settings;
  @Unmatched private List<String> unmatched = new ArrayList<>();

  @Option(
      names = "--layout",
      paramLabel = "FILE",
      description =
          "The layout (default: CLUSTER_LAYOUT, or else cluster-layout.yaml or .json in the working"
              + " directory).")
  private Path layoutFile;

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "The node of the layout to be (default: CLUSTER_NODE).")
  private String node;

  @Option(
      names = "--version-one",
      description = "Speak version 1 of the protocol only, as the C++ Broker does.")
  private boolean versionOne;

  /** Set for nodes that another program started and that shall not outlive it. */
  @Option(names = "--exit-on-eof", hidden = true)
  private boolean exitOnEndOfInput;

  /** A command that prints here. */
  public ClusterNodeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    EndpointOptions endpoint =
        common.endpointOptions(
            unmatched, versionOne ? List.of("--max-protocol-version=1") : List.of());
    settings.validate();
    ClusterOptions options = options(System.getenv());
    settings.createDirectories();
    if (exitOnEndOfInput) {
      InputWatch.exitAtEnd();
    }
    new NodeRun(console, settings, options.node())
        .run(Cluster.builder().options(options).endpointOptions(endpoint));
    return ExitCode.OK;
  }

  private ClusterOptions options(Map<String, String> variables) {
    String name = node == null ? variables.getOrDefault(ClusterOptions.NODE_VARIABLE, "") : node;
    if (name.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "which node? Give --node, or set " + ClusterOptions.NODE_VARIABLE);
    }
    Path file = LayoutFiles.find(spec.commandLine(), layoutFile);
    ClusterLayout layout = LayoutFiles.read(spec.commandLine(), file);
    if (layout.nodesOf(NodeType.MANAGER).isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), file + " has no manager, which the nodes of this command count on");
    }
    ClusterOptions.Builder options = settings.options(name, variables);
    try {
      return options.nodes(layout).node(name).build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
    }
  }
}
