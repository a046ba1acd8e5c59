package org.jbroker.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jbroker.testkit.Await;
import org.jbroker.testkit.junit.NoLeaks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@NoLeaks
@EnabledOnOs({OS.LINUX, OS.MAC})
class TestProcessTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** Prints what it reads, until the end of its input. */
  static final class Echo {
    /** Main. */
    public static void main(String[] args) throws IOException {
      System.out.println("ready " + String.join(",", args));
      int c;
      while ((c = System.in.read()) >= 0) {
        System.out.write(c);
        System.out.flush();
      }
      System.err.println("end of input");
      System.exit(3);
    }
  }

  @Test
  void runsAJavaClassOfThisClassPath() {
    try (TestProcess echo = TestProcess.java(Echo.class, "a", "b").maxHeapMebibytes(32).start()) {
      assertThat(echo.awaitLine(Pattern.compile("ready"), SOON)).isEqualTo("ready a,b");
      echo.writeLine("hello");
      assertThat(echo.awaitLine("hello"::equals, SOON)).isEqualTo("hello");
      echo.closeInput();
      assertThat(echo.requireEnd(SOON)).isEqualTo(3);
      assertThat(echo.lines()).anyMatch(l -> l.fromError() && l.text().equals("end of input"));
      assertThat(echo.dump()).contains("exit 3").contains("out| hello").contains("err| end of");
    }
  }

  @Test
  void nextLineGoesOnBehindTheLastOne() {
    try (TestProcess sh = shell("echo tick 1; echo tick 2; echo tick 3; exec cat")) {
      Pattern tick = Pattern.compile("tick");
      assertThat(sh.awaitNextLine(tick, SOON)).isEqualTo("tick 1");
      assertThat(sh.awaitNextLine(tick, SOON)).isEqualTo("tick 2");
      assertThat(sh.awaitLine(tick, SOON)).isEqualTo("tick 1");
      sh.awaitLine("tick 3"::equals, SOON);
      sh.skipOutput();
      sh.writeLine("tick 4");
      assertThat(sh.awaitNextLine(tick, SOON)).isEqualTo("tick 4");
    }
  }

  @Test
  void missingLineFailsWithTheOutputAndAtOnceAfterTheEnd() {
    try (TestProcess sh = shell("echo something else")) {
      assertThatThrownBy(() -> sh.awaitLine("wanted"::equals, Duration.ofHours(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("something else");
    }
  }

  @Test
  void keepsTheLastLinesAndBreaksLongOnes() {
    try (TestProcess sh =
        TestProcess.command("/bin/sh", "-c", "seq 1 1000; head -c 10000 /dev/zero | tr '\\0' x")
            .maxLines(10)
            .start()) {
      sh.requireEnd(SOON);
      assertThat(sh.lines()).hasSize(10);
      assertThat(sh.lines().get(8).text()).hasSize(8192);
      assertThat(sh.lines().get(9).text()).hasSize(10_000 - 8192);
      assertThat(sh.dump()).contains("earlier lines forgotten");
    }
  }

  @Test
  void stopsContinuesTerminatesAndKills() throws IOException {
    try (TestProcess sh =
        shell("trap 'echo bye; exit 5' TERM; echo up; while :; do read x; done")) {
      sh.awaitLine("up"::equals, SOON);
      sh.stop();
      if (Files.isDirectory(Path.of("/proc/self"))) {
        Path stat = Path.of("/proc", Long.toString(sh.pid()), "stat");
        assertThat(Files.readString(stat)).contains(") T ");
      }
      sh.terminate();
      assertThat(sh.waitFor(Duration.ofMillis(30))).isEmpty();
      sh.cont();
      sh.closeInput();
      assertThat(sh.requireEnd(SOON)).isEqualTo(5);
      sh.awaitLine("bye"::equals, SOON);
    }
    try (TestProcess sh = shell("exec cat")) {
      sh.kill9();
      assertThat(sh.waitFor(Duration.ZERO)).hasValue(128 + 9);
    }
  }

  @Test
  void closeKillsChildrenToo() {
    ProcessHandle child;
    try (TestProcess sh = shell("sleep 1000 & echo child $!; wait")) {
      String line = sh.awaitLine(Pattern.compile("child"), SOON);
      child = ProcessHandle.of(Long.parseLong(line.substring(6))).orElseThrow();
      assertThat(ProcessTree.isRunning(child)).isTrue();
    }
    ProcessHandle gone = child;
    Await.until(SOON, "the child is dead", () -> !ProcessTree.isRunning(gone));
  }

  @Test
  void childrenOfAKilledProcessAreKilledByClose() {
    ProcessHandle child;
    try (TestProcess sh = shell("sleep 1000 > /dev/null 2>&1 & echo child $!; wait")) {
      String line = sh.awaitLine(Pattern.compile("child"), SOON);
      child = ProcessHandle.of(Long.parseLong(line.substring(6))).orElseThrow();
      sh.kill9();
      assertThat(ProcessTree.isRunning(child)).isTrue();
    }
    ProcessHandle gone = child;
    Await.until(SOON, "the child is dead", () -> !ProcessTree.isRunning(gone));
  }

  private static TestProcess shell(String script) {
    return TestProcess.command("/bin/sh", "-c", script).start();
  }
}
