package org.jbroker.cluster.log.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Gives a file that is finished its last name: {@code conn.log} that was opened at three o'clock
 * becomes {@code conn.2026-11-20-15-00-00.log}, as in Zeek, but in UTC; {@code
 * conn.2026-11-20-15-00-00-2.log} if there is one already.
 */
final class RotatedNames {

  /** Files that were opened in the same second; more than a disk writes. */
  private static final int MAX_TRIES = 10_000;

  static final String EXTENSION = ".log";

  private RotatedNames() {}

  /**
   * Renames a file; nothing is ever overwritten.
   *
   * @return what it is called now
   */
  static Path rename(Path file, String path, Instant opened) throws IOException {
    String base = path + "." + LineFormat.SECONDS.format(opened);
    for (int i = 1; i <= MAX_TRIES; i++) {
      Path target = file.resolveSibling(base + (i == 1 ? "" : "-" + i) + EXTENSION);
      if (!Files.exists(target)) {
        return Files.move(file, target);
      }
    }
    throw new FileAlreadyExistsException(file.resolveSibling(base + EXTENSION).toString());
  }
}
