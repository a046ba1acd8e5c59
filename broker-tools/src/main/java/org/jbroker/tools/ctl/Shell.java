package org.jbroker.tools.ctl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.tools.cli.CommandLines;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.InputLines;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * Runs commands line by line: from a terminal with editing, history and completion, or from a
 * stream. Used by one thread, but for the interrupt of a command by Ctrl-C.
 *
 * <p>The history is {@value #HISTORY} in the runtime directory, for its owner only.
 */
final class Shell {

  /** The file with the lines that were typed. */
  static final String HISTORY = "ctl.history";

  private static final String PROMPT = "ctl> ";
  private static final String OWNER_ONLY = "rw-------";
  private static final int MAX_LINE_BYTES = 1 << 16;
  private static final int MAX_HISTORY_LINES = 1000;

  private final Console console;
  private final CtlSession session;
  private final Terminal terminal;
  private final InputStream input;

  private Shell(Console console, CtlSession session, Terminal terminal, InputStream input) {
    this.console = console;
    this.session = session;
    this.terminal = terminal;
    this.input = input;
  }

  /** A shell on the terminal of this process, or on its standard input if that is none. */
  static Shell ofProcess(Console console, CtlSession session) throws IOException {
    return Console.isInteractive()
        ? onTerminal(
            console,
            session,
            TerminalBuilder.builder()
                .system(true)
                .nativeSignals(true)
                .graphemeCluster(false)
                .build())
        : onStream(console, session, System.in);
  }

  /** A shell on a terminal, which it closes. */
  static Shell onTerminal(Console console, CtlSession session, Terminal terminal) {
    return new Shell(console, session, terminal, InputStream.nullInputStream());
  }

  /** A shell that reads lines, and says nothing by itself. */
  static Shell onStream(Console console, CtlSession session, InputStream input) {
    return new Shell(console, session, null, input);
  }

  /**
   * Runs it to its end: {@code exit}, or the end of the input.
   *
   * @return on a terminal 0; else the worst exit status of all commands
   */
  int run() throws IOException, InterruptedException {
    return terminal == null ? runStream() : runTerminal();
  }

  // --- from a stream

  private int runStream() throws IOException {
    InputLines lines = new InputLines(input, MAX_LINE_BYTES);
    int worst = ExitCode.OK;
    Optional<byte[]> line = lines.next();
    while (line.isPresent() && !session.isExiting()) {
      worst = Math.max(worst, execute(new String(line.get(), StandardCharsets.UTF_8)));
      line = lines.next();
    }
    return worst;
  }

  private int execute(String line) {
    List<String> words;
    try {
      words = ShellWords.split(line);
    } catch (SyntaxError e) {
      console.err("ctl: a quote is not closed");
      return ExitCode.USAGE;
    }
    return words.isEmpty() ? ExitCode.OK : commandLine().execute(words.toArray(new String[0]));
  }

  private CommandLine commandLine() {
    return CommandLines.of(new CtlCommand(console, session), CommandLine.defaultFactory(), console);
  }

  // --- on a terminal

  private int runTerminal() throws IOException, InterruptedException {
    try (terminal) {
      connect();
      LineReader reader = reader();
      while (!session.isExiting()) {
        String line;
        try {
          line = reader.readLine(PROMPT);
        } catch (UserInterruptException ctrlC) {
          continue; // The line is given up; the shell goes on.
        } catch (EndOfFileException ctrlD) {
          break;
        }
        executeInterruptibly(line);
      }
    }
    return ExitCode.OK;
  }

  private void connect() throws InterruptedException {
    try {
      SupervisorClient client = session.client(true);
      OptionalLong pid = client.supervisorPid();
      console.out(
          "Supervisor "
              + (pid.isPresent() ? pid.getAsLong() + " " : "")
              + "in "
              + session.directory()
              + ". 'help' lists the commands; 'exit' leaves everything running.");
    } catch (SupervisorException e) {
      new CtlOutput(console, false, "ctl").complain(e.getMessage());
    }
  }

  private LineReader reader() throws IOException {
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("broker-ctl")
            .parser(ShellWords.parser())
            .completer(new CtlCompleter(commandLine().getCommandSpec(), session::nodeNames))
            .variable(LineReader.HISTORY_FILE, historyFile())
            .variable(LineReader.HISTORY_FILE_SIZE, MAX_HISTORY_LINES)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "... ")
            // An exclamation mark is a character like others.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
            .build();
    return reader;
  }

  private Path historyFile() throws IOException {
    Path file = session.directory().path().resolve(HISTORY);
    if (!Files.exists(file)) {
      session.directory().create();
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWNER_ONLY));
    return file;
  }

  private void executeInterruptibly(String line) {
    Thread runner = Thread.currentThread();
    Terminal.SignalHandler before =
        terminal.handle(Terminal.Signal.INT, signal -> runner.interrupt());
    try {
      execute(line);
    } finally {
      terminal.handle(Terminal.Signal.INT, before);
      // One that came too late to end the command is not meant for the next.
      boolean ignored = Thread.interrupted();
      if (ignored) {
        console.out("");
      }
    }
  }
}
