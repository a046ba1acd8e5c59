package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorException;

/**
 * The lock of a runtime directory, which ends with the process that holds it. The file holds its
 * pid, for people.
 */
final class SupervisorLock implements AutoCloseable {

  private static final int MAX_PID_BYTES = 32;

  private final FileChannel channel;

  private SupervisorLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws SupervisorException if another supervisor has it, or it cannot be taken
   */
  static SupervisorLock take(RuntimeDirectory directory) {
    Path file = directory.lock();
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        String pid = readPid(channel);
        channel.close();
        throw new SupervisorException(
            "another supervisor" + pid + " uses " + directory + "; talk to it, or end it first");
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return new SupervisorLock(channel);
    } catch (IOException e) {
      throw new SupervisorException("cannot lock " + file + ": " + e, e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // By another supervisor in this process.
    }
  }

  private static String readPid(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_PID_BYTES);
    channel.read(buffer, 0);
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    return text.strip().matches("[0-9]+") ? " (pid " + text.strip() + ")" : "";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
