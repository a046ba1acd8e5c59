package org.jbroker.tools.ctl;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jbroker.supervisor.NodeStatus;
import org.jbroker.supervisor.SupervisorCommands;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code status}: what the supervisor knows of its nodes. */
@Command(
    name = "status",
    description =
        "Shows nodes: name, type, state, pid, uptime, restarts. Fails if no supervisor runs; it"
            + " never starts one.")
final class StatusCommand extends CtlAction {

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Nodes. Default: all.")
  private List<String> names = List.of();

  @Override
  int run(CtlSession session) throws InterruptedException {
    names.forEach(name -> NodesCommand.checked(this, name));
    boolean start = ctl().isInShell();
    SupervisorCommands commands = session.commands(start);
    List<NodeStatus> nodes = new ArrayList<>();
    if (names.isEmpty()) {
      nodes.addAll(commands.status().values());
    } else {
      for (String name : names) {
        nodes.add(commands.status(name));
      }
    }
    OptionalLong pid = session.client(start).supervisorPid();
    StatusReport report = new StatusReport(nodes, Instant.now());
    CtlOutput output = output();
    output.object(
        json -> {
          json.writeObjectFieldStart("supervisor");
          json.writeStringField("directory", session.directory().toString());
          if (pid.isPresent()) {
            json.writeNumberField("pid", pid.getAsLong());
          }
          json.writeEndObject();
          json.writeFieldName("nodes");
          report.write(json);
        });
    if (!output.isJson()) {
      if (nodes.isEmpty()) {
        output.line("no nodes");
      } else {
        report.table(output.hasColour()).forEach(output::rawLine);
      }
    }
    return ExitCode.OK;
  }
}
