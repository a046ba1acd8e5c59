package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorException;

/**
 * The lock of a runtime directory, which ends with the process that holds it. The file holds its
 * pid, for people.
 *
 * <p>The lock is one of POSIX: a process that closes any descriptor of the file gives it up. So
 * whoever is refused within this process must not even open the file; {@code HELD} tells.
 * Thread-safe.
 */
final class SupervisorLock implements AutoCloseable {

  private static final int MAX_PID_BYTES = 32;

  /** The lock files that this process holds, by their real paths. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;
  private final Path file;

  private SupervisorLock(FileChannel channel, Path file) {
    this.channel = channel;
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @throws SupervisorException if another supervisor has it, or it cannot be taken
   */
  static SupervisorLock take(RuntimeDirectory directory) {
    try {
      Path file = directory.path().toRealPath().resolve(directory.lock().getFileName());
      if (!HELD.add(file)) {
        throw inUse(directory, " (pid " + ProcessHandle.current().pid() + ")");
      }
      try {
        return new SupervisorLock(lock(directory, file), file);
      } catch (IOException | RuntimeException e) {
        HELD.remove(file);
        throw e;
      }
    } catch (IOException e) {
      throw new SupervisorException("cannot lock " + directory.lock() + ": " + e, e);
    }
  }

  private static SupervisorException inUse(RuntimeDirectory directory, String pid) {
    return new SupervisorException(
        "another supervisor" + pid + " uses " + directory + "; talk to it, or end it first");
  }

  private static FileChannel lock(RuntimeDirectory directory, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(directory, readPid(channel));
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
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
    HELD.remove(file);
  }
}
