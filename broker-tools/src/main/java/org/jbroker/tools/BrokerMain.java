package org.jbroker.tools;

import java.util.concurrent.Callable;
import org.jbroker.EndpointId;
import org.jbroker.NetworkInfo;
import org.jbroker.tools.cli.AddressParser;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.Failures;
import org.jbroker.tools.demo.DemoCommand;
import org.jbroker.tools.demo.WorkerCommand;
import org.jbroker.tools.node.NodeCommand;
import org.jbroker.tools.pipe.PipeCommand;
import org.jbroker.tools.store.StoreCommand;
import org.jbroker.tools.throughput.ThroughputCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
      DemoCommand.class,
      NodeCommand.class,
      PipeCommand.class,
      StoreCommand.class,
      ThroughputCommand.class,
      WorkerCommand.class
    })
public final class BrokerMain implements Callable<Integer> {

  private static final int USAGE_WIDTH_COLUMNS = 100;

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
    CommandLine line = new CommandLine(new BrokerMain(console), factory(console));
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(USAGE_WIDTH_COLUMNS);
    line.registerConverter(NetworkInfo.class, converter(AddressParser::parse));
    line.registerConverter(EndpointId.class, converter(EndpointId::of));
    line.setOut(console.standardOutput());
    line.setErr(console.standardError());
    Failures failures = new Failures(console);
    line.setParameterExceptionHandler(failures);
    line.setExecutionExceptionHandler(failures);
    return line;
  }

  /** Gives each command the console, which is all that a command needs from outside. */
  private static CommandLine.IFactory factory(Console console) {
    return new CommandLine.IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        if (type == DemoCommand.class) {
          return type.cast(new DemoCommand(console));
        } else if (type == NodeCommand.class) {
          return type.cast(new NodeCommand(console));
        } else if (type == PipeCommand.class) {
          return type.cast(new PipeCommand(console));
        } else if (type == StoreCommand.class) {
          return type.cast(new StoreCommand(console));
        } else if (type == ThroughputCommand.class) {
          return type.cast(new ThroughputCommand(console));
        } else if (type == WorkerCommand.class) {
          return type.cast(new WorkerCommand(console));
        }
        return CommandLine.defaultFactory().create(type);
      }
    };
  }

  private static <T> ITypeConverter<T> converter(ITypeConverter<T> parser) {
    return text -> {
      try {
        return parser.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
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
