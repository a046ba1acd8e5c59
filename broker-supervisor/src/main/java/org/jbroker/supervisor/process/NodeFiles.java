package org.jbroker.supervisor.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jbroker.supervisor.RuntimeDirectory;

/**
 * The files of a node in its directory.
 *
 * @param directory the node's directory
 */
public record NodeFiles(Path directory) {

  static final String LOCK = "lock";
  private static final String TEMPORARY = ".new";

  /**
   * Those of a node. Links on the way to the runtime directory are resolved, since {@code /proc}
   * shows where files really are.
   *
   * @throws UncheckedIOException if the directory of the nodes is not there
   */
  public static NodeFiles of(RuntimeDirectory directory, String node) {
    Path own = directory.nodeDirectory(node);
    try {
      return new NodeFiles(directory.nodes().toRealPath().resolve(own.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Locked while a process of the worker runs. */
  public Path lock() {
    return directory.resolve(LOCK);
  }

  /** Which process was started, written by itself. */
  public Path record() {
    return directory.resolve("record");
  }

  /** Whether a process was started since the last one was known to be gone with all it started. */
  public boolean isRecorded() {
    return Files.exists(record());
  }

  /** Nothing is left of the process that was started. */
  public void forgetRecord() throws IOException {
    Files.deleteIfExists(record());
  }

  /** The script that starts it. */
  public Path launch() {
    return directory.resolve("launch");
  }

  /** Its config. */
  public Path config() {
    return directory.resolve("config");
  }

  /** Its cluster layout. */
  public Path layout() {
    return directory.resolve("layout.json");
  }

  /** Where it says that it is ready. */
  public Path notification() {
    return directory.resolve("notify");
  }

  /** Creates the directory, for its owner only. */
  public void create() throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /**
   * Removes what the supervisor needs; output and whatever the worker wrote stay, and so does the
   * directory unless it is empty then.
   */
  public void remove() throws IOException {
    for (Path file : List.of(record(), launch(), config(), layout(), notification(), lock())) {
      Files.deleteIfExists(file);
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Logs: they are the user's.
      return;
    }
  }

  /**
   * Writes a file so that whoever reads it, even a shell that is in the midst of it, sees the old
   * contents or the new.
   */
  static void replace(Path file, byte[] contents) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    Files.deleteIfExists(temporary);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(contents);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("files in " + file.getParent() + " cannot be replaced atomically", e);
    }
  }
}
