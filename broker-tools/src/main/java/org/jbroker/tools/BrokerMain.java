package org.jbroker.tools;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jbroker.tools.cli.CommandLines;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cluster.ClusterCommand;
import org.jbroker.tools.cluster.ClusterNodeCommand;
import org.jbroker.tools.cluster.RunCommand;
import org.jbroker.tools.cluster.StatusCommand;
import org.jbroker.tools.ctl.CtlCommand;
import org.jbroker.tools.demo.DemoCommand;
import org.jbroker.tools.demo.SupervisedCommand;
import org.jbroker.tools.demo.WorkerCommand;
import org.jbroker.tools.node.NodeCommand;
import org.jbroker.tools.pipe.PipeCommand;
import org.jbroker.tools.store.StoreCommand;
import org.jbroker.tools.throughput.ThroughputCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code broker} command. Exits with 0 after success, 1 after a failure, 2 on wrong usage. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    versionProvider = BrokerMain.Version.class,
    description = "Messages between programs that speak Broker, Zeek's protocol.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Start with 'broker demo'. 'broker COMMAND --help' explains a command.",
      "In a checkout, './broker bench' measures it beside others.",
      "Exit status: 0 success, 1 failure at run time, 2 wrong usage."
    },
    subcommands = {
      CtlCommand.class,
      DemoCommand.class,
      ClusterCommand.class,
      NodeCommand.class,
      PipeCommand.class,
      StoreCommand.class,
      SupervisedCommand.class,
      ThroughputCommand.class,
      WorkerCommand.class
    })
public final class BrokerMain implements Callable<Integer> {

  private static final Map<Class<?>, Function<Console, Object>> COMMANDS =
      Map.ofEntries(
          Map.entry(CtlCommand.class, CtlCommand::new),
          Map.entry(DemoCommand.class, DemoCommand::new),
          Map.entry(ClusterCommand.class, ClusterCommand::new),
          Map.entry(RunCommand.class, RunCommand::new),
          Map.entry(ClusterNodeCommand.class, ClusterNodeCommand::new),
          Map.entry(StatusCommand.class, StatusCommand::new),
          Map.entry(NodeCommand.class, NodeCommand::new),
          Map.entry(PipeCommand.class, PipeCommand::new),
          Map.entry(StoreCommand.class, StoreCommand::new),
          Map.entry(ThroughputCommand.class, ThroughputCommand::new),
          Map.entry(WorkerCommand.class, WorkerCommand::new));

  private final Console console;
  @Spec private CommandSpec spec;

  private BrokerMain(Console console) {
    this.console = console;
  }

  /** Runs the command and ends the process. */
  public static void main(String[] args) {
    System.exit(run(Console.ofProcess(), args));
  }

  /** Runs the command with this output and returns its exit status. */
  static int run(Console console, String... args) {
    return commandLine(console).execute(args);
  }

  private static CommandLine commandLine(Console console) {
    return CommandLines.of(new BrokerMain(console), factory(console), console);
  }

  /** Gives each command the console, which is all that a command needs from outside. */
  private static CommandLine.IFactory factory(Console console) {
    return new CommandLine.IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        Function<Console, Object> command = COMMANDS.get(type);
        return command == null
            ? CommandLine.defaultFactory().create(type)
            : type.cast(command.apply(console));
      }
    };
  }

  /** Without a command: says which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(console.standardOutput());
    return CommandLine.ExitCode.OK;
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = BrokerMain.class.getPackage().getImplementationVersion();
      return new String[] {"Broker for Java " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
