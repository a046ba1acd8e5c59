package org.jbroker.supervisor.client;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jbroker.supervisor.NodeEnvironment;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorClientOptions;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.supervisor.SupervisorMain;

/**
 * Starts supervisors that outlive this process, however it ends: each is the leader of a session of
 * its own, so that no signal of a terminal or process group reaches it, its input is {@code
 * /dev/null}, its output goes to the log of the runtime directory, and that directory is its
 * working directory. Of this process's descriptors it has none: Java closes them in the child.
 */
final class SupervisorLauncher {

  /** What is shown of its log if it does not come up. */
  private static final int LOG_TAIL_BYTES = 4096;

  private static final File NOTHING = new File("/dev/null");

  private final RuntimeDirectory directory;
  private final List<String> command;

  SupervisorLauncher(SupervisorClientOptions options) {
    directory = options.directory();
    command = new ArrayList<>(List.of("setsid"));
    command.addAll(options.command().orElseGet(() -> JavaCommand.of(SupervisorMain.class)));
    command.addAll(List.of("--directory", directory.path().toString()));
    command.addAll(List.of("--topic-prefix", options.topics().prefix().string()));
  }

  /**
   * A supervisor that was started.
   *
   * @param process the process; it may have ended, such as because another supervisor runs
   * @param logOffset where its lines begin in the log
   */
  record Launched(Process process, long logOffset) {}

  /**
   * Starts one.
   *
   * @throws SupervisorException if the directory is not fit for it, or there is no such program
   */
  Launched launch() {
    directory.create();
    Path log = directory.log();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.path().toFile())
            .redirectInput(NOTHING)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    // If this is a worker of another supervisor, that is nobody's business there.
    builder.environment().keySet().removeAll(NodeEnvironment.NAMES);
    try {
      long offset = Files.exists(log) ? Files.size(log) : 0;
      return new Launched(builder.start(), offset);
    } catch (IOException e) {
      throw new SupervisorException("cannot start a supervisor: " + e.getMessage(), e);
    }
  }

  /** What a supervisor has logged since it was started, or the end of that. */
  String logOf(Launched launched) {
    Path log = directory.log();
    try (RandomAccessFile in = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(Math.min(launched.logOffset, in.length()), in.length() - LOG_TAIL_BYTES);
      in.seek(from);
      byte[] bytes = new byte[(int) Math.min(in.length() - from, LOG_TAIL_BYTES)];
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }
}
