package org.jbroker.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks for processes by what tests put into their environments, independently of the supervisor.
 */
final class Processes {

  private Processes() {}

  /** The pids of processes that were started as workers of a directory and have not ended. */
  static List<Long> ofDirectory(RuntimeDirectory directory) {
    return withVariable(NodeEnvironment.SUPERVISOR_SOCKET, directory.socket().toString());
  }

  /** The pids of processes with a variable in their environment that have not ended. */
  static List<Long> withVariable(String name, String value) {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path entry : entries) {
        if (hasVariable(entry, name + "=" + value)) {
          pids.add(Long.parseLong(entry.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pids;
  }

  private static boolean hasVariable(Path process, String variable) {
    try {
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return ("\0" + environment).contains("\0" + variable + "\0");
    } catch (IOException ended) {
      return false; // Zombies have no environment, either.
    }
  }

  /** The pids of processes that have a file open. */
  static List<Long> holding(Path file) {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        if (descriptors(pid).containsValue(file.toString())) {
          pids.add(pid);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pids;
  }

  /** What a process has open, by number; nothing of one that has ended. */
  static Map<Integer, String> descriptors(long pid) {
    Map<Integer, String> open = new TreeMap<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path entry : entries) {
        open.put(
            Integer.parseInt(entry.getFileName().toString()),
            Files.readSymbolicLink(entry).toString());
      }
    } catch (IOException | DirectoryIteratorException ended) {
      return Map.of();
    }
    return open;
  }

  /** Whether a process is there and no zombie. */
  static boolean isRunning(long pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      return !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException ended) {
      return false;
    }
  }

  /** Sends a signal, named without SIG. */
  static void signal(String signal, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
      if (kill.waitFor() != 0) {
        throw new AssertionError("kill -" + signal + " " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
