package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.TestCluster.SOON;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.cluster.log.LogStream;
import org.jbroker.cluster.log.LoggerOptions;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A logger in a process of its own, which is killed while it writes. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
@DisabledOnOs(OS.WINDOWS)
@Tag("long")
class LoggerProcessTest {

  private static final Pattern RECORD = Pattern.compile("worker-1\t\\d+");

  /** Starting a JVM takes a while on a busy machine. */
  private static final Duration START = SOON.plusSeconds(10);

  @TempDir Path directory;

  /** What runs there: a logger that prints its port, and ends with its input. */
  static final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException {
      Endpoint endpoint =
          Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).name("logger-1").build());
      int port = endpoint.listen(TestCluster.HOST, Integer.parseInt(args[0]));
      LoggerOptions options = LoggerOptions.builder().directory(Path.of(args[1])).build();
      try (Cluster cluster =
          Cluster.builder()
              .endpoint(endpoint)
              .options(
                  ClusterOptions.builder()
                      .nodes(layout(0)) // It listens already.
                      .node("logger-1")
                      .loggerOptions(options)
                      .build())
              .join()) {
        System.out.println("port " + port + " of " + cluster.options().node());
        while (System.in.read() >= 0) {
          // Until the input ends.
        }
      }
      System.out.println("left");
    }
  }

  private static ClusterLayout layout(int port) {
    return ClusterLayout.builder()
        .node(ClusterNode.of("logger-1", NodeType.LOGGER, TestCluster.HOST, port))
        .node(ClusterNode.of("worker-1", NodeType.WORKER, TestCluster.HOST, 0))
        .build();
  }

  private TestProcess logger(int port) {
    return TestProcess.java(Main.class, Integer.toString(port), directory.toString())
        .name("logger-1")
        .start();
  }

  private static int port(TestProcess logger) {
    String line = logger.awaitLine(Pattern.compile("port \\d+ of logger-1"), START);
    return Integer.parseInt(line.split(" ")[1]);
  }

  private Cluster worker(int port) {
    return Cluster.builder()
        .endpointOptions(EndpointOptions.builder().ignoreBrokerConf(true).build())
        .options(
            ClusterOptions.builder()
                .nodes(layout(port))
                .node("worker-1")
                .retryInterval(Duration.ofMillis(200))
                .loggerOptions(
                    LoggerOptions.builder()
                        .batchSize(10)
                        .batchInterval(Duration.ofMillis(20))
                        .build())
                .build())
        .join();
  }

  private List<String> records() {
    return LogNodes.records(directory, "numbered");
  }

  @Test
  void killedLoggerLosesTheBatchesUnderWayAndNothingElse() throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    try (TestProcess first = logger(0);
        Cluster worker = worker(port(first))) {
      LogStream stream = worker.logStream(LogNodes.NUMBERED);
      Thread writer =
          new Thread(
              () -> {
                while (!stopped.get()) {
                  // Not faster than a logger can be, which is what this is not about.
                  if (worker.logMetrics().waiting() < 100) {
                    assertThat(stream.write("worker-1", written.getAndIncrement())).isTrue();
                  }
                }
              },
              "writer");
      writer.start();
      // Records flow as soon as the logger is connected, before it is known who that is.
      assertThat(worker.awaitNode("logger-1", SOON)).isTrue();
      Await.until(SOON, "the logger is at work", () -> records().size() > 500);

      first.kill9();
      Await.until(SOON, "the loss is noticed", () -> worker.loggerCount() == 0);
      int afterTheLoss = written.get();
      long sentBefore = worker.logMetrics().sent();

      try (TestProcess second = logger(port(first))) {
        port(second);
        Await.until(SOON, "more was sent", () -> worker.logMetrics().sent() > sentBefore + 500);
        stopped.set(true);
        writer.join();
        Await.until(SOON, "all is sent", () -> worker.logMetrics().waiting() == 0);
        second.closeInput();
        second.awaitLine(Pattern.compile("left"), SOON);
        assertThat(second.requireEnd(SOON)).isZero();
      }

      List<String> records = records();
      assertThat(records).allMatch(line -> RECORD.matcher(line).matches());
      Set<String> different = new HashSet<>(records);
      assertThat(different).as("each once").hasSize(records.size());
      // What was written when the loss was known waited, and is there.
      List<String> expected =
          IntStream.range(afterTheLoss, written.get()).mapToObj(i -> "worker-1\t" + i).toList();
      assertThat(expected.stream().filter(record -> !different.contains(record))).isEmpty();
      assertThat(worker.logMetrics().sent()).isEqualTo(written.get());
      assertThat(records.size()).isGreaterThan(500).isLessThanOrEqualTo(written.get());
    }
  }
}
