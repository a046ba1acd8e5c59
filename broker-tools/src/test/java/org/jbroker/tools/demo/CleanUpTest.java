package org.jbroker.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jbroker.testkit.process.TestProcess;
import org.jbroker.tools.Tool;
import org.jbroker.tools.cli.Console;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanUpTest {

  private final List<String> ended = new ArrayList<>();
  private final CleanUp cleanUp = new CleanUp("test");

  @Test
  void endsTheLatestFirstAndEachOnce() {
    cleanUp.add(() -> ended.add("first"));
    cleanUp.add(() -> ended.add("second"));
    assertThat(ended).isEmpty();

    cleanUp.close();
    cleanUp.close();

    assertThat(ended).containsExactly("second", "first");
  }

  @Test
  void whatBeginsAfterTheEndIsEndedAtOnce() {
    cleanUp.close();

    cleanUp.add(() -> ended.add("late"));

    assertThat(ended).containsExactly("late");
  }

  @Test
  void whatCannotBeEndedKeepsNothingElseFromIt() {
    cleanUp.add(() -> ended.add("first"));
    for (String name : List.of("second", "third")) {
      cleanUp.add(
          () -> {
            throw new IllegalStateException(name);
          });
    }

    assertThatThrownBy(cleanUp::close)
        .hasMessage("third")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("second"));
    assertThat(ended).containsExactly("first");
  }

  @Test
  void deletesADirectoryWithAllThatIsInIt(@TempDir Path folder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Story story = new Story(new Console(out, out, false), Duration.ofSeconds(1));
    Path directory = folder.resolve("a");
    Files.createDirectories(directory.resolve("b/c"));
    Files.writeString(directory.resolve("b/c/file"), "text");

    CleanUp.delete(directory, story);
    CleanUp.delete(directory, story);

    assertThat(directory).doesNotExist();
    assertThat(folder).exists();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    cleanUp.close();
  }

  @Test
  void aDemoThatIsCutShortCleansUp() {
    try (TestProcess demo = TestProcess.java(CutShort.class).start()) {
      assertThat(demo.requireEnd(Tool.TIMEOUT)).isEqualTo(3);
      assertThat(Tool.output(demo)).containsExactly("cleaned up");
    }
  }

  /** Ends without closing. */
  static final class CutShort {

    private CutShort() {}

    public static void main(String[] args) {
      new CleanUp("cut-short").add(() -> System.out.println("cleaned up"));
      System.exit(3);
    }
  }
}
