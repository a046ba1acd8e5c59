package org.jbroker.tools.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jbroker.cluster.ClusterOptions;
import org.jbroker.cluster.log.LogFormat;
import org.jbroker.cluster.log.LoggerOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a node of {@code cluster node} can be told, and {@code cluster run} tells all nodes. */
final class NodeSettings {

  private static final double MAX_RETRY_SECONDS = 86_400;
  private static final int MAX_RATE = 10_000;
  private static final int MAX_HOSTS = 65_536;
  private static final double NANOS_PER_SECOND = 1e9;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--store-dir",
      paramLabel = "DIR",
      description =
          "Keep the store of the counts in a SQLite file there; in memory without this option.")
  private Path storeDirectory;

  @Option(
      names = "--log-dir",
      paramLabel = "DIR",
      description = "Loggers write to DIR/NODE (default: ${DEFAULT-VALUE}).",
      defaultValue = "logs")
  private Path logDirectory;

  @Option(names = "--log-json", description = "Loggers write JSON lines instead of tables.")
  private boolean logJson;

  @Option(
      names = "--topics",
      paramLabel = "PRESET",
      description =
          "${COMPLETION-CANDIDATES}: what topics begin with (default: ${DEFAULT-VALUE}); today's"
              + " Zeek uses the second.")
  private TopicPreset topics = TopicPreset.BRO;

  @Option(
      names = "--retry",
      paramLabel = "SECONDS",
      description =
          "Longest pause between attempts to reach a node (default: BRO_DEFAULT_CONNECT_RETRY, or"
              + " else 2).")
  private Double retrySeconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Sightings of hosts that each worker makes up in a second (default: ${DEFAULT-VALUE}).")
  private int rate = 10;

  @Option(
      names = "--hosts",
      paramLabel = "N",
      description = "How many hosts there are (default: ${DEFAULT-VALUE}).")
  private int hosts = 16;

  /** What picocli calls. */
  NodeSettings() {}

  /**
   * Checks the ranges.
   *
   * @throws ParameterException naming the option that is wrong
   */
  void validate() {
    require(rate >= 0 && rate <= MAX_RATE, "--rate", "0 to " + MAX_RATE, rate);
    require(hosts >= 1 && hosts <= MAX_HOSTS, "--hosts", "1 to " + MAX_HOSTS, hosts);
    require(
        retrySeconds == null || retrySeconds > 0 && retrySeconds <= MAX_RETRY_SECONDS,
        "--retry",
        "above 0, up to 86400",
        retrySeconds);
  }

  private void require(boolean holds, String option, String allowed, Object value) {
    if (!holds) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '" + option + "': expected " + allowed + ", not " + value);
    }
  }

  int rate() {
    return rate;
  }

  int hosts() {
    return hosts;
  }

  /** Whether the counts are to survive their master. */
  boolean isPersistent() {
    return storeDirectory != null;
  }

  TopicPreset topics() {
    return topics;
  }

  /** Where a logger of that name writes. */
  Path logDirectory(String node) {
    return logDirectory.resolve(node);
  }

  /**
   * The options of a cluster, but layout and node.
   *
   * @param node whose logs go where
   * @throws ParameterException if a variable is wrong
   */
  ClusterOptions.Builder options(String node, Map<String, String> variables) {
    ClusterOptions.Builder options =
        ClusterOptions.builder().retryInterval(Duration.ofSeconds(2)).topics(topics.topics());
    try {
      options.environment(variables);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (retrySeconds != null) {
      options.retryInterval(Duration.ofNanos((long) (retrySeconds * NANOS_PER_SECOND)));
    }
    if (storeDirectory != null) {
      options.defaultStoreDir(storeDirectory.toString());
    }
    return options.loggerOptions(
        LoggerOptions.builder()
            .directory(logDirectory(node))
            .format(logJson ? LogFormat.JSON : LogFormat.TSV)
            .build());
  }

  /** Makes the directory of stores, if one was named; loggers make theirs. */
  void createDirectories() throws IOException {
    if (storeDirectory != null) {
      Files.createDirectories(storeDirectory);
    }
  }

  /** The same as arguments for another process. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    if (storeDirectory != null) {
      arguments.add("--store-dir=" + storeDirectory);
    }
    arguments.add("--log-dir=" + logDirectory);
    if (logJson) {
      arguments.add("--log-json");
    }
    arguments.add("--topics=" + topics);
    if (retrySeconds != null) {
      arguments.add("--retry=" + retrySeconds);
    }
    arguments.add("--rate=" + rate);
    arguments.add("--hosts=" + hosts);
    return arguments;
  }
}
