package org.jbroker.tools.ctl;

import java.util.concurrent.CompletableFuture;
import org.jbroker.supervisor.SupervisorCommands;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code destroy}. */
@Command(
    name = "destroy",
    description = "Stops nodes if they run, and forgets them. Their logs stay.")
final class DestroyCommand extends NodesCommand {

  @Option(names = "--all", description = "All nodes; there is no other way to say so.")
  private boolean all;

  DestroyCommand() {
    super("destroyed");
  }

  @Override
  int run(CtlSession session) throws InterruptedException {
    if (all == !names().isEmpty()) {
      throw wrong("either NAME or --all is needed");
    }
    return super.run(session);
  }

  @Override
  CompletableFuture<Void> one(SupervisorCommands commands, String node) {
    return commands.destroyAsync(node);
  }

  @Override
  CompletableFuture<Void> all(SupervisorCommands commands) {
    return commands.destroyAllAsync();
  }
}
