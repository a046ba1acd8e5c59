package org.jbroker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.cluster.LogNodes.NUMBERED;
import static org.jbroker.cluster.TestCluster.SOON;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jbroker.Endpoint;
import org.jbroker.EndpointOptions;
import org.jbroker.ErrorCode;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.wire.LogMessages;
import org.jbroker.cluster.log.wire.LogValues;
import org.jbroker.data.Bool;
import org.jbroker.data.Data;
import org.jbroker.data.EnumValue;
import org.jbroker.data.Str;
import org.jbroker.data.Table;
import org.jbroker.data.Vector;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.zeek.Batch;
import org.jbroker.zeek.LogCreate;
import org.jbroker.zeek.LogWrite;
import org.jbroker.zeek.ZeekEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a logger makes of what a stranger sends to it over a socket. */
@NoLeaks(ignoreThreads = TestCluster.NETTY_SHARED)
class LogIntakeTest {

  private static final String LOGS = ClusterTopics.bro().logTopicPrefix();
  private static final EnumValue WRITER = EnumValue.of("Log::WRITER_ASCII");

  @TempDir Path directory;

  private LogNodes logs;
  private Cluster logger;
  private Endpoint stranger;

  @BeforeEach
  void connect() throws Exception {
    logs = new LogNodes(directory).logging(options -> options.maxStreams(8));
    logs.nodes.node("logger-1", NodeType.LOGGER);
    logger = logs.nodes.start("logger-1");
    stranger =
        Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).name("stranger").build());
    stranger.peer(TestCluster.HOST, logs.nodes.port("logger-1"));
    assertThat(stranger.awaitPeer(logger.endpoint().id(), SOON)).isTrue();
  }

  @AfterEach
  void close() {
    stranger.close();
    logs.close();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static LogSchema schema(int number) {
    return LogSchema.of("S" + number + "::LOG", List.of(new LogColumn("n", LogType.INT)));
  }

  private void send(LogSchema schema, Data... row) {
    stranger.publish(
        LOGS + schema.streamId(), LogMessages.batch(schema, List.of(List.of(row))).toData());
  }

  /** Sends a record that is sound, and waits until it is written: so was what came before it. */
  private void awaitSoundRecord() {
    int before = logs.records("logger-1", "numbered").size();
    send(NUMBERED, Data.string("sound"), Data.count(before));
    Await.until(
        SOON,
        "the record behind the others",
        () -> logs.records("logger-1", "numbered").size() == before + 1);
  }

  private List<String> fileNames() throws Exception {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .filter(name -> name.endsWith(".log"))
          .sorted()
          .toList();
    }
  }

  @Test
  void messagesAsZeekSendsThemAreWritten() {
    EnumValue stream = EnumValue.of("Notice::LOG");
    Vector info =
        Vector.of(
            Str.of("notice"),
            Data.real(0),
            Data.real(3600),
            Data.real(1.7e9),
            Table.empty(),
            Str.of(""));
    // Announced once, when Zeek peers; the records come later, in a batch or alone.
    stranger.publish(
        LOGS + "Notice::LOG",
        new LogCreate(
                stream,
                WRITER,
                info,
                Vector.of(
                    Vector.of(Str.of("ts"), Data.none(), Data.count(5), Data.count(0), Bool.FALSE),
                    Vector.of(Str.of("src"), Data.none(), Data.count(11), Data.count(0), Bool.TRUE),
                    Vector.of(
                        Str.of("actions"), Data.none(), Data.count(14), Data.count(9), Bool.TRUE)))
            .toData());
    LogWrite first =
        new LogWrite(
            stream,
            WRITER,
            Str.of("notice"),
            Str.of(
                hex(
                    "00000003 00000005 00000000 01 41d65a0bc0000000"
                        + "0000000b 00000000 01 04 0a000001"
                        + "0000000e 00000000 01 0000000000000001"
                        + "00000009 00000000 01 00000003 4c4f47")));
    LogWrite second =
        new LogWrite(
            stream,
            WRITER,
            Str.of("notice"),
            Str.of(
                hex(
                    "00000003 00000005 00000000 01 41d65a0bc0000000"
                        + "0000000b 00000000 00 0000000e 00000000 00")));
    stranger.publish(LOGS + "Notice::LOG", first.toData());
    stranger.publish(
        ClusterTopics.bro().nodeTopic("logger-1"), new Batch(List.of(second, first)).toData());

    Await.until(SOON, () -> logs.records("logger-1", "notice").size() == 3);
    assertThat(logs.records("logger-1", "notice"))
        .containsExactly(
            "1500000000.000000\t10.0.0.1\tLOG",
            "1500000000.000000\t-\t-",
            "1500000000.000000\t10.0.0.1\tLOG");
    assertThat(logs.errors).isEmpty();
  }

  @Test
  void hostileMessagesAreRefusedAndCountedAndTheOthersWritten() throws Exception {
    EnumValue stream = EnumValue.of("Evil::LOG");
    Vector fields =
        Vector.of(Vector.of(Str.of("a"), Data.none(), Data.count(2), Data.count(0), Bool.TRUE));
    for (String path : List.of("../evil", "/tmp/evil", "..", "a/b", ".hidden", "x\0y", "")) {
      stranger.publish(
          LOGS + "Evil::LOG",
          new Batch(
                  List.of(
                      new LogCreate(stream, WRITER, Vector.of(Str.of(path)), fields),
                      new LogWrite(stream, WRITER, Str.of(path), Str.of(hex("00000001")))))
              .toData());
    }
    stranger.publish(
        LOGS + "Evil::LOG",
        new LogWrite(stream, WRITER, Str.of("never_announced"), Str.of("")).toData());
    stranger.publish(LOGS + "Evil::LOG", Data.string("no message at all"));
    stranger.publish(LOGS + "Evil::LOG", new ZeekEvent("hello", 1).toData());
    stranger.publish(
        LOGS + "Evil::LOG", Data.vector(Data.count(1), Data.count(3), Data.vector("broken")));
    stranger.publish(
        LOGS + "Evil::LOG",
        new Batch(
                List.of(
                    LogMessages.announcement(NUMBERED),
                    new LogWrite(
                        EnumValue.of("Numbered::LOG"),
                        WRITER,
                        Str.of("numbered"),
                        Str.of(hex("00000002 00000007 00000000 01 ffffffff")))))
            .toData());

    awaitSoundRecord();

    assertThat(fileNames()).containsExactly("logger-1/numbered.log");
    // Seven paths, one not announced, one broken message, one broken record.
    assertThat(logger.logMetrics().lost(LogLoss.REFUSED)).isEqualTo(10);
    assertThat(logs.errors).isNotEmpty();
    assertThat(logs.errors).allMatch(error -> error.code() == ErrorCode.INVALID_MESSAGE);
  }

  @Test
  void randomDamageRefusesRecordsAndNothingElse() {
    SeededRandom random = SeededRandom.of(10);
    LogValues values = new LogValues(random);
    for (int i = 0; i < 300; i++) {
      LogSchema schema = values.schema();
      Data batch = LogMessages.batch(schema, List.of(values.row(schema))).toData();
      Data damaged = Damage.somewhere(batch, random);
      stranger.publish(LOGS + schema.streamId(), damaged);
      if (i % 100 == 0) {
        awaitSoundRecord();
      }
    }
    awaitSoundRecord();
  }

  @Test
  void streamsBeyondTheLimitAreRefused() throws Exception {
    for (int i = 0; i < 50; i++) {
      send(schema(i), Data.integer(i));
    }
    Await.until(SOON, () -> logger.logMetrics().lost(LogLoss.REFUSED) == 42);

    assertThat(fileNames()).hasSize(8);
    assertThat(logs.errors.element().message()).contains("maxStreams");
  }

  @Test
  void recordsWithOtherColumnsAreRefused() throws Exception {
    LogSchema one = schema(1);
    LogSchema other = LogSchema.of(one.streamId(), List.of(new LogColumn("s", LogType.STRING)));
    send(one, Data.integer(1));
    send(other, Data.string("two"));
    send(one, Data.integer(3));

    Await.until(SOON, () -> logs.records("logger-1", "s1").size() == 2);
    assertThat(logs.records("logger-1", "s1")).containsExactly("1", "3");
    assertThat(logger.logMetrics().lost(LogLoss.REFUSED)).isEqualTo(1);
    assertThat(logs.errors.element().message()).contains("other columns");
  }

  @Test
  void nodeThatDoesNotAnswerHoldsALeavingLoggerUpForTheTimeoutOnly() throws Exception {
    logs.logging(options -> options.leaveTimeout(Duration.ofMillis(100)));
    logs.nodes.node("logger-2", NodeType.LOGGER);
    Cluster second = logs.nodes.start("logger-2");
    try (Endpoint mute =
        Endpoint.open(EndpointOptions.builder().ignoreBrokerConf(true).name("mute").build())) {
      mute.subscribe(List.of(org.jbroker.Topic.of("bro/")), message -> {}, error -> {});
      mute.peer(TestCluster.HOST, logs.nodes.port("logger-2"));
      assertThat(second.endpoint().awaitPeer(mute.id(), SOON)).isTrue();
      second.log("the last");

      logs.nodes.stop("logger-2");
    }

    assertThat(logs.records("logger-2", "cluster")).hasSize(1);
    assertThat(logs.errors).hasSize(1);
    assertThat(logs.errors.element().message()).contains("not all nodes answered");
  }

  @Test
  void strangerCannotStopOthersFromSendingByAFalseFarewell() throws Exception {
    logs.nodes.node("worker-1", NodeType.WORKER);
    Cluster worker = logs.nodes.start("worker-1");
    logs.nodes.awaitMembers("worker-1", "logger-1");
    IntStream.range(0, 3)
        .forEach(
            i ->
                logger
                    .endpoint()
                    .publish(
                        "bro/logs-leaving",
                        new ZeekEvent("JBroker::logger_leaving", "nobody", "id " + i).toData()));

    worker.logStream(NUMBERED).write("worker-1", 1);

    Await.until(SOON, () -> logs.records("logger-1", "numbered").size() == 1);
  }
}
