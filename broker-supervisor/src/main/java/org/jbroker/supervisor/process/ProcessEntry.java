package org.jbroker.supervisor.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} tells of a process.
 *
 * @param id which it is
 * @param parentPid its parent
 * @param sessionId the pid of the leader of its session
 * @param isZombie whether it has ended and waits for its parent to hear of it
 */
record ProcessEntry(ProcessId id, long parentPid, long sessionId, boolean isZombie) {

  /** Fields are counted from 1, as in {@code proc(5)}; the first two stand before the rest. */
  private static final int FIRST_REST_FIELD = 3;

  private static final int PARENT_FIELD = 4;
  private static final int SESSION_FIELD = 6;
  private static final int START_FIELD = 22;
  private static final int MAX_BYTES = 4096;

  /** Reads a process; empty if there is none of that pid. */
  static Optional<ProcessEntry> read(Path proc, long pid) {
    try (InputStream in = Files.newInputStream(proc.resolve(pid + "/stat"))) {
      return parse(pid, new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /** The name in parentheses may hold anything, even spaces and parentheses. */
  private static Optional<ProcessEntry> parse(long pid, String line) {
    int end = line.lastIndexOf(')');
    if (end < 0 || end + 2 > line.length()) {
      return Optional.empty();
    }
    String[] rest = line.substring(end + 2).trim().split(" ");
    if (rest.length <= START_FIELD - FIRST_REST_FIELD) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessEntry(
              new ProcessId(pid, field(rest, START_FIELD)),
              field(rest, PARENT_FIELD),
              field(rest, SESSION_FIELD),
              "ZXx".contains(rest[0])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static long field(String[] rest, int number) {
    return Long.parseLong(rest[number - FIRST_REST_FIELD]);
  }
}
