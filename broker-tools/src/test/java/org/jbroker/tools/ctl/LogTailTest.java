package org.jbroker.tools.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following a file that grows and is rotated. */
class LogTailTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("out.log");
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** As the supervisor does it: a copy under another name takes the place of the last one. */
  private void copy() throws IOException {
    Path temporary = folder.resolve("out.log.0");
    Files.copy(file, temporary);
    Files.move(temporary, folder.resolve("out.log.1"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void truncate() throws IOException {
    Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING).close();
  }

  @Test
  void showsTheLastLinesAndThenWhatFollows() throws IOException {
    append("1\n2\n3\n");
    LogTail tail = new LogTail(file);
    assertThat(tail.last(2)).containsExactly("2", "3");
    assertThat(tail.more()).isEmpty();
    append("4\nha");
    assertThat(tail.more()).containsExactly("4");
    append("lf\n");
    assertThat(tail.more()).containsExactly("half");
  }

  @Test
  void fileMayComeLater() throws IOException {
    LogTail tail = new LogTail(file);
    assertThat(tail.last(10)).isEmpty();
    assertThat(tail.more()).isEmpty();
    append("first\n");
    assertThat(tail.more()).containsExactly("first");
  }

  @Test
  void linesThatWereNotReadBeforeTheRotationAreReadFromTheCopy() throws IOException {
    append("1\n");
    LogTail tail = new LogTail(file);
    assertThat(tail.last(10)).containsExactly("1");
    append("2\n3");
    copy();
    truncate();
    append("\n4\n");
    assertThat(tail.more()).containsExactly("2", "3", "4");
    append("5\n");
    copy();
    truncate();
    assertThat(tail.more()).containsExactly("5");
  }

  @Test
  void nothingIsReadTwiceBetweenCopyAndTruncation() throws IOException {
    append("1\n");
    LogTail tail = new LogTail(file);
    assertThat(tail.last(10)).containsExactly("1");
    append("2\n");
    copy();
    assertThat(tail.more()).isEmpty();
    truncate();
    assertThat(tail.more()).containsExactly("2");
  }

  @Test
  void fileThatIsTruncatedWithoutACopyIsReadFromItsBeginning() throws IOException {
    append("1\n2\n");
    LogTail tail = new LogTail(file);
    assertThat(tail.last(10)).hasSize(2);
    truncate();
    append("3\n");
    assertThat(tail.more()).containsExactly("3");
  }

  @Test
  void largeFilesAreReadFromTheirEndAndInPieces() throws IOException {
    String line = "x".repeat(1000);
    String lines =
        IntStream.range(0, 3000).mapToObj(i -> i + line + "\n").collect(Collectors.joining());
    append(lines);
    LogTail tail = new LogTail(file);
    assertThat(tail.last(2)).containsExactly("2998" + line, "2999" + line);
    append(lines);
    assertThat(tail.more()).hasSizeBetween(900, 1100);
    assertThat(tail.more().get(0)).endsWith(line);
  }

  @Test
  void lineWithoutAnEndIsCutAndBytesThatAreNoTextAreReplaced() throws IOException {
    Files.write(file, new byte[] {'a', (byte) 0xFF, '\n'});
    LogTail tail = new LogTail(file);
    assertThat(tail.last(1)).containsExactly("a\uFFFD");
    append("y".repeat(LogTail.MAX_LINE_BYTES + 1));
    assertThat(tail.more()).singleElement().asString().hasSize(LogTail.MAX_LINE_BYTES);
  }
}
