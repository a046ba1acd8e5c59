package org.jbroker.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jbroker.supervisor.LogRotation;
import org.jbroker.supervisor.SupervisorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotation of files under those who write them, and the programs that starting takes. */
class OutputRotationTest {

  @TempDir Path folder;

  private Path write(String name, char c, int count) throws IOException {
    return Files.writeString(folder.resolve(name), String.valueOf(c).repeat(count));
  }

  @Test
  void leavesSmallAndMissingFilesAlone() throws IOException {
    Path file = write("out", 'a', 4095);
    LogRotation rotation = new LogRotation(4096, 2);
    assertThat(OutputRotation.rotateIfLarge(file, rotation)).isFalse();
    assertThat(OutputRotation.rotateIfLarge(folder.resolve("none"), rotation)).isFalse();
    assertThat(OutputRotation.rotateIfLarge(Path.of("/dev/null"), rotation)).isFalse();
    assertThat(Files.size(file)).isEqualTo(4095);
  }

  @Test
  void keepsTheLastOnesAndTheWriterGoesOn() throws IOException {
    Path file = folder.resolve("out");
    LogRotation rotation = new LogRotation(4096, 2);
    try (OutputStream writer =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (char c : new char[] {'a', 'b', 'c'}) {
        writer.write(String.valueOf(c).repeat(5000).getBytes(StandardCharsets.US_ASCII));
        assertThat(OutputRotation.rotateIfLarge(file, rotation)).isTrue();
      }
      writer.write('d');
    }
    assertThat(Files.readString(file)).isEqualTo("d");
    assertThat(Files.readString(folder.resolve("out.1"))).isEqualTo("c".repeat(5000));
    assertThat(Files.readString(folder.resolve("out.2"))).isEqualTo("b".repeat(5000));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("out", "out.1", "out.2");
  }

  @Test
  void keepsNoneIfToldSo() throws IOException {
    Path file = write("out", 'a', 5000);
    assertThat(OutputRotation.rotateIfLarge(file, new LogRotation(4096, 0))).isTrue();
    assertThat(Files.size(file)).isZero();
    assertThat(folder.toFile().list()).containsExactly("out");
  }

  @Test
  void truncatesNothingThatItCouldNotCopy() throws IOException {
    Path file = write("out", 'a', 5000);
    // A folder with something in it can be neither written nor replaced.
    Files.createDirectories(folder.resolve("out.1/x"));
    assertThatThrownBy(() -> OutputRotation.rotateIfLarge(file, new LogRotation(4096, 1)))
        .isInstanceOf(IOException.class);
    assertThat(Files.size(file)).isEqualTo(5000);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("out", "out.1");
  }

  @Test
  void namesTheProgramThatIsMissing() throws IOException {
    assertThatThrownBy(() -> SystemTools.in(folder.toString()))
        .isInstanceOf(SupervisorException.class)
        .hasMessageStartingWith("the program 'sh' is not in any folder of " + folder);
    SystemTools tools = SystemTools.find(null);
    assertThat(tools.flock()).isAbsolute();
    SystemTools without =
        new SystemTools(
            tools.sh(), tools.setsid(), tools.flock(), tools.env(), tools.mv(), Optional.empty());
    assertThatThrownBy(without::requireTaskset).hasMessageContaining("'taskset'");
  }
}
