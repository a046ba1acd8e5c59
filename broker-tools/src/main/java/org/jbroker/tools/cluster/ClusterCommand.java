package org.jbroker.tools.cluster;

import java.util.concurrent.Callable;
import org.jbroker.tools.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker cluster}: the commands about clusters. */
@Command(
    name = "cluster",
    description = {
      "Runs the nodes of a cluster, and says how they are.",
      "",
      "A layout is a file in YAML or JSON that names the nodes: see docs/cluster.md."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunCommand.class, ClusterNodeCommand.class, StatusCommand.class})
public final class ClusterCommand implements Callable<Integer> {

  private final Console console;
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  /** A command that prints here. */
  public ClusterCommand(Console console) {
    this.console = console;
  }

  /** Without a command: says which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(console.standardOutput());
    return ExitCode.OK;
  }
}
