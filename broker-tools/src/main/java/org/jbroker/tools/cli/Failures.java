package org.jbroker.tools.cli;

import java.io.PrintWriter;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.supervisor.SupervisorException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns exceptions into one line on standard error and an exit status. */
public final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private final Console console;

  /** Reports to this console. */
  public Failures(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    console.err(command + ": " + Lines.clean(wrong.getMessage()));
    console.err("Try '" + command + " --help'.");
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult result) {
    String command = line.getCommandSpec().qualifiedName();
    if (failure instanceof ParameterException wrong) {
      return handleParseException(wrong, new String[0]);
    } else if (failure instanceof ToolException || failure instanceof SupervisorException) {
      console.err(command + ": " + Lines.clean(failure.getMessage()));
    } else if (failure instanceof BrokerException broker) {
      // A signal has closed the endpoint under the command: there is nothing to explain.
      if (broker.error().code() != ErrorCode.SHUTTING_DOWN) {
        console.err(command + ": " + Lines.clean(broker.getMessage()));
      }
    } else if (!(failure instanceof OutputClosedException)) {
      PrintWriter trace = console.standardError();
      trace.println(command + ": unexpected failure");
      failure.printStackTrace(trace);
    }
    return ExitCode.SOFTWARE;
  }
}
