package org.jbroker.tools.ctl;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completes commands, their options, and names of nodes. */
final class CtlCompleter implements Completer {

  /** Commands whose arguments are nodes that there are. */
  private static final Set<String> OF_NODES =
      Set.of("status", "start", "stop", "restart", "destroy", "logs");

  private final CommandSpec spec;
  private final Supplier<Set<String>> nodes;

  /**
   * Completes the commands below one.
   *
   * @param nodes the names of the nodes, without waiting for them
   */
  CtlCompleter(CommandSpec spec, Supplier<Set<String>> nodes) {
    this.spec = spec;
    this.nodes = nodes;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    if (line.wordIndex() == 0) {
      commands(candidates);
      return;
    }
    String name = line.words().get(0);
    CommandLine command = spec.subcommands().get(name);
    if (command == null) {
      return;
    }
    if (line.word().startsWith("-")) {
      command.getCommandSpec().options().stream()
          .filter(option -> !option.hidden())
          .flatMap(CtlCompleter::candidates)
          .forEach(candidates::add);
    } else if (name.equals("help")) {
      commands(candidates);
    } else if (OF_NODES.contains(name)) {
      nodes.get().stream()
          .filter(node -> !line.words().subList(1, line.wordIndex()).contains(node))
          .map(Candidate::new)
          .forEach(candidates::add);
    }
  }

  private void commands(List<Candidate> candidates) {
    spec.subcommands()
        .forEach(
            (name, command) ->
                candidates.add(candidate(name, command.getCommandSpec().usageMessage())));
  }

  private static Candidate candidate(String name, CommandLine.Model.UsageMessageSpec usage) {
    String[] description = usage.description();
    String text = description.length == 0 ? null : description[0].replaceFirst("[.;:].*", "");
    return new Candidate(name, name, null, text, null, null, true);
  }

  private static Stream<Candidate> candidates(OptionSpec option) {
    String[] description = option.description();
    String text = description.length == 0 ? null : description[0].replaceFirst("[.;:].*", "");
    return Stream.of(option.names())
        .filter(name -> name.startsWith("--"))
        .map(name -> new Candidate(name, name, null, text, null, null, true));
  }
}
