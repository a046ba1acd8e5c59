package org.jbroker.supervisor.process;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stops all processes of a worker: SIGTERM once to each, and later SIGKILL until nothing is left.
 *
 * <p>A process that is started while this goes on is found by the next scan, and gets its one
 * SIGTERM then.
 */
public final class WorkerTree {

  private final Path proc;
  private final WorkerMarks marks;
  private final Set<ProcessId> terminated = new HashSet<>();
  private boolean isKilling;

  /** Of a worker. */
  public WorkerTree(Path proc, WorkerMarks marks) {
    this.proc = proc;
    this.marks = marks;
  }

  /** From now on with SIGKILL. */
  public void kill() {
    isKilling = true;
  }

  /**
   * Signals those that are there.
   *
   * @return those that were there
   */
  public List<ProcessId> signal(ProcessScan scan) {
    List<ProcessId> members = scan.membersOf(marks);
    for (ProcessId member : members) {
      if (isKilling || terminated.add(member)) {
        signal(member);
      }
    }
    return members;
  }

  private void signal(ProcessId id) {
    // The handle is made before the start time is compared, and looks itself whether its process
    // still has the pid when it sends the signal: none goes to a stranger.
    Optional<ProcessHandle> handle = ProcessHandle.of(id.pid());
    if (handle.isPresent() && ProcessScan.isRunning(proc, id)) {
      if (isKilling) {
        handle.get().destroyForcibly();
      } else {
        handle.get().destroy();
      }
    }
  }
}
