package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jbroker.cluster.LogNodes.NUMBERED;
import static org.jbroker.cluster.TestCluster.SOON;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogFormat;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogStream;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.LoggerOptions;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of a cluster, over sockets and into files. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class ClusterLogTest {

  private static final List<String> LOGGERS = List.of("logger-1", "logger-2");

  @TempDir Path directory;

  private LogNodes logs;

  @BeforeEach
  void make() {
    logs = new LogNodes(directory);
  }

  @AfterEach
  void close() {
    logs.close();
  }

  private TestCluster nodes() {
    return logs.nodes;
  }

  private static List<String> numbered(String writer, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> writer + "\t" + i).toList();
  }

  private static void write(Cluster node, int from, int to) {
    LogStream stream = node.logStream(NUMBERED);
    for (int i = from; i < to; i++) {
      assertThat(stream.write(node.options().node(), i)).isTrue();
    }
  }

  private void awaitRecords(List<String> loggers, List<String> expected) {
    Await.value(
        SOON,
        "all records are written",
        () -> logs.records("numbered", loggers),
        records -> records.size() >= expected.size());
    assertThat(logs.records("numbered", loggers)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void recordsAreSpreadOverLoggersInBatches(int version) throws Exception {
    nodes()
        .endpoints(endpoint -> endpoint.maxProtocolVersion(version))
        .node("manager", NodeType.MANAGER)
        .node("logger-1", NodeType.LOGGER)
        .node("logger-2", NodeType.LOGGER)
        .node("worker-1", NodeType.WORKER)
        .startAll()
        .awaitMembers("worker-1", "logger-1", "logger-2", "manager");

    write(nodes().cluster("worker-1"), 0, 200);

    awaitRecords(LOGGERS, numbered("worker-1", 0, 200));
    for (String logger : LOGGERS) {
      List<String> records = logs.records(logger, "numbered");
      assertThat(records).as(logger).hasSizeGreaterThanOrEqualTo(50);
      // Batches of one node to one logger keep their order.
      assertThat(records.stream().map(line -> Integer.parseInt(line.split("\t")[1])).toList())
          .isSorted();
    }
    assertThat(nodes().cluster("worker-1").logMetrics().sent()).isEqualTo(200);
    assertThat(nodes().cluster("worker-1").logMetrics().waiting()).isZero();
    assertThat(logs.errors).isEmpty();
  }

  @Test
  void clusterLogHasTimeNodeAndMessage() throws Exception {
    nodes()
        .node("manager", NodeType.MANAGER)
        .node("logger-1", NodeType.LOGGER)
        .node("worker-1", NodeType.WORKER)
        .startAll()
        .awaitMembers("worker-1", "logger-1", "manager");
    Instant before = Instant.now();

    for (String node : List.of("manager", "logger-1", "worker-1")) {
      assertThat(nodes().cluster(node).log("hello from\t" + node)).isTrue();
    }

    List<String> records =
        Await.value(
            SOON, "three records", () -> logs.records("logger-1", "cluster"), r -> r.size() == 3);
    assertThat(records)
        .extracting(line -> line.substring(line.indexOf('\t') + 1))
        .containsExactlyInAnyOrder(
            "manager\thello from\\x09manager",
            "logger-1\thello from\\x09logger-1",
            "worker-1\thello from\\x09worker-1");
    assertThat(records)
        .allSatisfy(
            line ->
                assertThat(Double.parseDouble(line.split("\t")[0]))
                    .isBetween(before.toEpochMilli() / 1e3 - 1, before.toEpochMilli() / 1e3 + 60));
  }

  @Test
  void managerWritesWhereThereIsNoLogger() throws Exception {
    nodes()
        .node("manager", NodeType.MANAGER)
        .node("worker-1", NodeType.WORKER)
        .startAll()
        .awaitMembers("worker-1", "manager");

    write(nodes().cluster("worker-1"), 0, 25);
    write(nodes().cluster("manager"), 0, 5);

    List<String> expected = new java.util.ArrayList<>(numbered("worker-1", 0, 25));
    expected.addAll(numbered("manager", 0, 5));
    awaitRecords(List.of("manager"), expected);
  }

  @Test
  void withoutRoundRobinAllLoggersWriteEverything() throws Exception {
    nodes()
        .options(
            (name, options) ->
                options
                    .enableRoundRobinLogging(false)
                    .loggerOptions(
                        LoggerOptions.builder()
                            .directory(directory.resolve(name))
                            .batchInterval(Duration.ofMillis(20))
                            .build()))
        .node("logger-1", NodeType.LOGGER)
        .node("logger-2", NodeType.LOGGER)
        .node("worker-1", NodeType.WORKER)
        .startAll()
        .awaitMembers("worker-1", "logger-1", "logger-2");

    write(nodes().cluster("worker-1"), 0, 30);

    for (String logger : LOGGERS) {
      awaitRecords(List.of(logger), numbered("worker-1", 0, 30));
    }
  }

  @Test
  void recordsWaitUntilALoggerIsThere() throws Exception {
    nodes().node("logger-1", NodeType.LOGGER).node("worker-1", NodeType.WORKER);
    Cluster worker = nodes().start("worker-1");
    write(worker, 0, 35);
    assertThat(worker.logMetrics().waiting()).isEqualTo(35);

    nodes().start("logger-1");

    awaitRecords(List.of("logger-1"), numbered("worker-1", 0, 35));
    assertThat(worker.logMetrics().waiting()).isZero();
  }

  @Test
  void nothingIsLostWhenALoggerLeavesPolitely() throws Exception {
    nodes()
        .node("manager", NodeType.MANAGER)
        .node("logger-1", NodeType.LOGGER)
        .node("logger-2", NodeType.LOGGER)
        .node("worker-1", NodeType.WORKER)
        .node("worker-2", NodeType.WORKER)
        .startAll();
    List<String> workers = List.of("worker-1", "worker-2");
    for (String worker : workers) {
      nodes().awaitMembers(worker, "logger-1", "logger-2", "manager");
    }
    List<String> expected = new java.util.ArrayList<>();
    List<Thread> writers = new java.util.ArrayList<>();
    for (String worker : workers) {
      Cluster node = nodes().cluster(worker);
      expected.addAll(numbered(worker, 0, 5_000));
      Thread writer = new Thread(() -> write(node, 0, 5_000), "writer-" + worker);
      writers.add(writer);
      writer.start();
    }
    Await.until(SOON, "logger-1 is at work", () -> !logs.records("logger-1", "numbered").isEmpty());

    nodes().stop("logger-1");

    for (Thread writer : writers) {
      writer.join(SOON.toMillis());
    }
    awaitRecords(LOGGERS, expected);
    assertThat(logs.errors).isEmpty();
  }

  @Test
  void nothingIsLostWhileTheOnlyLoggerIsRestarted() throws Exception {
    nodes()
        .node("manager", NodeType.MANAGER)
        .node("logger-1", NodeType.LOGGER)
        .node("worker-1", NodeType.WORKER)
        .startAll()
        .awaitMembers("worker-1", "logger-1", "manager");
    Cluster worker = nodes().cluster("worker-1");
    write(worker, 0, 1_000);

    nodes().stop("logger-1");
    write(worker, 1_000, 2_000);
    nodes().reopen("logger-1");
    nodes().start("logger-1");
    write(worker, 2_000, 3_000);

    awaitRecords(List.of("logger-1"), numbered("worker-1", 0, 3_000));
    assertThat(logs.errors).isEmpty();
  }

  @Test
  void nodeThatLeavesSendsWhatItHas() throws Exception {
    logs.logging(options -> options.batchInterval(Duration.ofHours(1)).batchSize(10_000));
    nodes()
        .node("logger-1", NodeType.LOGGER)
        .node("worker-1", NodeType.WORKER)
        .startAll()
        .awaitMembers("worker-1", "logger-1");
    write(nodes().cluster("worker-1"), 0, 99);
    write(nodes().cluster("logger-1"), 0, 9);
    assertThat(logs.records("logger-1", "numbered")).isEmpty();

    nodes().stop("worker-1");
    nodes().stop("logger-1");

    List<String> expected = new java.util.ArrayList<>(numbered("worker-1", 0, 99));
    expected.addAll(numbered("logger-1", 0, 9));
    assertThat(logs.records("logger-1", "numbered")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(logs.errors).isEmpty();
  }

  @Test
  void whatNoLoggerTookIsCountedAndReportedAtTheEnd() {
    nodes().node("logger-1", NodeType.LOGGER).node("worker-1", NodeType.WORKER);
    Cluster worker = nodes().start("worker-1");
    write(worker, 0, 7);

    nodes().stop("worker-1");

    assertThat(worker.logMetrics().lost(LogLoss.CLOSED)).isEqualTo(7);
    assertThat(logs.errors).hasSize(1);
    assertThat(logs.errors.element().code()).isEqualTo(ErrorCode.SHUTTING_DOWN);
    assertThat(logs.errors.element().message()).contains("7 log records are lost");
    assertThat(worker.log("too late")).isFalse();
    assertThatThrownBy(() -> worker.logStream(NUMBERED)).isInstanceOf(BrokerException.class);
  }

  @Test
  void fullBufferRefusesCountsAndReports() {
    logs.logging(options -> options.maxWaitingRecords(5));
    nodes().node("logger-1", NodeType.LOGGER).node("worker-1", NodeType.WORKER);
    Cluster worker = nodes().start("worker-1");
    write(worker, 0, 5);

    for (int i = 0; i < 100; i++) {
      assertThat(worker.logStream(NUMBERED).write("worker-1", i)).isFalse();
    }

    assertThat(worker.logMetrics().lost(LogLoss.BUFFER_FULL)).isEqualTo(100);
    assertThat(worker.logMetrics().waiting()).isEqualTo(5);
    // Told at 1, 2, 4 ... 64: not once a record.
    assertThat(logs.errors).hasSize(7);
  }

  @Test
  void recordsOfAJavaClassAreLoggedAsJson() throws Exception {
    logs.logging(options -> options.format(LogFormat.JSON));
    nodes()
        .node("logger-1", NodeType.LOGGER)
        .node("worker-1", NodeType.WORKER)
        .startAll()
        .awaitMembers("worker-1", "logger-1");
    LogStream stream =
        nodes().cluster("worker-1").logStream(LogSchema.of("ScanSeen::LOG", Scan.class));

    stream.write(new Scan(Instant.ofEpochSecond(1_700_000_000), "10.0.0.1", List.of(22, 80)));

    assertThat(
            Await.value(
                SOON,
                "the record",
                () -> logs.records("logger-1", "scan_seen"),
                records -> records.size() == 1))
        .containsExactly("{\"ts\":1700000000.0,\"orig_host\":\"10.0.0.1\",\"ports\":[22,80]}");
  }

  private record Scan(Instant ts, String origHost, List<Integer> ports) {}

  @Test
  void streamIsOneForItsSchema() {
    nodes().node("worker-1", NodeType.WORKER);
    Cluster worker = nodes().start("worker-1");
    LogStream stream = worker.logStream(NUMBERED);

    assertThat(worker.logStream(NUMBERED)).isSameAs(stream);
    LogSchema other = LogSchema.of(NUMBERED.streamId(), List.of(new LogColumn("n", LogType.INT)));
    assertThatThrownBy(() -> worker.logStream(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other columns");
    assertThatThrownBy(() -> stream.write("worker-1", "not a number"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column number of Numbered::LOG");
    assertThatThrownBy(() -> stream.write("x".repeat(LogStream.MAX_RECORD_BYTES), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16777216");
    assertThat(worker.log("half a surrogate: \ud800")).isTrue();
  }

  @Test
  void withoutAClusterFilesAreWrittenHere() {
    LoggerOptions options =
        LoggerOptions.builder()
            .directory(directory.resolve("alone"))
            .batchInterval(Duration.ofMillis(20))
            .onError(logs.errors::add)
            .build();
    try (Cluster alone =
        Cluster.builder()
            .options(ClusterOptions.builder().loggerOptions(options).build())
            .endpointOptions(org.jbroker.EndpointOptions.builder().ignoreBrokerConf(true).build())
            .join()) {
      alone.log("nobody else here");

      Await.until(SOON, () -> logs.records("alone", "cluster").size() == 1);
      assertThat(alone.logMetrics().written()).isEqualTo(1);
      alone.log("the last one");
    }
    assertThat(logs.records("alone", "cluster"))
        .extracting(line -> line.substring(line.indexOf('\t') + 1))
        .containsExactly("(empty)\tnobody else here", "(empty)\tthe last one");
  }

  @Test
  void folderThatCannotBeUsedIsReportedAndTheNodeLivesOn() throws Exception {
    Path file = java.nio.file.Files.writeString(directory.resolve("file"), "");
    logs.logging(options -> options.directory(file.resolve("logs")));
    nodes().node("logger-1", NodeType.LOGGER);
    Cluster logger = nodes().start("logger-1");

    logger.log("one");
    Await.until(SOON, () -> logger.logMetrics().lost(LogLoss.WRITE_FAILED) == 1);
    logger.log("two");
    Await.until(SOON, () -> logger.logMetrics().lost(LogLoss.WRITE_FAILED) == 2);

    assertThat(logs.errors).hasSize(1);
    assertThat(logs.errors.element().code()).isEqualTo(ErrorCode.CANNOT_OPEN_FILE);
    assertThat(logs.errors.element().message()).contains(file.resolve("logs").toString());
    assertThat(logger.endpoint().isClosed()).isFalse();
  }
}
