package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
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

  private final Path proc;
  private final WorkerFinder finder;
  private final WorkerLauncher launcher;
  private final Clock clock;
  private final SupervisorLog log;
  private final Consumer<Runnable> loop;
  private ProcessScan scan;
  private boolean scanIsFresh;

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
    if (scan == null) {
      scan = finder.scan();
    }
    return scan;
  }

  @Override
  public ProcessScan freshScan() throws IOException {
    if (!scanIsFresh) {
      scan = finder.freshScan();
      scanIsFresh = true;
    }
    return scan;
  }

  /** The next look is a new one: at the end of each task, and when something was started. */
  void forgetScan() {
    scan = null;
    scanIsFresh = false;
  }

  @Override
  public Process launch(NodeConfig config, NodeFiles files, String instance, IntConsumer onExit)
      throws IOException {
    Process process = launcher.launch(config, files, instance);
    forgetScan();
    process.onExit().thenAccept(ended -> loop.accept(() -> onExit.accept(ended.exitValue())));
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
