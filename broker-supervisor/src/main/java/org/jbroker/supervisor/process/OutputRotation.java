package org.jbroker.supervisor.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jbroker.supervisor.LogRotation;

/**
 * Rotates a file that others have open to append: its contents are copied to {@code FILE.1} and the
 * file is truncated, so that they write on at its new end. What they write between the last look at
 * its size and the truncation is lost.
 */
public final class OutputRotation {

  private OutputRotation() {}

  /**
   * Rotates a file if it is large enough.
   *
   * @return whether it was
   * @throws IOException if it cannot be done; then nothing was truncated
   */
  public static boolean rotateIfLarge(Path file, LogRotation rotation) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || Files.size(file) < rotation.maxBytes()) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (rotation.keep() > 0) {
        keep(channel, file, rotation.keep());
      }
      channel.truncate(0);
    }
    return true;
  }

  private static void keep(FileChannel channel, Path file, int count) throws IOException {
    Path copy = numbered(file, 0);
    try {
      copy(channel, copy);
      for (int number = count - 1; number > 0; number--) {
        if (Files.exists(numbered(file, number), LinkOption.NOFOLLOW_LINKS)) {
          replace(numbered(file, number), numbered(file, number + 1));
        }
      }
      replace(copy, numbered(file, 1));
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path numbered(Path file, int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  /** As far as it goes now, and once more for what was written meanwhile: a flood never ends. */
  private static void copy(FileChannel from, Path target) throws IOException {
    try (FileChannel to =
        FileChannel.open(
            target,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      long done = copy(from, 0, from.size(), to);
      copy(from, done, from.size(), to);
    }
  }

  private static long copy(FileChannel from, long start, long end, FileChannel to)
      throws IOException {
    long position = start;
    while (position < end) {
      long count = from.transferTo(position, end - position, to);
      if (count <= 0) {
        break;
      }
      position += count;
    }
    return position;
  }
}
