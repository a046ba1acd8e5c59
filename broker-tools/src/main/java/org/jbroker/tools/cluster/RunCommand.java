package org.jbroker.tools.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.tools.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code broker cluster run}: all nodes of a layout as processes of this machine. */
@Command(
    name = "run",
    description = {
      "Runs the nodes of a layout on this machine, each as a process, and prints what they print"
          + " behind their names. See 'broker cluster node --help' for what they do.",
      "",
      "A node that ends is not started again: 'broker ctl deploy' supervises nodes."
    },
    footer = {
      "",
      "Ctrl-C ends all nodes: workers first, loggers last. They end with this process, even if it"
          + " is killed.",
      "Options for all nodes stand behind --: broker cluster run layout.yaml -- --tls-anonymous"
    })
public final class RunCommand implements Callable<Integer> {

  private final Console console;
  @Spec private CommandSpec spec;
  @Mixin private NodeSettings settings;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "LAYOUT",
      description =
          "The layout (default: CLUSTER_LAYOUT, or else cluster-layout.yaml or .json in the working"
              + " directory).")
  private Path layoutFile;

  @Parameters(
      index = "1..*",
      paramLabel = "OPTION",
      description = "More options for each node, behind --.")
  private List<String> nodeOptions = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "NODE",
      split = ",",
      description = "Run these nodes only; repeatable, or separated by commas.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--version-one",
      paramLabel = "NODE",
      split = ",",
      description =
          "Let these nodes speak version 1 of the protocol only; repeatable, or separated by"
              + " commas.")
  private List<String> versionOne = new ArrayList<>();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  /** A command that prints here. */
  public RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    settings.validate();
    // What stands behind "--" alone is no layout.
    if (layoutFile != null && layoutFile.toString().startsWith("-")) {
      nodeOptions.add(0, layoutFile.toString());
      layoutFile = null;
    }
    Path file = LayoutFiles.find(spec.commandLine(), layoutFile);
    ClusterLayout layout = LayoutFiles.read(spec.commandLine(), file);
    requireNodes(layout, "--only", only);
    requireNodes(layout, "--version-one", versionOne);
    settings.options("", System.getenv());
    List<ClusterNode> nodes =
        layout.nodes().values().stream()
            .filter(node -> only.isEmpty() || only.contains(node.name()))
            .toList();
    if (nodes.isEmpty()) {
      throw new ParameterException(spec.commandLine(), file + " has no nodes");
    }
    Fleet fleet = new Fleet(console, nodes.stream().map(ClusterNode::name).toList());
    Thread hook = new Thread(fleet::close, "broker-cluster-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean well;
    try {
      nodes.forEach(node -> fleet.start(node, arguments(file, node.name())));
      well = fleet.awaitEnd();
    } finally {
      fleet.close();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException shuttingDown) {
        // The hook does the same, and both wait for the same processes.
      }
    }
    return well ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void requireNodes(ClusterLayout layout, String option, List<String> names) {
    Map<String, ClusterNode> nodes = layout.nodes();
    for (String name : names) {
      if (!nodes.containsKey(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "Invalid value for option '"
                + option
                + "': the layout has no node '"
                + name
                + "'; it has "
                + String.join(", ", nodes.keySet()));
      }
    }
  }

  private List<String> arguments(Path file, String node) {
    List<String> arguments = new ArrayList<>(List.of("cluster", "node"));
    arguments.add("--layout=" + file);
    arguments.add("--node=" + node);
    arguments.add("--exit-on-eof");
    arguments.addAll(settings.arguments());
    if (versionOne.contains(node)) {
      arguments.add("--version-one");
    }
    arguments.addAll(nodeOptions);
    return arguments;
  }
}
