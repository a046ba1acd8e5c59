package org.jbroker.tools.ctl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.SupervisorCommands;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** A command that does something with nodes, each of them or all. */
abstract class NodesCommand extends CtlAction {

  private static final String ALL = "all nodes";

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Nodes. Default: all.")
  private List<String> names = List.of();

  private final String done;

  /**
   * A command.
   *
   * @param done what has happened to a node then: {@code started}
   */
  NodesCommand(String done) {
    this.done = done;
  }

  final List<String> names() {
    return names;
  }

  /** Does it with one node. */
  abstract CompletableFuture<Void> one(SupervisorCommands commands, String node);

  /** Does it with all nodes. */
  abstract CompletableFuture<Void> all(SupervisorCommands commands);

  /** A name that may be one of a node. */
  static String checked(CtlAction action, String name) {
    try {
      return NodeConfig.of(name, "true").name();
    } catch (IllegalArgumentException e) {
      throw action.wrong(e.getMessage());
    }
  }

  @Override
  int run(CtlSession session) throws InterruptedException {
    names.forEach(name -> checked(this, name));
    SupervisorCommands commands = session.commands(true);
    Map<String, CompletableFuture<Void>> asked = new LinkedHashMap<>();
    if (names.isEmpty()) {
      asked.put(ALL, all(commands));
    }
    names.forEach(name -> asked.computeIfAbsent(name, node -> one(commands, node)));
    Map<String, String> failures = new LinkedHashMap<>();
    List<String> succeeded = new ArrayList<>();
    for (Map.Entry<String, CompletableFuture<Void>> entry : asked.entrySet()) {
      try {
        entry.getValue().get();
        succeeded.add(entry.getKey());
        output().line(done + " " + entry.getKey());
      } catch (ExecutionException e) {
        failures.put(entry.getKey(), e.getCause().getMessage());
        output().complain(e.getCause().getMessage());
      }
    }
    report(succeeded, failures);
    return failures.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void report(List<String> succeeded, Map<String, String> failures) {
    output()
        .object(
            json -> {
              json.writeBooleanField("ok", failures.isEmpty());
              if (names.isEmpty()) {
                json.writeStringField("nodes", "all");
                if (!failures.isEmpty()) {
                  json.writeStringField("error", failures.get(ALL));
                }
                return;
              }
              json.writeArrayFieldStart(done);
              for (String node : succeeded) {
                json.writeString(node);
              }
              json.writeEndArray();
              json.writeObjectFieldStart("failed");
              for (Map.Entry<String, String> failure : failures.entrySet()) {
                json.writeStringField(failure.getKey(), failure.getValue());
              }
              json.writeEndObject();
            });
  }
}
