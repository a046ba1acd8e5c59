package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.supervisor.process.Found;
import org.jbroker.supervisor.process.NodeFiles;
import org.jbroker.supervisor.process.WorkerMarks;

/** Finding what there is of a worker, with patience for one that is being started right now. */
final class Adoption {

  /**
   * How long a worker may take between its lock and its record, two lines of a script, before it
   * counts as stuck and is stopped.
   */
  private static final long NEWBORN_NANOS = Duration.ofSeconds(2).toNanos();

  private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();

  private Adoption() {}

  static Found find(WorkerHost host, NodeFiles files) throws IOException {
    long startNanos = host.nanos();
    if (!Files.exists(files.lock()) && !Files.exists(files.record())) {
      // Nobody ever started it, so nobody has to be looked for.
      return new Found(
          Found.Kind.NOTHING, new WorkerMarks("", files.lock(), Optional.empty(), false));
    }
    Found found = host.finder().find(files, host.freshScan());
    while (found.kind() == Found.Kind.NEWBORN && host.nanos() - startNanos < NEWBORN_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
      found = host.finder().find(files, host.finder().freshScan());
    }
    return found;
  }
}
