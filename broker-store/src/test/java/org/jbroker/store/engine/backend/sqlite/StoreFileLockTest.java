package org.jbroker.store.engine.backend.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jbroker.ErrorCode;
import org.jbroker.data.Data;
import org.jbroker.spi.BackendContext;
import org.jbroker.spi.BackendException;
import org.jbroker.spi.StoreBackend;
import org.jbroker.spi.StoredEntry;
import org.jbroker.store.SqliteOptions;
import org.jbroker.store.SqliteOptions.FailureMode;
import org.jbroker.store.engine.backend.RecordingListener;
import org.jbroker.testkit.junit.DumpOnFailure;
import org.jbroker.testkit.junit.NoLeaks;
import org.jbroker.testkit.process.TestProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One file, several stores: of this process and of others. */
@NoLeaks
class StoreFileLockTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  @RegisterExtension final DumpOnFailure dump = new DumpOnFailure();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("store.sqlite");
  }

  private static StoreBackend open(Path file, Duration patience) {
    return open(SqliteOptions.builder(file).busyTimeout(patience).build());
  }

  private static StoreBackend open(SqliteOptions options) {
    return new SqliteBackendProvider()
        .open(options, new BackendContext("yoda", "test", new RecordingListener()));
  }

  private static void requireInUse(Path file, String who) {
    assertThatThrownBy(() -> open(file, SHORT))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_OPEN_FILE))
        .hasMessageContaining(file.toAbsolutePath().normalize().toString())
        .hasMessageContaining(who + " uses it; a file has one master at a time");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** Opens a file, says how that went, and keeps it until it is killed or its input ends. */
  static final class Holder {

    private Holder() {}

    /** Main. */
    public static void main(String[] args) throws IOException {
      try (StoreBackend backend = open(Path.of(args[0]), SHORT)) {
        System.out.println("opened with " + backend.size());
        System.in.read();
      } catch (BackendException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private TestProcess holder() throws IOException {
    return dump.add(TestProcess.java(Holder.class, file().toString()).start());
  }

  @Test
  void aSecondStoreOfThisProcessIsRefusedAndTheFirstKeepsItsLock() throws IOException {
    try (StoreBackend first = open(file(), SHORT)) {
      requireInUse(file(), "a store of this process");
      requireInUse(Path.of("").toAbsolutePath().relativize(file()), "a store of this process");
      try (TestProcess other = holder()) {
        other.awaitLine(
            Pattern.compile(".*process " + ProcessHandle.current().pid() + " uses it.*"), SOON);
        assertThat(other.requireEnd(SOON)).isZero();
      }
      first.put(Data.of("k"), Data.of(1), StoredEntry.NEVER);
    }
    try (StoreBackend next = open(file(), SHORT)) {
      assertThat(next.size()).isEqualTo(1);
    }
    assertThat(names()).containsExactly("store.sqlite");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileOfAnotherProcessIsRefusedUntilThatIsKilled() throws IOException {
    try (TestProcess other = holder()) {
      other.awaitLine(Pattern.compile("^opened with 0$"), SOON);
      requireInUse(file(), "process " + other.pid());
      // Even if it is corrupt: what the other is just writing is not ours to judge.
      SqliteOptions deleting =
          SqliteOptions.builder(file())
              .busyTimeout(Duration.ZERO)
              .failureMode(FailureMode.DELETE)
              .build();
      assertThatThrownBy(() -> open(deleting)).hasMessageContaining("process " + other.pid());
      other.kill9();
    }
    assertThat(names()).contains("store.sqlite-lock");
    open(file(), SHORT).close();
    assertThat(names()).containsExactly("store.sqlite");
  }

  @Test
  void theSecondWaitsForTheFirstAsLongAsTheOptionsSay() throws IOException {
    try (TestProcess other = holder()) {
      other.awaitLine(Pattern.compile("^opened with 0$"), SOON);
      other.closeInput();
      open(file(), SOON).close();
      assertThat(other.requireEnd(SOON)).isZero();
    }
  }

  @Test
  void anInterruptEndsTheWaitAndStays() throws IOException {
    try (TestProcess other = holder()) {
      other.awaitLine(Pattern.compile("^opened with 0$"), SOON);
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> open(file(), SOON)).isInstanceOf(BackendException.class);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
      requireInUse(file(), "process " + other.pid());
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksLeadToTheSameLock() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("store.sqlite"));
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    try (StoreBackend first = open(link, SHORT)) {
      assertThat(first.size()).isZero();
      requireInUse(file(), "a store of this process");
      requireInUse(link, "a store of this process");
    }
    assertThatThrownBy(() -> open(loop, SHORT)).isInstanceOf(BackendException.class);
    assertThat(names()).containsExactly("link", "loop", "store.sqlite");
  }

  @Test
  void whatIsNoLockFileIsNotOverwritten() throws IOException {
    Path inTheWay = folder.resolve("store.sqlite-lock");
    byte[] something = new byte[4096];
    Files.write(inTheWay, something);
    assertThatThrownBy(() -> open(file(), SHORT))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining(inTheWay.toString());
    assertThat(inTheWay).hasBinaryContent(something);
    Files.delete(inTheWay);
    Files.createDirectory(inTheWay);
    assertThatThrownBy(() -> open(file(), SHORT))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining(inTheWay.toString());
    assertThat(names()).containsExactly("store.sqlite-lock");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkInPlaceOfTheLockFileIsNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Files.createSymbolicLink(folder.resolve("store.sqlite-lock"), victim);
    assertThatThrownBy(() -> open(file(), SHORT)).isInstanceOf(BackendException.class);
    assertThat(victim).hasContent("precious");
  }

  @Test
  void whatAPowerLossMadeOfALockFileIsNoObstacle() throws IOException {
    Files.write(folder.resolve("store.sqlite-lock"), new byte[80]);
    open(file(), SHORT).close();
    assertThat(names()).containsExactly("store.sqlite");
  }

  @Test
  void aLockOfSomeOtherCodeInThisProcessIsRespected() throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("store.sqlite-lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      requireInUse(file(), "a store of this process");
    }
    open(file(), SHORT).close();
  }

  /** Takes and closes a lock many times, and looks whether anybody else had it meanwhile. */
  static final class Contender {

    private Contender() {}

    /** Main. */
    public static void main(String[] args) throws IOException {
      Path file = Path.of(args[0]);
      Path mark = file.resolveSibling("mark");
      System.out.println("ready");
      System.in.read();
      for (int i = Integer.parseInt(args[1]); i > 0; i--) {
        StoreFileLock lock = StoreFileLock.take(file, SOON);
        Files.createFile(mark);
        Files.delete(mark);
        lock.close();
      }
      System.out.println("done");
    }
  }

  @Test
  void neverDoTwoProcessesHaveTheLockThoughItsFileComesAndGoes() throws IOException {
    List<TestProcess> contenders =
        IntStream.range(0, 3)
            .mapToObj(i -> TestProcess.java(Contender.class, file().toString(), "400").start())
            .map(dump::add)
            .toList();
    try {
      for (TestProcess contender : contenders) {
        contender.awaitLine(Pattern.compile("^ready$"), SOON);
      }
      contenders.forEach(TestProcess::closeInput);
      for (TestProcess contender : contenders) {
        contender.awaitLine(Pattern.compile("^done$"), SOON);
        assertThat(contender.requireEnd(SOON)).isZero();
      }
    } finally {
      contenders.forEach(TestProcess::close);
    }
    assertThat(names()).isEmpty();
  }
}
