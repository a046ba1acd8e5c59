package org.jbroker.supervisor.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether processes run that are not this one's children. */
final class LiveProcess {

  private LiveProcess() {}

  /**
   * Whether a process is there and not a zombie: one that was orphaned stays so for as long as its
   * foster parent likes.
   */
  static boolean isRunning(long pid) {
    try {
      // "pid (name) state ...", and the name may hold anything.
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      return !stat.startsWith(") Z ", stat.lastIndexOf(')'));
    } catch (IOException ended) {
      return false;
    }
  }
}
