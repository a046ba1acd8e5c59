package org.jbroker.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jbroker.EndpointOptions;
import org.jbroker.Verbosity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What reaches the file, the console and SLF4J, and that nothing of it stays behind. */
class EventLogTest {

  private static final Instant NOW = Instant.parse("2026-11-20T09:10:11.123456Z");
  private static final String PEERING = Component.PEERING.toString();

  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();
  private final Logger slf4j = (Logger) LoggerFactory.getLogger("org.jbroker");
  private final Logger peering = (Logger) LoggerFactory.getLogger("org.jbroker." + PEERING);
  private final boolean additiveBefore = slf4j.isAdditive();
  private List<Optional<Level>> levels;
  private final ListAppender<ILoggingEvent> events =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          // Computed from the stack of whoever asks first, so it is asked here.
          event.getCallerData();
          super.append(event);
        }
      };

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void capture() {
    file = directory.resolve("x.log");
    levels =
        List.of(Optional.ofNullable(slf4j.getLevel()), Optional.ofNullable(peering.getLevel()));
    slf4j.setLevel(Level.INFO);
    peering.setLevel(Level.INFO);
    slf4j.setAdditive(false);
    events.start();
    slf4j.addAppender(events);
  }

  @AfterEach
  void leaveNothingBehind() {
    slf4j.detachAppender(events);
    slf4j.setAdditive(additiveBefore); // Else all tests after this one log to the console.
    slf4j.setLevel(levels.get(0).orElse(null));
    peering.setLevel(levels.get(1).orElse(null));
    await().atMost(Duration.ofSeconds(5)).until(() -> logThreads().isEmpty());
  }

  private static Set<String> logThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("test-") && name.endsWith("-log"))
        .collect(Collectors.toSet());
  }

  private EventLog log(Verbosity console, Verbosity toFile, String name, boolean inColour) {
    return new EventLog(
        EndpointOptions.builder()
            .name("test-" + name)
            .consoleVerbosity(console)
            .fileVerbosity(toFile)
            .logFile(file.toString())
            .build(),
        new PrintStream(stderr, true, StandardCharsets.UTF_8),
        inColour,
        InstantSource.fixed(NOW),
        nanos::get);
  }

  private String console() {
    return stderr.toString(StandardCharsets.UTF_8);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void writesEveryColumnToTheFileAndLessToTheConsole() {
    try (EventLog log = log(Verbosity.WARNING, Verbosity.DEBUG, "a", false)) {
      log.warning(Component.PEERING, "peer-lost", "peer {} lost", "x");
      log.debug(Component.WIRE, "frame", "{} bytes", 7);
      log.trace(Component.WIRE, "frame", "not shown");
    }
    String thread = LogText.oneWord(Thread.currentThread().getName());
    String self = EventLogTest.class.getName();
    assertThat(lines(file))
        .containsExactly(
            "2026-11-20T09:10:11.123456Z peering warning "
                + thread
                + " "
                + self
                + " peer-lost peer x lost",
            "2026-11-20T09:10:11.123456Z wire debug " + thread + " " + self + " frame 7 bytes");
    assertThat(console()).matches("\\[peering/warning] \\d\\d:\\d\\d:\\d\\d\\.123 peer x lost\\R");
  }

  @Test
  void passesEventsToSlf4jWithIdCauseAndCaller() {
    IOException cause = new IOException("reset");
    try (EventLog log = log(Verbosity.QUIET, Verbosity.QUIET, "a", false)) {
      log.info(Component.PEERING, "peer-lost", "peer {} lost", "x", cause);
      log.debug(Component.PEERING, "quiet", "below the backend's level");
      assertThat(log.isEnabled(Component.PEERING, Verbosity.INFO)).isTrue();
      assertThat(log.isEnabled(Component.PEERING, Verbosity.DEBUG)).isFalse();
      assertThat(logThreads()).isEmpty();
    }
    assertThat(events.list).hasSize(1);
    ILoggingEvent event = events.list.get(0);
    assertThat(event.getLoggerName()).isEqualTo("org.jbroker." + PEERING);
    assertThat(event.getFormattedMessage()).isEqualTo("peer x lost");
    assertThat(event.getKeyValuePairs())
        .extracting(p -> p.key, p -> p.value)
        .containsExactly(tuple("event", "peer-lost"));
    assertThat(event.getThrowableProxy().getMessage()).isEqualTo("reset");
    assertThat(event.getCallerData()[0].getClassName()).isEqualTo(EventLogTest.class.getName());
    assertThat(file).doesNotExist();
  }

  @Test
  void showsTheChainOfCausesOnOneLine() {
    try (EventLog log = log(Verbosity.QUIET, Verbosity.ERROR, "a", false)) {
      log.error(
          Component.WIRE,
          "broken",
          "gone",
          new IllegalStateException("a\nb", new IOException("reset")));
    }
    assertThat(lines(file)).hasSize(1);
    assertThat(lines(file).get(0))
        .contains("gone: java.lang.IllegalStateException: a\\nb at ")
        .contains(", caused by java.io.IOException: reset at ");
  }

  @Test
  void escapesWhatCouldForgeALine() {
    String hostile = "x\r\n2026 peering info\u001B[31m\u2028\u202E\u0085";
    try (EventLog log = log(Verbosity.INFO, Verbosity.INFO, "a", false)) {
      log.info(Component.PEERING, "e", "from {}", hostile);
      log.info(Component.PEERING, "e", "{}", "y".repeat(LogText.MAX_CHARS + 5));
    }
    String escaped = "from x\\r\\n2026 peering info\\u001b[31m\\u2028\\u202e\\u0085";
    assertThat(lines(file)).hasSize(2);
    assertThat(lines(file).get(0)).endsWith(escaped);
    assertThat(lines(file).get(1)).endsWith("y... (5 more)");
    assertThat(console().lines().findFirst().orElseThrow()).endsWith(escaped);
    assertThat(events.list.get(0).getFormattedMessage()).isEqualTo(escaped);
  }

  @Test
  void coloursOnlyForATerminal() {
    try (EventLog log = log(Verbosity.INFO, Verbosity.QUIET, "a", true)) {
      log.error(Component.WIRE, "e", "bad");
    }
    assertThat(console()).startsWith("\u001B[31m[wire/error]").contains("bad\u001B[0m");
  }

  @Test
  void keepsLinesWholeWhenEndpointsAndThreadsShareAFile() throws InterruptedException {
    int threads = 4;
    int each = 500;
    List<Thread> running = new ArrayList<>();
    try (EventLog one = log(Verbosity.QUIET, Verbosity.INFO, "a", false);
        EventLog two = log(Verbosity.QUIET, Verbosity.INFO, "b", false)) {
      for (int t = 0; t < threads; t++) {
        EventLog log = t % 2 == 0 ? one : two;
        String who = "t" + t + "-";
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    log.info(Component.ROUTING, "e", "{} end", (who + i + " ").repeat(20));
                  }
                });
        running.add(thread);
        thread.start();
      }
      for (Thread thread : running) {
        thread.join();
      }
    }
    Set<String> expected =
        Stream.iterate(0, t -> t < threads, t -> t + 1)
            .flatMap(t -> Stream.iterate(0, i -> i < each, i -> i + 1).map(i -> "t" + t + "-" + i))
            .map(word -> " e " + (word + " ").repeat(20) + " end")
            .collect(Collectors.toSet());
    assertThat(lines(file))
        .hasSize(threads * each)
        .allMatch(line -> line.startsWith("2026-11-20T"))
        .allSatisfy(line -> assertThat(expected).contains(line.substring(line.indexOf(" e "))));
  }

  @Test
  void appendsAndOpensTheFileOnlyForALine() throws IOException {
    try (EventLog log = log(Verbosity.QUIET, Verbosity.ERROR, "a", false)) {
      log.info(Component.WIRE, "e", "below");
      assertThat(logThreads()).isEmpty();
    }
    assertThat(file).doesNotExist();
    Files.writeString(file, "before\n");
    try (EventLog log = log(Verbosity.QUIET, Verbosity.ERROR, "a", false)) {
      log.error(Component.WIRE, "e", "after");
      await().until(() -> lines(file).size() == 2);
      assertThat(logThreads()).containsExactly("test-a-log");
    }
    assertThat(lines(file).get(0)).isEqualTo("before");
  }

  @Test
  void reportsAFileThatCannotBeWrittenOnceAndLivesOn() {
    file = directory.resolve("missing/x.log");
    try (EventLog log = log(Verbosity.ERROR, Verbosity.INFO, "a", false)) {
      log.info(Component.WIRE, "e", "first");
      await().until(() -> console().contains("cannot write the log file " + file));
      log.info(Component.WIRE, "e", "second");
      log.error(Component.WIRE, "e", "third");
    }
    assertThat(console().lines()).hasSize(2).last().asString().endsWith("third");
  }

  @Test
  void fillsInThePlaceholders() {
    assertThat(LogFile.fillIn("broker_[PID]_[TIMESTAMP].log", 42, NOW))
        .isEqualTo("broker_42_20261120T091011.123.log");
  }

  @Test
  void ignoresOwnSinksAfterCloseButNotSlf4j() {
    EventLog log = log(Verbosity.INFO, Verbosity.INFO, "a", false);
    log.close();
    log.close();
    log.info(Component.ENDPOINT, "e", "late");
    assertThat(file).doesNotExist();
    assertThat(events.list).hasSize(1);
  }

  @Test
  void logsARepeatedWarningOncePerMinuteAndCountsTheOthers() {
    try (EventLog log = log(Verbosity.QUIET, Verbosity.WARNING, "a", false)) {
      for (int i = 0; i < 10; i++) {
        log.warningOnce(Component.PEERING, "bad", "127.0.0.1 magic", "bad magic");
      }
      log.warningOnce(Component.PEERING, "bad", "127.0.0.2 magic", "bad magic");
      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      log.warningOnce(Component.PEERING, "bad", "127.0.0.1 magic", "bad {}", "magic");
    }
    assertThat(lines(file))
        .extracting(line -> line.substring(line.indexOf(" bad ") + 5))
        .containsExactly(
            "bad magic", "bad magic (before this, 9 such warnings were not logged)", "bad magic");
  }

  @Test
  void limitsHowManyKeysPassInOnePeriod() {
    LogLimiter limiter = new LogLimiter(100, 3);
    assertThat(Stream.of("a", "b", "c", "d", "e").filter(key -> limiter.admit(key, 0)))
        .containsExactly("a", "b", "c");
    assertThat(limiter.takeSuppressed()).isEqualTo(2);
    assertThat(limiter.admit("d", 99)).isFalse();
    assertThat(limiter.admit("d", 100)).isTrue();
    assertThat(limiter.takeSuppressed()).isEqualTo(1);
    assertThat(limiter.takeSuppressed()).isZero();
  }
}
