package org.jbroker.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds out what there is of a worker that somebody else started, as the supervisor before this
 * one.
 *
 * <p>A process is the worker's only if its pid and its start time and the boot are those of the
 * record: a stranger that got the pid since then has another start time. A worker that was forked
 * but has not written its record yet holds the lock, or will find it held by a second start and
 * give up.
 */
public final class WorkerFinder {

  private static final Path BOOT_ID = Path.of("sys/kernel/random/boot_id");

  private final Path proc;
  private final String bootId;
  private final ProcessMarks marks;

  /**
   * A finder.
   *
   * @param proc the mount point, {@code /proc}
   * @throws IOException if the boot's id cannot be read
   */
  public WorkerFinder(Path proc) throws IOException {
    this.proc = proc;
    marks = new ProcessMarks(proc);
    bootId = Files.readString(proc.resolve(BOOT_ID)).strip();
  }

  /** All processes as they are now; their marks may be remembered from the scan before. */
  public ProcessScan scan() throws IOException {
    return ProcessScan.of(proc, marks);
  }

  /** All processes as they are now, and their marks, too. */
  public ProcessScan freshScan() throws IOException {
    return ProcessScan.of(proc, new ProcessMarks(proc));
  }

  /** Whether a process has not ended. */
  public boolean isRunning(ProcessId id) {
    return ProcessScan.isRunning(proc, id);
  }

  /** The process that has a pid now, if there is one. */
  public Optional<ProcessId> current(long pid) {
    return ProcessScan.current(proc, pid);
  }

  /**
   * What there is of a worker.
   *
   * @throws IOException if its record cannot be read
   */
  public Found find(NodeFiles files, ProcessScan scan) throws IOException {
    Optional<WorkerRecord> known =
        WorkerRecord.read(files.record()).filter(r -> r.bootId().equals(bootId));
    String instance = known.map(WorkerRecord::instance).orElse("");
    Optional<ProcessId> main = known.map(WorkerRecord::main).filter(scan::isRunning);
    WorkerMarks marks = new WorkerMarks(instance, files.lock(), main, main.isPresent());
    if (main.isPresent()) {
      return new Found(Found.Kind.RUNNING, marks);
    }
    if (scan.instancesHolding(files.lock()).stream()
        .anyMatch(holder -> !holder.isEmpty() && !holder.equals(instance))) {
      return new Found(Found.Kind.NEWBORN, marks);
    }
    boolean isEmpty = scan.membersOf(marks).isEmpty();
    return new Found(isEmpty ? Found.Kind.NOTHING : Found.Kind.LEFTOVERS, marks);
  }

  /** Whether the record was written by a certain start. */
  public boolean isRecorded(NodeFiles files, String instance) throws IOException {
    return WorkerRecord.read(files.record())
        .filter(r -> r.instance().equals(instance) && r.bootId().equals(bootId))
        .isPresent();
  }
}
