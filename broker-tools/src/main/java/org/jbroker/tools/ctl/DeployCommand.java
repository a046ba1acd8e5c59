package org.jbroker.tools.ctl;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.NodeType;
import org.jbroker.supervisor.Deployment;
import org.jbroker.supervisor.SupervisorClient;
import org.jbroker.tools.cli.OwnProcess;
import org.jline.reader.SyntaxError;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deploy}: this machine's nodes of a cluster layout. */
@Command(
    name = "deploy",
    description = {
      "Runs the nodes of a cluster layout whose addresses are this machine's. Nodes that were"
          + " deployed before are recreated if something has changed (a change of the layout"
          + " concerns all of them), left alone if not, and destroyed if the layout does not have"
          + " them any more. Nodes without a layout stay as they are.",
      "",
      "In commands, {node}, {layout}, {type}, {host}, {port} and {interface} are replaced."
    })
final class DeployCommand extends CtlAction {

  private static final int NODE_HEAP_MEBIBYTES = 128;

  @Parameters(paramLabel = "LAYOUT", description = "A cluster layout in YAML or JSON.")
  private Path file;

  @Option(
      names = "--command",
      paramLabel = "COMMAND",
      description =
          "What runs a node: words, quoted as in a shell. Default: 'broker cluster node --layout"
              + " {layout} --node {node}' of this program.")
  private String command;

  @Option(
      names = "--command-of",
      paramLabel = "TYPE=COMMAND",
      description = "The same for nodes of one type, such as worker; many.")
  private Map<String, String> commandsOfTypes = Map.of();

  @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable of all; many.")
  private Map<String, String> env = Map.of();

  @Option(names = "--wait", description = "Return when all are ready; fail if one is not.")
  private boolean wait;

  @Mixin private LifeOptions life;

  @Override
  int run(CtlSession session) throws InterruptedException {
    Deployment deployment = deployment(CreateCommand.layout(file));
    SupervisorClient client = session.client(true);
    Deployment.Result result;
    try {
      result = client.deploy(deployment);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
    if (wait) {
      Duration patience =
          session.timeout().orElse(Duration.ofSeconds(30)).plus(life.readiness(ctl()).time());
      for (String node : result.here()) {
        client.awaitRunning(node, patience);
      }
    }
    report(result);
    return ExitCode.OK;
  }

  private Deployment deployment(ClusterLayout layout) {
    try {
      List<String> common =
          command == null
              ? OwnProcess.builder(
                      NODE_HEAP_MEBIBYTES,
                      List.of("cluster", "node", "--layout", "{layout}", "--node", "{node}"))
                  .command()
              : words(command);
      Deployment.Builder builder =
          Deployment.builder(layout, common)
              .env(env)
              .restart(life.restart(ctl()))
              .readiness(life.readiness(ctl()))
              .stopGrace(life.stopGrace(ctl()));
      commandsOfTypes.forEach((type, text) -> builder.command(type(type), words(text)));
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private static NodeType type(String text) {
    return NodeType.parse(text.toLowerCase(Locale.ROOT))
        .orElseThrow(() -> new IllegalArgumentException("--command-of: no type '" + text + "'"));
  }

  private static List<String> words(String text) {
    try {
      return ShellWords.split(text);
    } catch (SyntaxError e) {
      throw new IllegalArgumentException("a command has a quote that is not closed: " + text, e);
    }
  }

  private void report(Deployment.Result result) {
    output().line(result.toString());
    output()
        .object(
            json -> {
              json.writeBooleanField("ok", true);
              names(json, "created", result.created());
              names(json, "recreated", result.recreated());
              names(json, "unchanged", result.unchanged());
              names(json, "destroyed", result.destroyed());
              names(json, "elsewhere", result.elsewhere());
            });
  }

  private static void names(JsonGenerator json, String field, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }
}
