package org.jbroker.supervisor.client;

import java.io.IOException;
import java.io.InputStream;
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
 * its own, so that no signal of a terminal or process group reaches it, and no child of this
 * process, so that nothing that ends a tree of processes finds it. Its input is {@code /dev/null},
 * its output goes to the log of the runtime directory, and that directory is its working directory.
 * Of this process's descriptors it has none: Java closes them in the child.
 */
final class SupervisorLauncher {

  /** What is shown of its log if it does not come up. */
  private static final int LOG_TAIL_BYTES = 4096;

  /**
   * Starts {@code setsid COMMAND}, given from the second argument on, and prints its pid, which is
   * that of the command: in a shell without job control setsid need not fork.
   */
  private static final String SCRIPT =
      "log=$1; shift; setsid \"$@\" </dev/null >>\"$log\" 2>&1 & echo $!";

  private static final int MAX_PID_BYTES = 32;

  private final RuntimeDirectory directory;
  private final List<String> command;

  SupervisorLauncher(SupervisorClientOptions options) {
    directory = options.directory();
    command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", directory.log().toString()));
    command.addAll(options.command().orElseGet(() -> JavaCommand.of(SupervisorMain.class)));
    command.addAll(List.of("--directory", directory.path().toString()));
    command.addAll(List.of("--topic-prefix", options.topics().prefix().string()));
  }

  /**
   * A supervisor that was started.
   *
   * @param pid its process; it may have ended, such as because another supervisor runs
   * @param logOffset where its lines begin in the log
   */
  record Launched(long pid, long logOffset) {

    boolean isRunning() {
      return LiveProcess.isRunning(pid);
    }
  }

  /**
   * Starts one.
   *
   * @throws SupervisorException if the directory is not fit for it, or there is no shell
   * @throws InterruptedException if the waiting thread is interrupted
   */
  Launched launch() throws InterruptedException {
    directory.create();
    Path log = directory.log();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.path().toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // If this is a worker of another supervisor, that is nobody's business there.
    builder.environment().keySet().removeAll(NodeEnvironment.NAMES);
    try {
      long offset = Files.exists(log) ? Files.size(log) : 0;
      Process shell = builder.start();
      shell.getOutputStream().close();
      String pid;
      try (InputStream out = shell.getInputStream()) {
        pid = new String(out.readNBytes(MAX_PID_BYTES), StandardCharsets.US_ASCII).strip();
      }
      shell.waitFor();
      return new Launched(Long.parseLong(pid), offset);
    } catch (IOException | NumberFormatException e) {
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
