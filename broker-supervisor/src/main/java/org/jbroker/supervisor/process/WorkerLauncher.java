package org.jbroker.supervisor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.spi.DataCodec;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.NodeEnvironment;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorTopics;

/**
 * Starts workers.
 *
 * <p>A worker is a session of its own. Its stdin is {@code /dev/null}; its output goes straight to
 * files that are opened to append, so it writes on whatever becomes of the supervisor. Of the
 * supervisor's descriptors it has none: Java closes them in the child.
 */
public final class WorkerLauncher {

  private final SystemTools tools;
  private final RuntimeDirectory directory;
  private final SupervisorTopics topics;

  /** A launcher for the workers of a runtime directory. */
  public WorkerLauncher(SystemTools tools, RuntimeDirectory directory, SupervisorTopics topics) {
    this.tools = tools;
    this.directory = directory;
    this.topics = topics;
  }

  /**
   * Starts a worker. The command itself may still turn out not to exist: that is an exit.
   *
   * @param instance what tells this start from all others; letters and digits
   * @return the process, a child of this one
   * @throws IOException if it cannot be started; the text says why
   */
  public Process launch(NodeConfig config, NodeFiles files, String instance) throws IOException {
    try {
      files.create();
      writeFiles(config, files, instance);
      Path working = directory.workingDirectory(config);
      if (!Files.isDirectory(working)) {
        throw new IOException("the directory " + working + " does not exist");
      }
      ProcessBuilder builder =
          new ProcessBuilder(
              tools.setsid().toString(), tools.sh().toString(), files.launch().toString());
      builder.directory(working.toFile());
      // Those of a supervisor whose worker this supervisor is.
      builder.environment().keySet().removeAll(NodeEnvironment.NAMES);
      // Known from the first moment on, when the script has not run yet.
      builder.environment().put(NodeEnvironment.NODE_INSTANCE, instance);
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(
          ProcessBuilder.Redirect.appendTo(directory.stdoutFile(config).toFile()));
      builder.redirectError(
          ProcessBuilder.Redirect.appendTo(directory.stderrFile(config).toFile()));
      return builder.start();
    } catch (InvalidPathException e) {
      throw new IOException("a path that the locale of the supervisor cannot write: " + e, e);
    }
  }

  private void writeFiles(NodeConfig config, NodeFiles files, String instance) throws IOException {
    NodeFiles.replace(files.config(), DataCodec.encode(config.toData()));
    if (config.cluster().isPresent()) {
      ClusterLayout layout = config.cluster().get();
      NodeFiles.replace(files.layout(), utf8(layout.toJson()));
    } else {
      Files.deleteIfExists(files.layout());
    }
    Map<String, String> variables = variables(config, files, instance);
    NodeFiles.replace(
        files.launch(), utf8(LaunchScript.text(tools, files, config, variables, instance)));
  }

  private Map<String, String> variables(NodeConfig config, NodeFiles files, String instance) {
    Map<String, String> variables = new TreeMap<>(config.env());
    variables.put(NodeEnvironment.NODE_NAME, config.name());
    variables.put(NodeEnvironment.NODE_CONFIG, files.config().toString());
    variables.put(NodeEnvironment.NODE_INSTANCE, instance);
    variables.put(NodeEnvironment.NOTIFY_FILE, files.notification().toString());
    variables.put(NodeEnvironment.SUPERVISOR_SOCKET, directory.socket().toString());
    variables.put(NodeEnvironment.SUPERVISOR_TOPIC, topics.prefix().string());
    config.networkInterface().ifPresent(i -> variables.put(NodeEnvironment.NODE_INTERFACE, i));
    if (config.cluster().isPresent()) {
      variables.put(NodeEnvironment.CLUSTER_NODE, config.clusterNode());
      variables.put(NodeEnvironment.CLUSTER_LAYOUT, files.layout().toString());
    }
    return variables;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether an exit code can mean that another process of the worker holds its lock. */
  public static boolean mayMeanLocked(int exitCode) {
    return exitCode == LaunchScript.LOCKED_EXIT;
  }
}
