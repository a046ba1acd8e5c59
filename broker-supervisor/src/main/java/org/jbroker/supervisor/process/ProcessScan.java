package org.jbroker.supervisor.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All processes of the system at one moment, or nearly so: {@code /proc} is read one process after
 * the other. One scan answers for all workers, so that stopping a hundred of them costs one pass.
 */
public final class ProcessScan {

  private final Map<Long, ProcessEntry> entries = new HashMap<>();
  private final ProcessMarks marksOfAll;
  private final long ownPid = ProcessHandle.current().pid();

  private ProcessScan(ProcessMarks marksOfAll) {
    this.marksOfAll = marksOfAll;
  }

  /**
   * Reads the processes.
   *
   * @param proc the mount point, {@code /proc}
   * @param marks what is known of them from scans before
   * @throws IOException if it cannot be read
   */
  static ProcessScan of(Path proc, ProcessMarks marks) throws IOException {
    ProcessScan scan = new ProcessScan(marks);
    try (DirectoryStream<Path> pids = Files.newDirectoryStream(proc, ProcessScan::isPid)) {
      for (Path path : pids) {
        long pid = Long.parseLong(path.getFileName().toString());
        ProcessEntry.read(proc, pid)
            .filter(entry -> !entry.isZombie())
            .ifPresent(entry -> scan.entries.put(pid, entry));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    marks.retain(scan.entries.values().stream().map(ProcessEntry::id).toList());
    return scan;
  }

  private static boolean isPid(Path path) {
    String name = path.getFileName().toString();
    return name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Whether a process is there and has not ended. */
  public boolean isRunning(ProcessId id) {
    ProcessEntry entry = entries.get(id.pid());
    return entry != null && entry.id().equals(id);
  }

  /** Whether a process is there and has not ended, looked up by itself. */
  public static boolean isRunning(Path proc, ProcessId id) {
    return ProcessEntry.read(proc, id.pid())
        .filter(entry -> entry.id().equals(id) && !entry.isZombie())
        .isPresent();
  }

  /** The process that has a pid now; a zombie, too. */
  public static Optional<ProcessId> current(Path proc, long pid) {
    return ProcessEntry.read(proc, pid).map(ProcessEntry::id);
  }

  /**
   * The processes of a worker: the one that was started, its session, whoever holds its lock's
   * descriptor or has its instance in the environment, and the descendants of all of these. So a
   * descendant has to leave the session, close the descriptor, change its environment and lose its
   * parent to be missed. This process is never among them.
   */
  public List<ProcessId> membersOf(WorkerMarks marks) {
    Set<Long> members = new HashSet<>();
    boolean ownsSession = marks.ownsSession() && !isSessionOfAnother(marks.main());
    for (ProcessEntry entry : entries.values()) {
      boolean inSession =
          ownsSession && entry.sessionId() == marks.main().map(ProcessId::pid).orElse(-1L);
      if (isMain(entry, marks)
          || inSession
          || !marks.instance().isEmpty()
              && marksOfAll.instanceOf(entry.id()).equals(marks.instance())
          || marksOfAll.locksOf(entry.id()).contains(marks.lock())) {
        members.add(entry.id().pid());
      }
    }
    addDescendants(members);
    members.remove(ownPid);
    List<ProcessId> ids = new ArrayList<>(members.size());
    members.forEach(pid -> ids.add(entries.get(pid).id()));
    return ids;
  }

  private static boolean isMain(ProcessEntry entry, WorkerMarks marks) {
    return marks.main().isPresent() && marks.main().get().equals(entry.id());
  }

  /**
   * Whether the pid of the main process has gone to a stranger, and the session's number with it.
   */
  private boolean isSessionOfAnother(Optional<ProcessId> main) {
    ProcessEntry entry = main.map(id -> entries.get(id.pid())).orElse(null);
    return entry != null && !entry.id().equals(main.orElseThrow());
  }

  private void addDescendants(Set<Long> members) {
    Map<Long, List<Long>> children = new HashMap<>();
    for (ProcessEntry entry : entries.values()) {
      children.computeIfAbsent(entry.parentPid(), pid -> new ArrayList<>()).add(entry.id().pid());
    }
    List<Long> toVisit = new ArrayList<>(members);
    while (!toVisit.isEmpty()) {
      for (long child : children.getOrDefault(toVisit.remove(toVisit.size() - 1), List.of())) {
        if (members.add(child)) {
          toVisit.add(child);
        }
      }
    }
  }

  /** The instances in the environments of those that hold a lock's descriptor; empty for none. */
  Collection<String> instancesHolding(Path lock) {
    Set<String> found = new HashSet<>();
    for (ProcessEntry entry : entries.values()) {
      if (entry.id().pid() != ownPid && marksOfAll.locksOf(entry.id()).contains(lock)) {
        found.add(marksOfAll.instanceOf(entry.id()));
      }
    }
    return found;
  }
}
