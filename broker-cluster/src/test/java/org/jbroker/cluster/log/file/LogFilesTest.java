package org.jbroker.cluster.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;
import org.jbroker.cluster.log.LogColumn;
import org.jbroker.cluster.log.LogFormat;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LogType;
import org.jbroker.cluster.log.LoggerOptions;
import org.jbroker.data.Data;
import org.jbroker.testkit.SeededRandom;
import org.jbroker.testkit.VirtualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a logger: rotation, what a killed logger left, full disks, limits. */
class LogFilesTest {

  private static final LogSchema SCHEMA = schema("Test::LOG");

  @TempDir Path directory;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-20T15:10:00Z"));
  private final FailingStorage storage = new FailingStorage();
  private final LogTally tally = new LogTally();
  private final List<BrokerError> errors = new ArrayList<>();
  private final List<LogFiles> opened = new ArrayList<>();

  private static LogSchema schema(String id) {
    return LogSchema.of(id, List.of(new LogColumn("s", LogType.STRING)));
  }

  @AfterEach
  void close() {
    opened.forEach(LogFiles::close);
    assertThat(storage.open()).isZero();
  }

  private LogFiles open(UnaryOperator<LoggerOptions.Builder> change) {
    LogFiles files =
        new LogFiles(
            change.apply(LoggerOptions.builder()).build(),
            directory,
            clock::instant,
            tally,
            errors::add,
            storage);
    opened.add(files);
    return files;
  }

  private LogFiles open() {
    return open(options -> options);
  }

  private static void write(LogFiles files, LogSchema schema, String... lines) {
    files.write(schema, Stream.of(lines).map(line -> List.<Data>of(Data.string(line))).toList());
  }

  /** The records in a file. */
  private List<String> records(String file) throws IOException {
    return Files.readAllLines(directory.resolve(file)).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** All records in all files, sorted by the names of the files. */
  private List<String> allRecords() throws IOException {
    List<String> all = new ArrayList<>();
    for (String name : names()) {
      all.addAll(records(name));
    }
    return all;
  }

  @Test
  void recordsAreInTheFileWhenTheCallReturns() throws IOException {
    LogFiles files = open();

    write(files, SCHEMA, "one", "two");
    write(files, SCHEMA, "three");

    assertThat(records("test.log")).containsExactly("one", "two", "three");
    assertThat(tally.snapshot(0).written()).isEqualTo(3);
  }

  @Test
  void closedFileEndsAsZeeksDo() throws IOException {
    LogFiles files = open();
    write(files, SCHEMA, "one");
    clock.advance(Duration.ofMinutes(5));
    files.close();

    List<String> lines = Files.readAllLines(directory.resolve("test.log"));
    assertThat(lines).startsWith("#separator \\x09").endsWith("one", "#close\t2026-11-20-15-15-00");
    assertThat(lines).contains("#open\t2026-11-20-15-10-00");
  }

  @Test
  void jsonFilesAreRecordsAndNothingElse() throws IOException {
    LogFiles files = open(options -> options.format(LogFormat.JSON));
    write(files, SCHEMA, "one");
    files.close();

    assertThat(Files.readString(directory.resolve("test.log"))).isEqualTo("{\"s\":\"one\"}\n");
  }

  @Test
  void fileIsRotatedWhenTheHourIsOver() throws IOException {
    LogFiles files = open();
    write(files, SCHEMA, "old");
    clock.advance(Duration.ofMinutes(49));
    write(files, SCHEMA, "late");
    clock.advance(Duration.ofMinutes(1));
    write(files, SCHEMA, "new");

    assertThat(names()).containsExactly("test.2026-11-20-15-10-00.log", "test.log");
    assertThat(records("test.2026-11-20-15-10-00.log")).containsExactly("old", "late");
    assertThat(Files.readString(directory.resolve("test.2026-11-20-15-10-00.log")))
        .endsWith("#close\t2026-11-20-16-00-00\n");
    assertThat(records("test.log")).containsExactly("new");
  }

  @Test
  void fileIsRotatedThoughNobodyWritesToIt() throws IOException {
    LogFiles files = open();
    write(files, SCHEMA, "old");
    files.tick();
    assertThat(names()).containsExactly("test.log");

    clock.advance(Duration.ofHours(1));
    files.tick();
    clock.advance(Duration.ofHours(1));
    files.tick();

    assertThat(names()).containsExactly("test.2026-11-20-15-10-00.log");
  }

  @Test
  void fileIsRotatedBeforeItGetsTooLong() throws IOException {
    LogFiles files = open(options -> options.maxFileBytes(400).rotationInterval(Duration.ZERO));
    List<String> lines =
        IntStream.range(0, 200).mapToObj(i -> "record " + (1000 + i) + " of some length").toList();

    write(files, SCHEMA, lines.toArray(String[]::new));

    // All within one second, so the names are numbered.
    assertThat(names()).contains("test.2026-11-20-15-10-00.log", "test.2026-11-20-15-10-00-2.log");
    for (String name : names()) {
      // Its end, #close and a time, comes on top.
      assertThat(Files.size(directory.resolve(name))).isLessThanOrEqualTo(400 + 27);
    }
    assertThat(allRecords()).containsExactlyInAnyOrderElementsOf(lines);
    assertThat(tally.snapshot(0).written()).isEqualTo(200);
  }

  @Test
  void recordThatIsLongerThanAFileGetsOne() throws IOException {
    LogFiles files = open(options -> options.maxFileBytes(10));

    write(files, SCHEMA, "a".repeat(500), "b".repeat(500));

    assertThat(allRecords()).containsExactlyInAnyOrder("a".repeat(500), "b".repeat(500));
    assertThat(names()).hasSize(2);
  }

  @Test
  void nothingIsEverOverwritten() throws IOException {
    Files.writeString(directory.resolve("test.2026-11-20-15-10-00.log"), "precious");
    LogFiles files = open();
    write(files, SCHEMA, "one");
    clock.advance(Duration.ofHours(1));
    files.tick();

    assertThat(names())
        .containsExactly("test.2026-11-20-15-10-00-2.log", "test.2026-11-20-15-10-00.log");
    assertThat(directory.resolve("test.2026-11-20-15-10-00.log")).hasContent("precious");
  }

  @Test
  void fileOfAKilledLoggerIsFinishedAndRotated() throws IOException {
    LogFiles killed = open();
    write(killed, SCHEMA, "one", "two");
    Path file = directory.resolve("test.log");
    byte[] left = Files.readAllBytes(file);
    killed.close();
    Files.write(file, left);
    Files.writeString(file, "half a rec", StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-20T15:20:00Z")));

    clock.advance(Duration.ofHours(3));
    write(open(), SCHEMA, "three");

    assertThat(names()).containsExactly("test.2026-11-20-15-10-00.log", "test.log");
    assertThat(records("test.2026-11-20-15-10-00.log")).containsExactly("one", "two");
    assertThat(Files.readString(directory.resolve("test.2026-11-20-15-10-00.log")))
        .endsWith("two\n#close\t2026-11-20-15-20-00\n");
    assertThat(records("test.log")).containsExactly("three");
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).message()).contains(file.toString()).contains("cut 10 bytes");
  }

  @Test
  void fileOfALoggerThatEndedIsRotatedAsItIs() throws IOException {
    LogFiles first = open();
    write(first, SCHEMA, "one");
    first.close();
    byte[] closed = Files.readAllBytes(directory.resolve("test.log"));

    write(open(), SCHEMA, "two");

    assertThat(directory.resolve("test.2026-11-20-15-10-00.log")).hasBinaryContent(closed);
    assertThat(errors).isEmpty();
  }

  @Test
  void anyCutOfAFileLeavesWholeRecordsOnly() throws IOException {
    SeededRandom random = SeededRandom.of(9);
    for (LogFormat format : LogFormat.values()) {
      Path file = directory.resolve("test.log");
      LogFiles first = open(options -> options.format(format));
      write(first, SCHEMA, "first", "second\twith tab", "third");
      byte[] whole = Files.readAllBytes(file);
      first.close();
      List<String> lines = List.of(new String(whole).split("(?<=\n)"));
      for (int i = 0; i < 60; i++) {
        try (Stream<Path> all = Files.list(directory)) {
          for (Path old : all.filter(path -> path.toString().endsWith(".log")).toList()) {
            Files.delete(old);
          }
        }
        int cut = random.nextInt(whole.length + 1);
        Files.write(file, java.util.Arrays.copyOf(whole, cut));

        LogFiles next = open(options -> options.format(format));
        write(next, SCHEMA, "next");
        next.close();

        List<String> expected = new ArrayList<>();
        int length = 0;
        for (String line : lines) {
          length += line.length();
          if (length <= cut && !line.startsWith("#")) {
            expected.add(line.stripTrailing());
          }
        }
        List<String> found = allRecords();
        assertThat(found).as("%s, cut at %s, %s", format, cut, random).hasSize(expected.size() + 1);
        assertThat(found).containsAll(expected);
        assertThat(names()).hasSize(expected.isEmpty() ? 1 : 2);
      }
    }
  }

  @Test
  void failedWriteIsUndoneCountedAndReportedOnce() throws IOException {
    LogFiles files = open();
    write(files, SCHEMA, "one");

    storage.failAt(1);
    write(files, SCHEMA, "lost 1", "lost 2");
    write(files, SCHEMA, "lost 3");
    storage.mend();
    write(files, SCHEMA, "two");

    assertThat(records("test.log")).containsExactly("one", "two");
    assertThat(names()).containsExactly("test.log");
    assertThat(tally.snapshot(0).lost(LogLoss.WRITE_FAILED)).isEqualTo(3);
    assertThat(tally.snapshot(0).written()).isEqualTo(2);
    assertThat(errors).extracting(BrokerError::code).containsOnly(ErrorCode.CANNOT_WRITE_FILE);
    assertThat(errors).hasSize(2);
    assertThat(errors.get(0).message())
        .contains(directory.resolve("test.log").toString())
        .contains("No space left on device");
    assertThat(errors.get(1).message()).contains("3 records were lost");
  }

  @Test
  void tornLineIsCutOffLaterIfItCannotBeAtOnce() throws IOException {
    LogFiles files = open();
    write(files, SCHEMA, "one");

    storage.failAt(1);
    storage.failTruncating();
    write(files, SCHEMA, "torn");
    write(files, SCHEMA, "not even tried");
    storage.mend();
    write(files, SCHEMA, "two");

    assertThat(records("test.log")).containsExactly("one", "two");
    assertThat(names()).containsExactly("test.log");
  }

  @Test
  void whicheverWriteFailsNoRecordIsTornAndEachIsCounted() throws IOException {
    for (int n = 1; n <= 12; n++) {
      LogFiles files = open(options -> options.maxFileBytes(300));
      LogSchema schema = schema("Run" + n + "::LOG");
      storage.failAt(n);
      for (int i = 0; i < 6; i++) {
        write(files, schema, "record " + i + "a", "record " + i + "b");
      }
      storage.mend();
      write(files, schema, "last");
      files.close();
    }
    List<String> all = allRecords();

    assertThat(all).allMatch(line -> line.matches("record \\d[ab]|last"));
    assertThat(all.stream().filter("last"::equals)).hasSize(12);
    assertThat(tally.snapshot(0).written()).isEqualTo(all.size());
    assertThat(tally.snapshot(0).written() + tally.snapshot(0).lost(LogLoss.WRITE_FAILED))
        .isEqualTo(12 * 13);
  }

  @Test
  void fileThatSomebodyTookAwayIsBegunAnew() throws IOException {
    LogFiles files = open(options -> options.maxOpenFiles(1));
    write(files, SCHEMA, "one");
    write(files, schema("Other::LOG"), "other");
    Files.delete(directory.resolve("test.log"));

    write(files, SCHEMA, "two");

    assertThat(records("test.log")).containsExactly("two");
    assertThat(Files.readAllLines(directory.resolve("test.log"))).startsWith("#separator \\x09");
  }

  @Test
  void fileThatIsTakenAwayWhileItIsOpenIsBegunAnew() throws IOException {
    LogFiles files = open();
    write(files, SCHEMA, "one");
    Files.delete(directory.resolve("test.log"));
    write(files, SCHEMA, "two");
    assertThat(records("test.log")).containsExactly("two");

    Files.delete(directory.resolve("test.log"));
    clock.advance(Duration.ofHours(1));
    files.tick();
    assertThat(names()).containsExactly("test.log");
    assertThat(records("test.log")).isEmpty();
  }

  @Test
  void folderThatIsTakenAwayIsReportedOnceAndUsedAgainWhenItIsBack() throws IOException {
    LogFiles files = open();
    write(files, SCHEMA, "one");
    try (Stream<Path> all = Files.list(directory)) {
      for (Path path : all.toList()) {
        Files.delete(path);
      }
    }
    Files.delete(directory);
    write(files, SCHEMA, "two");
    write(files, SCHEMA, "three");
    Files.createDirectory(directory);
    write(files, SCHEMA, "four");

    assertThat(records("test.log")).containsExactly("four");
    assertThat(errors).hasSize(2);
    assertThat(tally.snapshot(0).lost(LogLoss.WRITE_FAILED)).isEqualTo(2);
  }

  @Test
  void fewFilesAreOpenAtATime() throws IOException {
    LogFiles files = open(options -> options.maxOpenFiles(3));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 10; i++) {
        write(files, schema("S" + i + "::LOG"), "record " + round);
        assertThat(storage.open()).isLessThanOrEqualTo(3);
      }
    }
    for (int i = 0; i < 10; i++) {
      assertThat(records("s" + i + ".log")).containsExactly("record 0", "record 1", "record 2");
    }
  }

  @Test
  void streamsBeyondTheLimitAreRefusedUntilOthersAreRotated() throws IOException {
    LogFiles files = open(options -> options.maxStreams(2));
    write(files, schema("A::LOG"), "a");
    write(files, schema("B::LOG"), "b");

    assertThatThrownBy(() -> write(files, schema("C::LOG"), "c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxStreams");

    clock.advance(Duration.ofHours(1));
    files.tick();
    write(files, schema("C::LOG"), "c");
    assertThat(records("c.log")).containsExactly("c");
  }

  @Test
  void otherColumnsAreRefusedUntilTheFileIsRotated() throws IOException {
    LogFiles files = open();
    write(files, SCHEMA, "one");
    LogSchema other = LogSchema.of("Test::LOG", List.of(new LogColumn("n", LogType.INT)));

    assertThatThrownBy(() -> files.write(other, List.of(List.of(Data.integer(1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other columns");

    clock.advance(Duration.ofHours(1));
    files.tick();
    files.write(other, List.of(List.of(Data.integer(1))));
    assertThat(Files.readString(directory.resolve("test.log"))).contains("#fields\tn\n");
  }

  @Test
  void folderHasOneLogger() {
    open();

    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_OPEN_FILE))
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("another logger");
    opened.get(0).close();
    open();
  }

  @Test
  void folderThatCannotBeIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(
            () ->
                new LogFiles(
                    LoggerOptions.DEFAULT,
                    file.resolve("logs"),
                    clock::instant,
                    tally,
                    errors::add))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(file.resolve("logs").toString());
  }

  @Test
  void interruptedThreadWritesAllTheSame() throws IOException {
    LogFiles files = open();
    Thread.currentThread().interrupt();
    try {
      write(files, SCHEMA, "one");
      files.close();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(records("test.log")).containsExactly("one");
    assertThat(errors).isEmpty();
  }
}
