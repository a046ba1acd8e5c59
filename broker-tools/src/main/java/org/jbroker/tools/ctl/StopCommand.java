package org.jbroker.tools.ctl;

import java.util.concurrent.CompletableFuture;
import org.jbroker.supervisor.SupervisorCommands;
import picocli.CommandLine.Command;

/** {@code stop}. */
@Command(
    name = "stop",
    description = "Stops nodes, which stay so; returns when nothing of them is left.")
final class StopCommand extends NodesCommand {

  StopCommand() {
    super("stopped");
  }

  @Override
  CompletableFuture<Void> one(SupervisorCommands commands, String node) {
    return commands.stopAsync(node);
  }

  @Override
  CompletableFuture<Void> all(SupervisorCommands commands) {
    return commands.stopAllAsync();
  }
}
