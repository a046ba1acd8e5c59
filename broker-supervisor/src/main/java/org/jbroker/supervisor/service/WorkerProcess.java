package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jbroker.supervisor.process.NodeFiles;
import org.jbroker.supervisor.process.ProcessId;
import org.jbroker.supervisor.process.WorkerMarks;
import org.jbroker.supervisor.process.WorkerTree;

/**
 * The processes of one start of a worker: a child of this supervisor, whose exit it hears of, or
 * adopted from an earlier one, whose end it sees in {@code /proc}. Confined to the control loop.
 */
final class WorkerProcess {

  private static final String READY_LINE = "READY=1";
  private static final int MAX_NOTIFICATION_BYTES = 64 << 10;
  private static final long UNKNOWN_START = -1;

  private final WorkerHost host;
  private final NodeFiles files;
  private final WorkerMarks marks;
  private final boolean isAdopted;
  private final WorkerTree tree;
  private boolean exitSeen;
  private boolean recordSeen;

  private WorkerProcess(WorkerHost host, NodeFiles files, WorkerMarks marks, boolean isAdopted) {
    this.host = host;
    this.files = files;
    this.marks = marks;
    this.isAdopted = isAdopted;
    tree = new WorkerTree(host.proc(), marks);
  }

  /**
   * One that was started just now. If it has ended already, its start time is not known any more;
   * its pid still names its session.
   */
  static WorkerProcess child(WorkerHost host, NodeFiles files, Process process, String instance) {
    ProcessId main =
        host.finder().current(process.pid()).orElse(new ProcessId(process.pid(), UNKNOWN_START));
    return new WorkerProcess(
        host, files, new WorkerMarks(instance, files.lock(), Optional.of(main), true), false);
  }

  /** One that an earlier supervisor started, or what that left. */
  static WorkerProcess adopted(WorkerHost host, NodeFiles files, WorkerMarks marks) {
    return new WorkerProcess(host, files, marks, true);
  }

  boolean isAdopted() {
    return isAdopted;
  }

  /** The main process; empty for what one left that has ended. */
  Optional<ProcessId> main() {
    return marks.main();
  }

  String instance() {
    return marks.instance();
  }

  /** It is known that the main process ended. */
  void exitSeen() {
    exitSeen = true;
  }

  /** Whether the main process has ended; of a child, as soon as its exit code is known. */
  boolean isMainGone() {
    if (isAdopted && !exitSeen) {
      exitSeen = marks.main().isEmpty() || !host.finder().isRunning(marks.main().get());
    }
    return exitSeen;
  }

  /** SIGKILL from now on. */
  void kill() {
    tree.kill();
  }

  /**
   * Signals what is there, each process once unless with SIGKILL.
   *
   * @return what was there
   * @throws IOException if the processes cannot be listed
   */
  List<ProcessId> signal() throws IOException {
    return tree.signal(host.scan());
  }

  /** Whether it became the worker: its script has written the record. */
  boolean isRecorded() throws IOException {
    if (!recordSeen) {
      recordSeen = isAdopted || host.finder().isRecorded(files, marks.instance());
    }
    return recordSeen;
  }

  /** Whether it has written that it is ready; what an earlier start wrote does not count. */
  boolean hasNotified() throws IOException {
    Path file = files.notification();
    if (!isRecorded() || !Files.exists(file)) {
      return false;
    }
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_NOTIFICATION_BYTES);
    }
    return new String(bytes, StandardCharsets.ISO_8859_1).lines().anyMatch(READY_LINE::equals);
  }
}
