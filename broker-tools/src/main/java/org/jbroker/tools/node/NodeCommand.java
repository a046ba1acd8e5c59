package org.jbroker.tools.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jbroker.EndpointOptions;
import org.jbroker.Topic;
import org.jbroker.store.Store;
import org.jbroker.tools.cli.CommonOptions;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.InputWatch;
import org.jbroker.tools.cli.PeeringOptions;
import org.jbroker.tools.cli.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code broker node}: reads the options and runs the mode. */
@Command(
    name = "node",
    description = {
      "Runs an endpoint: a relay, one that measures round trips, or one that answers them. It can"
          + " hold data stores, and serve browsers and scripts over WebSocket, too.",
      "",
      "Prints what happens to its peerings, one event a line. In ping mode standard output is for"
          + " the round trips alone, and events go to standard error. Works against broker-node of"
          + " the C++ Broker."
    },
    footer = {
      "",
      "Every key of broker.conf is an option, too: --heartbeat-interval=1s",
      "Ends on SIGINT and SIGTERM after leaving its peers politely."
    })
public final class NodeCommand implements Callable<Integer> {

  private static final int MAX_TTL = 0xFFFF;
  private static final int MAX_PAYLOAD_BYTES = 60 << 20;

  /** What a node does with messages. */
  enum Mode {
    /** Forwards them between its peers. */
    RELAY,
    /** Sends pings and waits for the answers. */
    PING,
    /** Answers pings. */
    PONG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Console console;
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Unmatched private List<String> unmatched = new ArrayList<>();
  @Mixin private PeeringOptions peering;
  @Mixin private StoreOptions stores;
  @Mixin private WebSocketMixin webSocket;

  @Option(
      names = {"-m", "--mode"},
      paramLabel = "MODE",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Mode mode = Mode.RELAY;

  @Option(
      names = {"-t", "--topic"},
      paramLabel = "TOPIC",
      description =
          "Topic to relay, to ping on (the first one), or to answer on; repeatable. Required unless"
              + " a relay holds a data store or serves WebSocket.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description =
          "Ping: round trips to measure (default: 100). Others: end after N messages"
              + " (default: never).")
  private Long count;

  @Option(
      names = {"-s", "--payload"},
      paramLabel = "BYTES",
      description = "Length of the string that a ping carries (default: 0).")
  private int payloadBytes;

  @Option(
      names = {"-r", "--rate"},
      description = "Print messages per second, each second; in ping mode instead of round trips.")
  private boolean rate;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Ping: give up if an answer takes longer (default: 10); 0 waits for ever.")
  private int timeoutSeconds = 10;

  @Option(
      names = "--ttl",
      paramLabel = "HOPS",
      description = "Hops that a forwarded message may still travel (default: 20).")
  private Integer ttl;

  @Option(names = "--no-forward", description = "Do not forward messages between peers.")
  private boolean noForward;

  /** Set for nodes that another program started and that shall not outlive it. */
  @Option(names = "--exit-on-eof", hidden = true)
  private boolean exitOnEndOfInput;

  /** A command that prints here. */
  public NodeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<String> settings = new ArrayList<>();
    if (ttl != null) {
      settings.add("--ttl=" + ttl);
    }
    if (noForward) {
      settings.add("--forward=false");
    }
    EndpointOptions options = common.endpointOptions(unmatched, settings);
    validate();
    Consumer<String> events = mode == Mode.PING ? console::err : console::out;
    try (Session session = new Session(options, events)) {
      if (exitOnEndOfInput) {
        InputWatch.exitAtEnd();
      }
      if (!noForward) {
        session.endpoint().forward(topics.stream().map(Topic::of).toArray(Topic[]::new));
      }
      List<Store> attached = stores.attach(session.endpoint(), events);
      webSocket.listen(session.endpoint(), options.tls(), attached, events);
      NodeRun run = new NodeRun(session, peering, topics, console, common.isVerbose(), rate);
      switch (mode) {
        case RELAY -> new RelayMode(run, count).run();
        case PING ->
            new PingMode(run, count == null ? PingMode.DEFAULT_COUNT : count, payloadBytes)
                .run(timeoutSeconds);
        case PONG -> new PongMode(run, count).run();
      }
    }
    return ExitCode.OK;
  }

  private void validate() {
    webSocket.validate();
    if (webSocket.isEmpty()) {
      peering.validate();
    } else {
      peering.validateIfGiven();
    }
    stores.validate();
    boolean serves = !stores.isEmpty() || !webSocket.isEmpty();
    if (topics.isEmpty() && (mode != Mode.RELAY || !serves)) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--topic=TOPIC'");
    }
    require(count == null || count > 0, "--count", "above 0", count);
    require(
        payloadBytes >= 0 && payloadBytes <= MAX_PAYLOAD_BYTES,
        "--payload",
        "0 to " + MAX_PAYLOAD_BYTES,
        payloadBytes);
    require(timeoutSeconds >= 0, "--timeout", "0 or more", timeoutSeconds);
    require(ttl == null || ttl >= 1 && ttl <= MAX_TTL, "--ttl", "1 to " + MAX_TTL, ttl);
    for (String topic : topics) {
      if (topic.getBytes(StandardCharsets.UTF_8).length > Topic.MAX_LENGTH) {
        throw new ParameterException(
            spec.commandLine(),
            "Invalid value for option '--topic': longer than " + Topic.MAX_LENGTH + " bytes");
      }
    }
  }

  private void require(boolean holds, String option, String allowed, Object value) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '" + option + "': expected " + allowed + ", not " + value);
    }
  }
}
