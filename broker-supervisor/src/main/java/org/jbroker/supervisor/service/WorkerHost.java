package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.IntConsumer;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.process.NodeFiles;
import org.jbroker.supervisor.process.ProcessScan;
import org.jbroker.supervisor.process.WorkerFinder;

/** What a {@link Worker} needs of the world. Called on the control loop only. */
interface WorkerHost {

  /** The mount point of the processes, {@code /proc}. */
  Path proc();

  /** Looks for processes. */
  WorkerFinder finder();

  /**
   * All processes as they were at a moment since the current task of the loop began, and since the
   * last launch; so workers that are stopped together share one look.
   */
  ProcessScan scan() throws IOException;

  /** As {@link #scan}, with nothing remembered: for what another supervisor started. */
  ProcessScan freshScan() throws IOException;

  /** Starts a process; {@code onExit} is called on the control loop with its exit code. */
  Process launch(NodeConfig config, NodeFiles files, String instance, IntConsumer onExit)
      throws IOException;

  /** What tells one start from all others. */
  String newInstance();

  /** The wall clock. */
  Instant now();

  /** The monotonic clock. */
  long nanos();

  /** The log. */
  SupervisorLog log();
}
