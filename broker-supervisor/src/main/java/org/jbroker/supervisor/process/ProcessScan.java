package org.jbroker.supervisor.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import org.jbroker.supervisor.NodeEnvironment;

/**
 * All processes of the system at one moment, or nearly so: {@code /proc} is read one process after
 * the other. Environments and descriptors are read when they are asked for, once; those of other
 * users cannot be read, and count as without marks.
 *
 * <p>One scan answers for all workers, so that stopping a hundred of them costs one pass.
 */
public final class ProcessScan {

  private static final byte[] INSTANCE =
      (NodeEnvironment.NODE_INSTANCE + "=").getBytes(StandardCharsets.US_ASCII);

  /** More than an environment has by default: a quarter of a stack of 8 MiB. */
  private static final int MAX_ENVIRONMENT_BYTES = 4 << 20;

  private final Path proc;
  private final Map<Long, ProcessEntry> entries = new HashMap<>();
  private final Map<Long, String> instances = new HashMap<>();
  private final Map<Long, Set<Path>> openFiles = new HashMap<>();
  private final long ownPid;

  private ProcessScan(Path proc, long ownPid) {
    this.proc = proc;
    this.ownPid = ownPid;
  }

  /**
   * Reads the processes.
   *
   * @param proc the mount point, {@code /proc}
   * @throws IOException if it cannot be read
   */
  public static ProcessScan of(Path proc) throws IOException {
    ProcessScan scan = new ProcessScan(proc, ProcessHandle.current().pid());
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
          || !marks.instance().isEmpty() && instanceOf(entry).equals(marks.instance())
          || opened(entry).contains(marks.lock())) {
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
      if (entry.id().pid() != ownPid && opened(entry).contains(lock)) {
        found.add(instanceOf(entry));
      }
    }
    return found;
  }

  private String instanceOf(ProcessEntry entry) {
    return instances.computeIfAbsent(entry.id().pid(), this::readInstance);
  }

  private String readInstance(long pid) {
    byte[] environment;
    try (InputStream in = Files.newInputStream(proc.resolve(pid + "/environ"))) {
      environment = in.readNBytes(MAX_ENVIRONMENT_BYTES);
    } catch (IOException endedOrForbidden) {
      return "";
    }
    int start = 0;
    while (start < environment.length) {
      int end = start;
      while (end < environment.length && environment[end] != 0) {
        end++;
      }
      if (end - start >= INSTANCE.length && startsWith(environment, start)) {
        int from = start + INSTANCE.length;
        return new String(environment, from, end - from, StandardCharsets.ISO_8859_1);
      }
      start = end + 1;
    }
    return "";
  }

  private static boolean startsWith(byte[] bytes, int offset) {
    for (int i = 0; i < INSTANCE.length; i++) {
      if (bytes[offset + i] != INSTANCE[i]) {
        return false;
      }
    }
    return true;
  }

  private Set<Path> opened(ProcessEntry entry) {
    return openFiles.computeIfAbsent(entry.id().pid(), this::readLocks);
  }

  /** The lock files among what a process has open; by their last name, to keep little. */
  private Set<Path> readLocks(long pid) {
    Set<Path> locks = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc.resolve(pid + "/fd"))) {
      for (Path descriptor : descriptors) {
        Path target = Files.readSymbolicLink(descriptor);
        if (target.endsWith(NodeFiles.LOCK)) {
          locks.add(target);
        }
      }
    } catch (IOException | DirectoryIteratorException endedOrForbidden) {
      return locks;
    }
    return locks;
  }
}
