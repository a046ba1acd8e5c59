package org.jbroker.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jbroker.supervisor.SupervisorException;

/**
 * The programs of the system that starting a worker takes, each with its full path, so that the
 * environment of a worker does not change which are used.
 *
 * @param sh a POSIX shell
 * @param setsid of util-linux: starts a session
 * @param flock of util-linux: takes a lock that is inherited; Java's locks are not
 * @param env sets variables
 * @param mv replaces the record
 * @param taskset of util-linux: binds to a CPU; only for workers that are
 */
public record SystemTools(
    Path sh, Path setsid, Path flock, Path env, Path mv, Optional<Path> taskset) {

  private static final String USUAL = "/usr/local/bin:/usr/bin:/bin";

  /**
   * Looks for them.
   *
   * @param pathVariable the folders to look into, separated by colons; null for the usual ones
   * @throws SupervisorException if this is not Linux, or one is missing that each worker needs
   */
  public static SystemTools find(String pathVariable) {
    String system = System.getProperty("os.name");
    if (!system.equals("Linux") || !Files.isReadable(Path.of("/proc/self/stat"))) {
      throw new SupervisorException("a supervisor needs Linux with /proc; this is " + system);
    }
    return in(pathVariable == null ? USUAL : pathVariable + ":" + USUAL);
  }

  /** Those in these folders and no others. */
  static SystemTools in(String folders) {
    return new SystemTools(
        require("sh", folders),
        require("setsid", folders),
        require("flock", folders),
        require("env", folders),
        require("mv", folders),
        find("taskset", folders));
  }

  private static Path require(String program, String folders) {
    return find(program, folders)
        .orElseThrow(
            () ->
                new SupervisorException(
                    "the program '"
                        + program
                        + "' is not in any folder of "
                        + folders
                        + "; Debian has it in coreutils, dash or util-linux"));
  }

  private static Optional<Path> find(String program, String folders) {
    for (String folder : folders.split(":")) {
      try {
        Path file = Path.of(folder, program);
        if (file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)) {
          return Optional.of(file);
        }
      } catch (InvalidPathException e) {
        continue; // A folder that the encoding of the system cannot name holds none of them.
      }
    }
    return Optional.empty();
  }

  /**
   * The path of taskset.
   *
   * @throws IOException if it is missing
   */
  Path requireTaskset() throws IOException {
    return taskset.orElseThrow(
        () -> new IOException("cpu_affinity needs the program 'taskset', which is not in PATH"));
  }
}
