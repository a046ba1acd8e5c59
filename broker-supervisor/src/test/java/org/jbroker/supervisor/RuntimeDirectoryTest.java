package org.jbroker.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory that only its owner may enter. */
class RuntimeDirectoryTest {

  @TempDir Path folder;

  @Test
  void isCreatedForItsOwnerOnly() throws Exception {
    RuntimeDirectory directory = RuntimeDirectory.at(folder.resolve("a/b")).create();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
        .isEqualTo("rwx------");
    assertThat(directory.nodes()).isDirectory();
    assertThat(directory.create()).isEqualTo(RuntimeDirectory.at(folder.resolve("a/./b")));
  }

  @Test
  void isRefusedIfOthersMayEnterIt() throws Exception {
    RuntimeDirectory directory = RuntimeDirectory.at(folder.resolve("open")).create();
    Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwx--x---"));
    assertThatThrownBy(directory::create)
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("has mode rwx--x---")
        .hasMessageContaining("chmod 700");
  }

  @Test
  void isRefusedIfItIsALinkOrAFile() throws Exception {
    Path real = RuntimeDirectory.at(folder.resolve("real")).create().path();
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    assertThatThrownBy(() -> RuntimeDirectory.at(link).create())
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("is no directory");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> RuntimeDirectory.at(file).create())
        .isInstanceOf(SupervisorException.class);
  }

  @Test
  void isRefusedIfItBelongsToAnother() throws Exception {
    Path foreign = Path.of("/proc/1");
    if (Files.getOwner(folder).equals(Files.getOwner(foreign))) {
      foreign = RuntimeDirectory.at(folder.resolve("foreign")).create().path();
      Files.setOwner(
          foreign,
          foreign.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }
    Path other = foreign;
    assertThatThrownBy(() -> RuntimeDirectory.at(other).verify())
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining(" belongs to ");
  }

  @Test
  void isRefusedIfItsSocketCannotHaveSuchAPath() {
    assertThatThrownBy(() -> RuntimeDirectory.at(folder.resolve("x".repeat(100))))
        .isInstanceOf(SupervisorException.class)
        .hasMessageContaining("a socket's has at most 107");
  }

  @Test
  void putsEachNodeIntoAFolderOfItsOwn() {
    RuntimeDirectory directory = RuntimeDirectory.at(Path.of("/r"));
    assertThat(directory.nodeDirectory("w-1")).isEqualTo(Path.of("/r/nodes/w-1"));
    assertThat(directory.nodeDirectory("\u00e4%")).isEqualTo(Path.of("/r/nodes/%C3%A4%25"));
    NodeConfig config = NodeConfig.of("a", "true");
    assertThat(directory.stdoutFile(config)).isEqualTo(Path.of("/r/nodes/a/stdout.log"));
    NodeConfig own =
        config.toBuilder().directory("/srv/x").stdoutFile("out").stderrFile("/var/err").build();
    assertThat(directory.workingDirectory(own)).isEqualTo(Path.of("/srv/x"));
    assertThat(directory.stdoutFile(own)).isEqualTo(Path.of("/srv/x/out"));
    assertThat(directory.stderrFile(own)).isEqualTo(Path.of("/var/err"));
  }
}
