package org.jbroker.cluster.log.transport;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jbroker.BrokerException;
import org.jbroker.cluster.log.LogLoss;
import org.jbroker.cluster.log.LogSchema;
import org.jbroker.cluster.log.LoggerOptions;
import org.jbroker.cluster.log.file.LogFiles;
import org.jbroker.cluster.log.file.LogTally;
import org.jbroker.data.Data;

/**
 * The files of this node, opened when there is something to write: a node that never logs makes no
 * folder. If that fails, it is tried again with the next records; those before are lost, counted,
 * and reported once.
 *
 * <p>Any thread may call. {@code lock} guards the opening; it is held while a folder is created.
 */
final class LocalLog implements AutoCloseable {

  private final LoggerOptions options;
  private final Path directory;
  private final InstantSource clock;
  private final LogTally tally;
  private final LogReports reports;

  private final Object lock = new Object();
  private LogFiles files;
  private boolean failed;
  private boolean closed;

  LocalLog(
      LoggerOptions options,
      Path directory,
      InstantSource clock,
      LogTally tally,
      LogReports reports) {
    this.options = options;
    this.directory = directory;
    this.clock = clock;
    this.tally = tally;
    this.reports = reports;
  }

  /** Writes rows; what cannot be written is counted and reported. */
  void write(LogSchema schema, List<List<Data>> rows) {
    try {
      LogFiles open = open();
      if (open == null) {
        tally.lost(LogLoss.WRITE_FAILED, rows.size());
      } else {
        open.write(schema, rows);
      }
    } catch (IllegalArgumentException e) {
      reports.refused(rows.size(), e.getMessage());
    }
  }

  /** The files; null if they cannot be opened. */
  private LogFiles open() {
    BrokerException failure;
    synchronized (lock) {
      if (files != null || closed) {
        return files;
      }
      try {
        files = new LogFiles(options, directory, clock, tally, reports::tell);
        failed = false;
        return files;
      } catch (BrokerException e) {
        if (failed) {
          return null;
        }
        failed = true;
        failure = e;
      }
    }
    reports.tell(failure.error());
    return null;
  }

  /** Rotates what is due. */
  void tick() {
    LogFiles open;
    synchronized (lock) {
      open = files;
    }
    if (open != null) {
      open.tick();
    }
  }

  @Override
  public void close() {
    LogFiles open;
    synchronized (lock) {
      closed = true;
      open = files;
    }
    if (open != null) {
      open.close();
    }
  }
}
