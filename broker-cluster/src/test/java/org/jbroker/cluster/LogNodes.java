package org.jbroker.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jbroker.BrokerError;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.LoggerOptions;

/** A {@link TestCluster} whose nodes log into a folder each, in small batches. */
final class LogNodes implements AutoCloseable {

  /** A stream of numbered records: who wrote it, and which one it is. */
  static final LogSchema NUMBERED =
      LogSchema.of(
          "Numbered::LOG",
          List.of(new LogColumn("writer", LogType.STRING), new LogColumn("number", LogType.COUNT)));

  final TestCluster nodes = new TestCluster();
  final Queue<BrokerError> errors = new ConcurrentLinkedQueue<>();
  private final Path directory;
  private UnaryOperator<LoggerOptions.Builder> change = options -> options;

  LogNodes(Path directory) {
    this.directory = directory;
    nodes.options((name, options) -> options.loggerOptions(loggerOptions(name)));
  }

  /** Changes the options of nodes that start from now on. */
  LogNodes logging(UnaryOperator<LoggerOptions.Builder> changes) {
    change = changes;
    return this;
  }

  private LoggerOptions loggerOptions(String name) {
    return change
        .apply(
            LoggerOptions.builder()
                .directory(directory.resolve(name))
                .batchSize(10)
                .batchInterval(Duration.ofMillis(20))
                .onError(errors::add))
        .build();
  }

  /** The records in all files of a logger, of one log, in the order of names. */
  List<String> records(String node, String log) {
    return records(directory.resolve(node), log);
  }

  /** The records in all files of a folder, of one log, in the order of names. */
  static List<String> records(Path files, String log) {
    if (!Files.isDirectory(files)) {
      return List.of();
    }
    List<String> records = new ArrayList<>();
    try (Stream<Path> all = Files.list(files)) {
      for (Path file : all.sorted().toList()) {
        if (file.getFileName().toString().startsWith(log + ".")) {
          Files.readAllLines(file).stream()
              .filter(line -> !line.startsWith("#"))
              .forEach(records::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return records;
  }

  /** As {@link #records(String, String)} of several loggers, one behind the other. */
  List<String> records(String log, List<String> loggers) {
    return loggers.stream().flatMap(logger -> records(logger, log).stream()).toList();
  }

  @Override
  public void close() {
    nodes.close();
  }
}
