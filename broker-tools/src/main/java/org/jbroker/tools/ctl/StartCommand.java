package org.jbroker.tools.ctl;

import java.util.concurrent.CompletableFuture;
import org.jbroker.supervisor.SupervisorCommands;
import picocli.CommandLine.Command;

/** {@code start}. */
@Command(name = "start", description = "Starts nodes that do not run; returns when they are ready.")
final class StartCommand extends NodesCommand {

  StartCommand() {
    super("started");
  }

  @Override
  CompletableFuture<Void> one(SupervisorCommands commands, String node) {
    return commands.startAsync(node);
  }

  @Override
  CompletableFuture<Void> all(SupervisorCommands commands) {
    return commands.startAllAsync();
  }
}
