package org.jbroker.tools.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jbroker.BrokerException;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.NetworkInfo;
import org.jbroker.cluster.ClusterLayout;
import org.jbroker.cluster.ClusterNode;
import org.jbroker.cluster.ClusterStatus;
import org.jbroker.cluster.ClusterStatusClient;
import org.jbroker.cluster.NodeType;
import org.jbroker.tools.cli.CommonOptions;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.Lines;
import org.jbroker.tools.cli.ToolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code broker cluster status}: asks a running node what it knows of its cluster. */
@Command(
    name = "status",
    description = {
      "Asks a node of a running cluster which nodes there are, and prints a table.",
      "",
      "The manager is asked, which is connected to all nodes; if it does not answer, the others"
          + " that listen are, one after the other. A node knows whom it is connected to: 'not seen'"
          + " are nodes that it does not connect to, which may be up or down."
    },
    footer = {"", "Exit status: 0 if a node answered, whatever it said; 1 if none did."})
public final class StatusCommand implements Callable<Integer> {

  private static final int MAX_TIMEOUT_SECONDS = 3600;

  private final Console console;
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Unmatched private List<String> unmatched = new ArrayList<>();

  @Option(
      names = "--layout",
      paramLabel = "FILE",
      description =
          "The layout (default: CLUSTER_LAYOUT, or else cluster-layout.yaml or .json in the working"
              + " directory).")
  private Path layoutFile;

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "Ask this node of the layout, and no other.")
  private String node;

  @Option(
      names = {"-p", "--peer"},
      paramLabel = "HOST:PORT",
      description = "Ask the node there, without a layout.")
  private NetworkInfo peer;

  @Option(
      names = "--topics",
      paramLabel = "PRESET",
      description =
          "${COMPLETION-CANDIDATES}: what the cluster's topics begin with (default:"
              + " ${DEFAULT-VALUE}).")
  private TopicPreset topics = TopicPreset.BRO;

  @Option(names = "--json", description = "Print JSON, on one line.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for each node that is asked (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds = 5;

  /** A command that prints here. */
  public StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    EndpointOptions options = common.endpointOptions(unmatched, List.of());
    if (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS) {
      throw wrong(
          "Invalid value for option '--timeout': expected 1 to "
              + MAX_TIMEOUT_SECONDS
              + ", not "
              + timeoutSeconds);
    }
    Optional<ClusterLayout> layout = layout();
    List<NetworkInfo> addresses =
        layout.map(this::addresses).orElseGet(() -> List.of(requireTcp(peer)));
    ClusterStatus status = ask(options, addresses);
    List<NodeRow> nodes = NodeRow.of(status, layout);
    if (json) {
      console.out(Lines.cleanJson(StatusText.json(status, nodes)));
    } else {
      StatusText.table(status, nodes).forEach(line -> console.out(Lines.clean(line)));
    }
    return ExitCode.OK;
  }

  private Optional<ClusterLayout> layout() {
    if (peer == null) {
      Path file = LayoutFiles.find(spec.commandLine(), layoutFile);
      return Optional.of(LayoutFiles.read(spec.commandLine(), file));
    }
    if (layoutFile != null || node != null) {
      throw wrong("--peer takes the place of --layout and --node");
    }
    return Optional.empty();
  }

  private NetworkInfo requireTcp(NetworkInfo address) {
    if (address.isUnixDomain() || address.address().isEmpty() || address.port() == 0) {
      throw wrong(
          "Invalid value for option '--peer': \"" + address + "\" needs a host and a port above 0");
    }
    return address;
  }

  /** Whom to ask, in this order. */
  private List<NetworkInfo> addresses(ClusterLayout layout) {
    if (node != null && layout.node(node).isEmpty()) {
      throw wrong("Invalid value for option '--node': the layout has no node '" + node + "'");
    }
    List<NetworkInfo> addresses =
        layout.nodes().values().stream()
            .filter(ClusterNode::listens)
            .filter(candidate -> node == null || candidate.name().equals(node))
            .sorted(Comparator.comparing(candidate -> candidate.type() != NodeType.MANAGER))
            .map(candidate -> NetworkInfo.of(candidate.host(), candidate.port()))
            .toList();
    if (addresses.isEmpty()) {
      throw wrong(node == null ? "the layout has no node that listens" : node + " does not listen");
    }
    return addresses;
  }

  private ClusterStatus ask(EndpointOptions options, List<NetworkInfo> addresses)
      throws InterruptedException {
    Duration timeout = Duration.ofSeconds(timeoutSeconds);
    try (ClusterStatusClient client = ClusterStatusClient.open(options, topics.topics())) {
      for (NetworkInfo address : addresses) {
        try {
          return client.ask(address.address(), address.port(), timeout);
        } catch (BrokerException e) {
          if (e.error().code() == ErrorCode.SHUTTING_DOWN) {
            throw e;
          }
          console.err("broker cluster status: " + Lines.clean(e.getMessage()));
        }
      }
    }
    throw new ToolException(
        "no node answered"
            + (topics == TopicPreset.BRO
                ? "; a cluster with Zeek's topics needs --topics=zeek"
                : ""));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
