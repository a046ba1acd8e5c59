package org.jbroker.cluster.log.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;

/**
 * Keeps a second logger, of this process or another one of this machine, out of a folder: two would
 * rename each other's files. The lock ends with its process; its file stays.
 */
final class DirectoryLock implements AutoCloseable {

  private static final String NAME = ".broker-logger-lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Creates the folder if need be, and locks it.
   *
   * @throws BrokerException with {@link ErrorCode#CANNOT_OPEN_FILE} if that is not possible
   */
  static DirectoryLock of(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw refused(directory, "another logger uses it", null);
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw refused(directory, e.toString(), e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return false;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static BrokerException refused(Path directory, String reason, IOException cause) {
    return new BrokerException(
        org.jbroker.BrokerError.of(
            ErrorCode.CANNOT_OPEN_FILE,
            "the folder of the logs " + directory.toAbsolutePath() + ": " + reason),
        cause);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
