package org.jbroker.tools.ctl;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}: the commands, or what one of them does. */
@Command(name = "help", description = "Lists the commands, or explains one.")
final class HelpCommand extends CtlAction {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "What to explain.")
  private String command;

  @Override
  int run(CtlSession session) {
    CommandLine parent = spec.parent().commandLine();
    CommandLine about = command == null ? parent : parent.getSubcommands().get(command);
    if (about == null) {
      throw wrong("there is no command '" + command + "'");
    }
    about.usage(ctl().console().standardOutput());
    return ExitCode.OK;
  }
}
