package org.jbroker.tools.ctl;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code exit}: leaves the shell. */
@Command(
    name = "exit",
    aliases = "quit",
    description = "Leaves the shell; supervisor and workers run on.")
final class ExitCommand extends CtlAction {

  @Override
  int run(CtlSession session) {
    session.exitShell();
    return ExitCode.OK;
  }
}
