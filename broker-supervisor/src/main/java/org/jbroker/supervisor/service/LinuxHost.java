package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.process.NodeFiles;
import org.jbroker.supervisor.process.ProcessScan;
import org.jbroker.supervisor.process.WorkerFinder;
import org.jbroker.supervisor.process.WorkerLauncher;

/** The real world. Confined to the control loop, to which it hands exits. */
final class LinuxHost implements WorkerHost {

  /** How old a scan may be to be used again: workers that are stopped together share one. */
  private static final long MAX_SCAN_AGE_NANOS = Duration.ofMillis(3).toNanos();

  private final Path proc;
  private final WorkerFinder finder;
  private final WorkerLauncher launcher;
  private final Clock clock;
  private final SupervisorLog log;
  private final Consumer<Runnable> loop;
  private ProcessScan scan;
  private long scanNanos;

  /**
   * A host.
   *
   * @param loop runs a task on the control loop
   */
  LinuxHost(
      Path proc, WorkerLauncher launcher, Clock clock, SupervisorLog log, Consumer<Runnable> loop)
      throws IOException {
    this.proc = proc;
    this.launcher = launcher;
    this.clock = clock;
    this.log = log;
    this.loop = loop;
    finder = new WorkerFinder(proc);
  }

  @Override
  public Path proc() {
    return proc;
  }

  @Override
  public WorkerFinder finder() {
    return finder;
  }

  @Override
  public ProcessScan scan() throws IOException {
    long now = nanos();
    if (scan == null || now - scanNanos > MAX_SCAN_AGE_NANOS) {
      scan = finder.scan();
      // From its end on: with many processes a scan takes longer than it may be old.
      scanNanos = nanos();
    }
    return scan;
  }

  @Override
  public Process launch(NodeConfig config, NodeFiles files, String instance, IntConsumer onExit)
      throws IOException {
    scan = null;
    Process process = launcher.launch(config, files, instance);
    process
        .onExit()
        .thenAccept(
            ended ->
                loop.accept(
                    () -> {
                      scan = null;
                      onExit.accept(ended.exitValue());
                    }));
    return process;
  }

  @Override
  public String newInstance() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public SupervisorLog log() {
    return log;
  }
}
