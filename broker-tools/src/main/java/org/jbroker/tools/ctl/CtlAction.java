package org.jbroker.tools.ctl;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jbroker.supervisor.SupervisorException;
import org.jbroker.supervisor.SupervisorRequestException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all commands of {@code broker ctl} have in common: a session, and how failures are told. */
abstract class CtlAction implements Callable<Integer> {

  /** The exit status of a command that Ctrl-C ended, as in other shells. */
  static final int INTERRUPTED = 130;

  @ParentCommand private CtlCommand ctl;
  @Spec private CommandSpec spec;

  /** The options of all commands. */
  final CtlCommand ctl() {
    return ctl;
  }

  final CtlOutput output() {
    return new CtlOutput(ctl.console(), ctl.isJson(), spec.qualifiedName());
  }

  final ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Does it; returns the exit status. */
  abstract int run(CtlSession session) throws IOException, InterruptedException;

  @Override
  public final Integer call() throws IOException, InterruptedException {
    try {
      return run(ctl.session());
    } catch (SupervisorException | SupervisorRequestException e) {
      output().failure(e.getMessage());
      return ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      if (!ctl.isInShell()) {
        throw e;
      }
      return INTERRUPTED; // Ctrl-C ends the command, not the shell.
    } finally {
      ctl.close();
    }
  }
}
