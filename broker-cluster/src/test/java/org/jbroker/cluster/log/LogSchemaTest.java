package org.jbroker.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jbroker.data.Count;
import org.jbroker.data.Data;
import org.jbroker.data.Port;
import org.jbroker.data.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What streams there may be, and what their rows are. */
class LogSchemaTest {

  private static final List<LogColumn> COLUMNS = List.of(new LogColumn("n", LogType.COUNT));

  private enum Verdict {
    GOOD
  }

  private record Everything(
      boolean flag,
      int number,
      Count count,
      double real,
      Instant seenAt,
      Duration howLong,
      String name,
      Verdict verdict,
      Port port,
      InetAddress origHost,
      Subnet net,
      Set<String> tags,
      List<Integer> sizes,
      Optional<String> note) {}

  private record Nested(List<List<String>> names) {}

  @ParameterizedTest
  @CsvSource({
    "Cluster::LOG, cluster",
    "Conn::LOG, conn",
    "KnownHosts::LOG, known_hosts",
    "SMTP::LOG, smtp",
    "Notice::ALARM_LOG, alarm",
    "Notice::Alarm, notice_alarm",
    "Plain, plain"
  })
  void pathIsTheOneZeekGives(String streamId, String path) {
    assertThat(LogSchema.of(streamId, COLUMNS).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../etc/passwd",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "a.log",
        "a b",
        "-rf",
        "a\n",
        "a\0",
        "caf\u00e9",
        "cluster.2026-11-20-15-00-00"
      })
  void pathThatLeavesTheFolderOrMeetsRotatedFilesIsRefused(String path) {
    assertThatThrownBy(() -> new LogSchema("X::LOG", path, COLUMNS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path");
  }

  @Test
  void namesAndColumnsHaveBounds() {
    assertThatThrownBy(() -> new LogSchema("X::LOG", "a".repeat(65), COLUMNS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LogSchema("a".repeat(129), "a", COLUMNS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LogSchema("X::LOG\n", "a", COLUMNS))
        .hasMessageContaining("'X::LOG?'");
    assertThatThrownBy(() -> LogSchema.of("X::LOG", List.of())).hasMessageContaining("1 to 512");
    List<LogColumn> many =
        IntStream.range(0, 513).mapToObj(i -> new LogColumn("c" + i, LogType.INT)).toList();
    assertThatThrownBy(() -> LogSchema.of("X::LOG", many)).hasMessageContaining("513");
    assertThatThrownBy(() -> LogSchema.of("X::LOG", Collections.nCopies(2, COLUMNS.get(0))))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> new LogColumn("a\tb", LogType.INT)).hasMessageContaining("'a?b'");
    assertThatThrownBy(() -> new LogColumn("", LogType.INT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void recordClassGivesColumns() {
    assertThat(LogSchema.of("Every::LOG", Everything.class).columns())
        .extracting(column -> column.name() + " " + column.type())
        .containsExactly(
            "flag bool",
            "number int",
            "count count",
            "real double",
            "seen_at time",
            "how_long interval",
            "name string",
            "verdict enum",
            "port port",
            "orig_host addr",
            "net subnet",
            "tags set[string]",
            "sizes vector[int]",
            "note string");
  }

  @Test
  void componentThatIsNotLoggedIsNamed() {
    assertThatThrownBy(() -> LogSchema.of("X::LOG", Nested.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("names")
        .hasMessageContaining("List<java.lang.String>");
  }

  @Test
  void rowIsConvertedToItsColumns() {
    LogSchema schema =
        LogSchema.of(
            "X::LOG",
            List.of(
                new LogColumn("n", LogType.COUNT),
                new LogColumn("x", LogType.DOUBLE),
                new LogColumn("e", LogType.ENUM),
                new LogColumn("s", LogType.setOf(LogType.COUNT)),
                new LogColumn("u", LogType.STRING)));

    assertThat(schema.row(Arrays.asList(5, 2, "Tcp", Set.of(1L), null)))
        .containsExactly(
            Data.count(5),
            Data.real(2),
            Data.enumValue("Tcp"),
            Data.set(Data.count(1)),
            Data.none());
  }

  @Test
  void valueThatDoesNotFitIsNamed() {
    LogSchema schema = LogSchema.of("X::LOG", COLUMNS);

    assertThatThrownBy(() -> schema.row(List.of("five")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column n of X::LOG");
    assertThatThrownBy(() -> schema.row(List.of(-1))).hasMessageContaining("no count");
    assertThatThrownBy(() -> schema.row(List.of(1, 2))).hasMessageContaining("1 values, not 2");
  }

  @Test
  void containersOfContainersAreNoTypes() {
    assertThatThrownBy(() -> LogType.setOf(LogType.vectorOf(LogType.INT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LogType.of(LogType.Kind.SET))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
