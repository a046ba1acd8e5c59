package org.jbroker.tools.ctl;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.supervisor.SupervisorTopics;
import org.jbroker.tools.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code broker ctl}: one command for a supervisor, or a shell if there is none. The shell runs
 * each of its lines through this class, too.
 */
@Command(
    name = "ctl",
    description = {
      "Drives a supervisor, which keeps worker processes running. Without a command: a shell, which"
          + " reads commands from a terminal, with history and completion, or from a pipe.",
      "",
      "The supervisor is started if none runs, and runs on when this ends."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    footer = {
      "",
      "DIR holds everything of one supervisor; it belongs to its user alone.",
      "Exit status: 0 success, 1 something failed, 2 wrong usage."
    },
    subcommands = {
      StatusCommand.class,
      CreateCommand.class,
      StartCommand.class,
      StopCommand.class,
      RestartCommand.class,
      DestroyCommand.class,
      LogsCommand.class,
      DeployCommand.class,
      ShutdownCommand.class,
      ServeCommand.class,
      ExitCommand.class,
      HelpCommand.class
    })
public final class CtlCommand implements Callable<Integer> {

  /** The variable with the runtime directory. */
  static final String DIRECTORY_VARIABLE = "BROKER_RUNTIME_DIR";

  private final Console console;
  private final CtlSession shellSession;
  private CtlSession session;

  @Spec private CommandSpec spec;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "The runtime directory of the supervisor. Default: $"
              + DIRECTORY_VARIABLE
              + ", else $XDG_RUNTIME_DIR/jbroker-supervisor, else ~/.jbroker-supervisor.")
  private Path directory;

  @Option(
      names = "--topic-prefix",
      paramLabel = "TOPIC",
      scope = ScopeType.INHERIT,
      description = "The prefix of the supervisor's topics. Default: bro/supervisor.")
  private String topicPrefix;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      scope = ScopeType.INHERIT,
      description =
          "How long an answer may take. Default: 10, and the time that the workers have to stop and"
              + " start.")
  private Double timeoutSeconds;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON: one line for each command.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this text.")
  private boolean help;

  /** The command of a command line, which prints here. */
  public CtlCommand(Console console) {
    this(console, null);
  }

  /** The command of a line of a shell, whose session is used and not closed. */
  CtlCommand(Console console, CtlSession shellSession) {
    this.console = console;
    this.shellSession = shellSession;
  }

  Console console() {
    return console;
  }

  boolean isJson() {
    return json || isInShell() && shellSession.isJson();
  }

  boolean isInShell() {
    return shellSession != null;
  }

  /**
   * The session that a command uses.
   *
   * @throws ParameterException if an option is wrong
   */
  CtlSession session() {
    if (isInShell()) {
      if (directory != null || topicPrefix != null) {
        throw wrong("--directory and --topic-prefix are given when the shell is started");
      }
      return shellSession.withTimeout(timeout());
    }
    if (session == null) {
      session = new CtlSession(runtimeDirectory(), topics(), timeout(), json);
    }
    return session;
  }

  private RuntimeDirectory runtimeDirectory() {
    try {
      if (directory != null) {
        return RuntimeDirectory.at(directory);
      }
      String variable = System.getenv(DIRECTORY_VARIABLE);
      return variable == null || variable.isEmpty()
          ? RuntimeDirectory.ofUser()
          : RuntimeDirectory.at(Path.of(variable));
    } catch (SupervisorException | InvalidPathException e) {
      throw wrong(e.getMessage());
    }
  }

  private SupervisorTopics topics() {
    try {
      return topicPrefix == null ? SupervisorTopics.bro() : SupervisorTopics.of(topicPrefix);
    } catch (IllegalArgumentException e) {
      throw wrong("--topic-prefix: " + e.getMessage());
    }
  }

  private Optional<Duration> timeout() {
    if (timeoutSeconds == null) {
      return Optional.empty();
    }
    return Optional.of(seconds("--timeout", timeoutSeconds));
  }

  /**
   * The value of an option in seconds.
   *
   * @throws ParameterException if it is not within a millisecond to a day
   */
  Duration seconds(String option, double value) {
    double maxSeconds = Duration.ofDays(1).toSeconds();
    double minSeconds = 1e-3;
    if (!(value >= minSeconds && value <= maxSeconds)) {
      throw wrong(option + " is not within 0.001 to " + Math.round(maxSeconds) + " seconds");
    }
    return Duration.ofNanos(Math.round(value * 1e9));
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** The shell. */
  @Override
  public Integer call() throws IOException, InterruptedException {
    if (isInShell()) {
      throw wrong("a command is missing");
    }
    try (CtlSession own = session()) {
      return Shell.ofProcess(console, own).run();
    } catch (SupervisorException e) {
      new CtlOutput(console, json, "broker ctl").failure(e.getMessage());
      return picocli.CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** Ends what this command line began. */
  void close() {
    if (session != null) {
      session.close();
    }
  }
}
