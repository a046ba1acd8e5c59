package org.jbroker.tools.ctl;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.LayoutException;
import org.jbroker.supervisor.LogRotation;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.SupervisorCommands;
import org.jbroker.tools.cli.ToolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code create}: a new node. */
@Command(
    name = "create",
    description = {
      "Adds a node that runs a command, and starts it.",
      "Example: create sniffer --restart on-failure -- tcpdump -i eth0 -w /srv/x.pcap"
    })
final class CreateCommand extends CtlAction {

  private static final int MEBIBYTE = 1 << 20;

  @Parameters(index = "0", paramLabel = "NAME", description = "Its name, of no other node.")
  private String name;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The program and its arguments; those that begin with - stand behind --.")
  private List<String> command;

  @Option(
      names = "--cwd",
      paramLabel = "DIR",
      description = "Its working directory. Default: its folder in the runtime directory.")
  private Path cwd;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable of its environment; many.")
  private Map<String, String> env = Map.of();

  @Option(
      names = "--stdout",
      paramLabel = "FILE",
      description = "Where its stdout is appended. Default: stdout.log in its folder.")
  private Path stdout;

  @Option(names = "--stderr", paramLabel = "FILE", description = "The same for its stderr.")
  private Path stderr;

  @Option(names = "--interface", paramLabel = "NAME", description = "The interface to sniff.")
  private String networkInterface;

  @Option(names = "--cpu", paramLabel = "N", description = "The CPU that it is bound to.")
  private Integer cpu;

  @Option(names = "--log-mib", paramLabel = "N", description = "Rotate its output at that size.")
  private Integer logMebibytes;

  @Option(
      names = "--cluster",
      paramLabel = "LAYOUT",
      description = "A file with the cluster layout that it is handed.")
  private Path cluster;

  @Option(
      names = "--cluster-node",
      paramLabel = "NAME",
      description = "Which node of it. Default: the one of its name.")
  private String clusterNode;

  @Option(names = "--wait", description = "Return when it is ready; fail if it does not become so.")
  private boolean wait;

  @Mixin private LifeOptions life;

  @Override
  int run(CtlSession session) throws InterruptedException {
    NodeConfig config = config();
    SupervisorCommands commands = session.commands(true);
    commands.create(config);
    if (wait) {
      Duration patience =
          session.timeout().orElse(Duration.ofSeconds(10)).plus(config.readiness().time());
      session.client(true).awaitRunning(config.name(), patience);
    }
    output().line("created " + config.name());
    output()
        .object(
            json -> {
              json.writeBooleanField("ok", true);
              json.writeStringField("created", config.name());
            });
    return ExitCode.OK;
  }

  private NodeConfig config() {
    try {
      NodeConfig.Builder builder = NodeConfig.builder(name, command.toArray(String[]::new));
      builder.env(env);
      builder.restart(life.restart(ctl())).readiness(life.readiness(ctl()));
      builder.stopGrace(life.stopGrace(ctl()));
      // What is typed is relative to where it is typed, as in any shell.
      if (cwd != null) {
        builder.directory(cwd.toAbsolutePath().normalize().toString());
      }
      if (stdout != null) {
        builder.stdoutFile(stdout.toAbsolutePath().normalize().toString());
      }
      if (stderr != null) {
        builder.stderrFile(stderr.toAbsolutePath().normalize().toString());
      }
      if (networkInterface != null) {
        builder.networkInterface(networkInterface);
      }
      if (cpu != null) {
        builder.cpuAffinity(cpu);
      }
      if (logMebibytes != null) {
        builder.logRotation(
            new LogRotation((long) logMebibytes * MEBIBYTE, LogRotation.DEFAULT.keep()));
      }
      if (cluster != null) {
        builder.cluster(layout(cluster));
      }
      if (clusterNode != null) {
        builder.clusterNode(clusterNode);
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  /** The layout in a file. */
  static ClusterLayout layout(Path file) {
    try {
      return ClusterLayout.load(file);
    } catch (LayoutException e) {
      throw new ToolException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new ToolException("cannot read the layout " + file + ": " + e);
    }
  }
}
