package org.jbroker.tools.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.tools.cli.ToolException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs}: what a worker writes. Needs no supervisor. */
@Command(
    name = "logs",
    description = "Shows the last lines of a worker's stdout and stderr, and with -f what follows.")
final class LogsCommand extends CtlAction {

  private static final long POLL_MILLIS = 200;
  private static final int MAX_LINES = 100_000;

  @Parameters(paramLabel = "NAME", description = "The node.")
  private String name;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until interrupted, also when the files are rotated.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many of the last lines of each file. Default: ${DEFAULT-VALUE}.")
  private int lines;

  @ArgGroup private Stream stream;

  /** One of the files instead of both. */
  static final class Stream {
    @Option(names = "--stdout", description = "stdout alone.")
    private boolean out;

    @Option(names = "--stderr", description = "stderr alone.")
    private boolean err;
  }

  @Override
  int run(CtlSession session) throws IOException, InterruptedException {
    if (lines < 0 || lines > MAX_LINES) {
      throw wrong("--lines is not within 0 to " + MAX_LINES);
    }
    NodeConfig config = config(session, NodesCommand.checked(this, name));
    List<LogTail> tails = new ArrayList<>();
    for (Path file : files(session.directory(), config)) {
      tails.add(new LogTail(file));
    }
    Printer printer = new Printer(tails.size() > 1);
    for (LogTail tail : tails) {
      printer.print(tail.file(), tail.last(lines));
    }
    while (follow) {
      boolean news = false;
      for (LogTail tail : tails) {
        List<String> more = tail.more();
        news |= !more.isEmpty();
        printer.print(tail.file(), more);
      }
      if (!news) {
        Thread.sleep(POLL_MILLIS);
      }
    }
    return ExitCode.OK;
  }

  /** As it was started last; one that never was is known to the supervisor only. */
  private static NodeConfig config(CtlSession session, String name)
      throws IOException, InterruptedException {
    Path file = session.directory().nodeDirectory(name).resolve("config");
    if (!Files.exists(file)) {
      return session.commands(false).status(name).config();
    }
    try {
      return NodeConfig.load(file);
    } catch (IllegalArgumentException e) {
      throw new ToolException(e.getMessage());
    }
  }

  private Set<Path> files(RuntimeDirectory directory, NodeConfig config) {
    Set<Path> files = new LinkedHashSet<>();
    if (stream == null || stream.out) {
      files.add(directory.stdoutFile(config));
    }
    if (stream == null || stream.err) {
      files.add(directory.stderrFile(config));
    }
    return files;
  }

  /** Says which file lines are from whenever that changes, as {@code tail} does. */
  private final class Printer {

    private final boolean hasHeads;
    private Path last;

    Printer(boolean hasHeads) {
      this.hasHeads = hasHeads;
    }

    void print(Path file, List<String> text) {
      CtlOutput output = output();
      if (hasHeads && !text.isEmpty() && !file.equals(last)) {
        output.line("==> " + file.getFileName() + " <==");
        last = file;
      }
      for (String line : text) {
        output.line(line);
        output.object(
            json -> {
              json.writeStringField("file", file.toString());
              json.writeStringField("line", line);
            });
      }
    }
  }
}
