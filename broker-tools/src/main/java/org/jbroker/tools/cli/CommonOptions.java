package org.jbroker.tools.cli;

import java.util.ArrayList;
import java.util.List;
import org.jbroker.EndpointId;
import org.jbroker.EndpointOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options that every command with an endpoint has. Commands collect what no option of theirs
 * takes, and this reads it as settings of the endpoint, so that every key of {@code broker.conf} is
 * an option, too.
 */
public final class CommonOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this text.")
  private boolean help;

  @Option(
      names = {"-N", "--name"},
      paramLabel = "NAME",
      description = "Name of this endpoint in logs.")
  private String name;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log what happens to standard error; -vv and -vvv for more.")
  private boolean[] verbose = {};

  @Option(
      names = "--endpoint-id",
      paramLabel = "UUID",
      description = "Id of this endpoint; a random one by default.")
  private EndpointId id;

  @Mixin private TlsFlags tls;

  /** Whether {@code -v} was given. */
  public boolean isVerbose() {
    return verbose.length > 0;
  }

  /**
   * The options of the endpoint: defaults, {@code broker.conf}, environment, the command line.
   *
   * @param unmatched the arguments that no option of the command took
   * @param more settings of the command, such as {@code --forward=false}
   * @throws ParameterException if one is wrong; the message names it
   */
  public EndpointOptions endpointOptions(List<String> unmatched, List<String> more) {
    List<String> arguments = new ArrayList<>();
    int stray = 0;
    while (stray < unmatched.size() && unmatched.get(stray).startsWith("--")) {
      arguments.add(unmatched.get(stray++));
    }
    if (name != null) {
      arguments.add("--name=" + name);
    }
    arguments.addAll(tls.settings());
    arguments.addAll(more);
    EndpointOptions options;
    try {
      options = EndpointOptions.load(arguments.toArray(new String[0]));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), explain(e.getMessage(), unmatched), e);
    }
    // Only now: what seems stray is often the value of an unknown option before it.
    if (stray < unmatched.size()) {
      throw new ParameterException(
          spec.commandLine(), "unexpected argument \"" + unmatched.get(stray) + "\"");
    }
    Logging.configure(verbose.length, options);
    EndpointOptions protectedOptions = tls.apply(options);
    return id == null ? protectedOptions : protectedOptions.toBuilder().id(id).build();
  }

  /** The endpoint's message names its nearest key; the command may have a nearer option. */
  private String explain(String message, List<String> unmatched) {
    return unmatched.stream()
        .map(argument -> argument.replaceFirst("=.*", ""))
        .flatMap(
            name ->
                spec.optionsMap().keySet().stream()
                    .filter(own -> own.startsWith("--") && Spelling.isClose(name, own)))
        .findFirst()
        .map(own -> message.replaceFirst("; the nearest is .*", "") + "; did you mean " + own + "?")
        .orElse(message);
  }
}
