package org.jbroker.tools.ctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code shutdown}. */
@Command(
    name = "shutdown",
    description =
        "Stops the workers, then the supervisor. The next supervisor starts those again that ran.")
final class ShutdownCommand extends CtlAction {

  @Option(
      names = "--keep-workers",
      description = "End the supervisor alone; the next one adopts its workers.")
  private boolean keepWorkers;

  @Override
  int run(CtlSession session) throws InterruptedException {
    session.commands(false).shutdown(!keepWorkers);
    output().line("the supervisor has ended" + (keepWorkers ? ", its workers run on" : ""));
    output().object(json -> json.writeBooleanField("ok", true));
    return ExitCode.OK;
  }
}
