package org.jbroker.testkit.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A process and the descendants it was ever seen to have: a killed parent no longer knows them.
 *
 * <p>Thread-safe: {@code lock} guards {@code known}.
 */
final class ProcessTree {

  private final ProcessHandle root;
  private final Object lock = new Object();
  private final Set<ProcessHandle> known = new LinkedHashSet<>();

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** Looks for descendants; to be called before anything that may end the root. */
  void remember() {
    List<ProcessHandle> now = root.descendants().toList();
    synchronized (lock) {
      known.addAll(now);
    }
  }

  /** Kills them all. */
  void kill() {
    remember();
    // The parent first: it then cannot start new ones in place of those killed.
    root.destroyForcibly();
    snapshot().forEach(ProcessHandle::destroyForcibly);
  }

  /** Whether any of them is still there. */
  boolean isRunning() {
    return isRunning(root) || snapshot().stream().anyMatch(ProcessTree::isRunning);
  }

  private List<ProcessHandle> snapshot() {
    synchronized (lock) {
      return new ArrayList<>(known);
    }
  }

  /**
   * Whether a process can still do something: an ended one that its parent (or, for an orphan, the
   * init process, some of which take seconds) has not reaped counts as gone where the system has
   * {@code /proc}.
   */
  static boolean isRunning(ProcessHandle handle) {
    if (!handle.isAlive()) {
      return false;
    }
    Path stat = Path.of("/proc", Long.toString(handle.pid()), "stat");
    try {
      // "pid (name) state ...", and the name may hold anything.
      String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
      return !line.startsWith(") Z ", line.lastIndexOf(')'));
    } catch (IOException noSuchFile) {
      return handle.isAlive();
    }
  }
}
