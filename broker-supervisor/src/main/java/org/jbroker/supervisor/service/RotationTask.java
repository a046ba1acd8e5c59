package org.jbroker.supervisor.service;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jbroker.supervisor.LogRotation;
import org.jbroker.supervisor.NodeConfig;
import org.jbroker.supervisor.RuntimeDirectory;
import org.jbroker.supervisor.SupervisorOptions;
import org.jbroker.supervisor.process.OutputRotation;

/**
 * Rotates the output of all workers and the supervisor's own log on a thread of its own, since
 * copying takes as long as the disk likes. Asks the control loop which files there are.
 */
final class RotationTask implements AutoCloseable {

  private static final long CLOSE_SECONDS = 10;

  private final ScheduledExecutorService executor;
  private final SupervisorOptions options;
  private final SupervisorLog log;
  private final Supplier<List<NodeConfig>> configs;
  private final Predicate<Runnable> loop;

  RotationTask(
      String threadName,
      SupervisorOptions options,
      SupervisorLog log,
      Supplier<List<NodeConfig>> configs,
      Predicate<Runnable> loop) {
    this.options = options;
    this.log = log;
    this.configs = configs;
    this.loop = loop;
    executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
  }

  void start() {
    long nanos = options.rotationInterval().toNanos();
    executor.scheduleWithFixedDelay(this::ask, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private void ask() {
    loop.test(
        () -> {
          Map<Path, LogRotation> files = files();
          try {
            executor.execute(() -> files.forEach(this::rotate));
          } catch (RejectedExecutionException closed) {
            return; // The next supervisor rotates them.
          }
        });
  }

  private Map<Path, LogRotation> files() {
    RuntimeDirectory directory = options.directory();
    Map<Path, LogRotation> files = new HashMap<>();
    for (NodeConfig config : configs.get()) {
      try {
        files.put(directory.stdoutFile(config), config.logRotation());
        files.put(directory.stderrFile(config), config.logRotation());
      } catch (InvalidPathException e) {
        continue; // Then it could not be started, either, which its status says.
      }
    }
    files.put(directory.log(), options.logRotation());
    return files;
  }

  private void rotate(Path file, LogRotation rotation) {
    try {
      OutputRotation.rotateIfLarge(file, rotation);
    } catch (IOException e) {
      log.error("cannot rotate " + file, e);
    }
  }

  /** Ends after what is being rotated now. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("a rotation takes long; it is left to itself");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
