package org.jbroker.tools.ctl;

import java.util.concurrent.CompletableFuture;
import org.jbroker.supervisor.SupervisorCommands;
import picocli.CommandLine.Command;

/** {@code restart}. */
@Command(
    name = "restart",
    description = "Stops nodes if they run and starts them; returns when they are ready.")
final class RestartCommand extends NodesCommand {

  RestartCommand() {
    super("restarted");
  }

  @Override
  CompletableFuture<Void> one(SupervisorCommands commands, String node) {
    return commands.restartAsync(node);
  }

  @Override
  CompletableFuture<Void> all(SupervisorCommands commands) {
    return commands.restartAllAsync();
  }
}
