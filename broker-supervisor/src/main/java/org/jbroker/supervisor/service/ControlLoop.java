package org.jbroker.supervisor.service;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread that owns the workers: tasks one after the other, and a wake-up.
 *
 * <p>{@link #execute} may be called by any thread; {@link #wakeAt} only by the loop's own.
 */
final class ControlLoop {

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> onFailure;
  private final Runnable onWake;
  private ScheduledFuture<?> wake;
  private long wakeNanos;

  /**
   * A loop whose thread starts with its first task.
   *
   * @param onWake runs when the time of {@link #wakeAt} has come
   * @param onFailure hears what tasks throw; the next task follows
   */
  ControlLoop(String threadName, Runnable onWake, Consumer<Throwable> onFailure) {
    this.onWake = onWake;
    this.onFailure = onFailure;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Runs a task after those before it.
   *
   * @return whether it will run: not after {@link #stop}
   */
  boolean execute(Runnable task) {
    try {
      executor.execute(() -> run(task));
      return true;
    } catch (RejectedExecutionException stopped) {
      return false;
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      onFailure.accept(e);
    }
  }

  /** Sets the only wake-up, in place of one that was set before. */
  void wakeAt(long nanos) {
    if (wake != null && !wake.isDone() && wakeNanos - nanos == 0) {
      return;
    }
    noWake();
    wakeNanos = nanos;
    long delayNanos = Math.max(0, nanos - System.nanoTime());
    if (!executor.isShutdown()) {
      wake = executor.schedule(() -> run(onWake), delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Takes back the wake-up. */
  void noWake() {
    if (wake != null) {
      wake.cancel(false);
      wake = null;
    }
  }

  /** Runs the tasks that were accepted, and ends. */
  void stop() {
    executor.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = executor.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true; // What was accepted is still carried out.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
