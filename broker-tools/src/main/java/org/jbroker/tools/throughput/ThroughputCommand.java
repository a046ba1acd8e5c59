package org.jbroker.tools.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jbroker.EndpointOptions;
import org.jbroker.NetworkInfo;
import org.jbroker.tools.cli.CommonOptions;
import org.jbroker.tools.cli.Console;
import org.jbroker.tools.cli.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code broker throughput}: reads the options and runs the client or the server. */
@Command(
    name = "throughput",
    description = {
      "Generates Zeek events for a server, or counts them as one, and prints events per second.",
      "",
      "Without --server this is the client. Works against broker-throughput of the C++ Broker."
    },
    footer = {
      "",
      "  broker throughput --server 127.0.0.1:9999",
      "  broker throughput --batch-rate 0 127.0.0.1:9999"
    })
public final class ThroughputCommand implements Callable<Integer> {

  private static final int MAX_BATCH = 1 << 16;

  private final Console console;
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Unmatched private List<String> unmatched = new ArrayList<>();

  @Parameters(
      paramLabel = "HOST:PORT",
      description = "The server's address, or with --server where to listen.")
  private NetworkInfo address;

  @Option(names = "--server", description = "Count events instead of making them.")
  private boolean server;

  @Option(
      names = {"-t", "--event-type"},
      paramLabel = "TYPE",
      description = "1 (number and string, default), 2 (a line of conn.log) or 3 (a big table).")
  private int eventType = 1;

  @Option(
      names = {"-r", "--batch-rate"},
      paramLabel = "N",
      description = "Batches per second (default: 1); 0 for single events as fast as possible.")
  private double batchRate = 1;

  @Option(
      names = {"-s", "--batch-size"},
      paramLabel = "N",
      description = "Events per batch (default: 1).")
  private int batchSize = 1;

  @Option(
      names = {"-i", "--batch-size-increase-interval"},
      paramLabel = "SECONDS",
      description = "How often batches grow (default: never).")
  private double growthSeconds;

  @Option(
      names = {"-a", "--batch-size-increase-amount"},
      paramLabel = "N",
      description = "By how many events they grow then (default: 0).")
  private int growth;

  @Option(
      names = {"-m", "--max-received"},
      paramLabel = "N",
      description = "End after N events, received or sent (default: never).")
  private Long limit;

  /** A command that prints here. */
  public ThroughputCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    EndpointOptions options = common.endpointOptions(unmatched, List.of());
    validate();
    long events = limit == null ? Long.MAX_VALUE : limit;
    try (Session session = new Session(options, console::err)) {
      if (server) {
        new ThroughputServer(console, events)
            .run(new ThroughputRun(session.endpoint(), () -> session.listen(address)));
      } else {
        ThroughputClient.Load load =
            new ThroughputClient.Load(
                eventType, batchRate, batchSize, growthSeconds, growth, events);
        new ThroughputClient(console, load)
            .run(
                new ThroughputRun(
                    session.endpoint(), () -> session.peer(address, NetworkInfo.DEFAULT_RETRY)));
      }
    }
    return ExitCode.OK;
  }

  private void validate() {
    require(
        eventType >= 1 && eventType <= EventFactory.TYPES, "--event-type", "1, 2 or 3", eventType);
    require(batchRate >= 0 && batchRate <= 1e6, "--batch-rate", "0 to 1000000", batchRate);
    require(
        batchSize >= 1 && batchSize <= MAX_BATCH, "--batch-size", "1 to " + MAX_BATCH, batchSize);
    require(
        growthSeconds >= 0 && growthSeconds <= 1e6,
        "--batch-size-increase-interval",
        "0 to 1000000",
        growthSeconds);
    require(
        growth >= 0 && growth <= MAX_BATCH,
        "--batch-size-increase-amount",
        "0 to " + MAX_BATCH,
        growth);
    require(limit == null || limit > 0, "--max-received", "above 0", limit);
    require(
        server || address.isUnixDomain() || !address.address().isEmpty() && address.port() != 0,
        "HOST:PORT",
        "a host and a port above 0",
        address);
  }

  private void require(boolean holds, String option, String allowed, Object value) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for '" + option + "': expected " + allowed + ", not " + value);
    }
  }
}
