package org.jbroker.runtime.peering;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one thread that owns an endpoint's peerings: requests, handshakes, the table of links, the
 * topology. What it owns needs no lock. It never waits and runs no user code.
 *
 * <p>Thread-safe. A lock makes acceptance and the end exclude each other, which the executor alone
 * does not: while it ends it may cancel a task without a word.
 */
public final class ControlLoop implements AutoCloseable {

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> onFailure;
  private final Object lock = new Object();
  private boolean closed;
  private volatile Thread thread;

  /**
   * A loop whose thread is called {@code name}.
   *
   * @param onFailure told about tasks that threw, which is a bug; the loop goes on
   */
  public ControlLoop(String name, Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread t = new Thread(task, name);
              t.setDaemon(true);
              thread = t;
              return t;
            });
    // To the executor, a task to be run at once is a delayed one, too: with "false" here it would
    // forget, at its end, tasks that it has accepted. Timers are cancelled in close() instead.
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Whether the caller is the loop's thread. */
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Runs a task soon, in order.
   *
   * @return false if the loop has ended and the task will not run
   */
  public boolean execute(Runnable task) {
    synchronized (lock) {
      if (!closed) {
        executor.execute(guarded(task));
      }
      return !closed;
    }
  }

  /** Runs a task on the loop and completes with its result; with {@code otherwise} if it ended. */
  public <T> CompletableFuture<T> call(Supplier<T> task, T otherwise) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean accepted =
        execute(
            () -> {
              try {
                result.complete(task.get());
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    if (!accepted) {
      result.complete(otherwise);
    }
    return result;
  }

  /** Runs a task after a delay, unless the loop ends before. Cancel through the result. */
  public Future<?> schedule(Runnable task, long delayNanos) {
    synchronized (lock) {
      return closed
          ? CompletableFuture.completedFuture(null)
          : executor.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** The clock that delays are measured by, in nanoseconds from an arbitrary origin. */
  public long nanoTime() {
    return System.nanoTime();
  }

  /**
   * Ends the loop after the tasks that were accepted so far; waits for them, five seconds at most.
   */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      for (Runnable waiting : executor.getQueue()) {
        if (waiting instanceof RunnableScheduledFuture<?> timer
            && timer.getDelay(TimeUnit.NANOSECONDS) > 0) {
          timer.cancel(false);
        }
      }
      executor.shutdown();
    }
    if (isCurrent()) {
      return;
    }
    boolean interrupted = false;
    try {
      executor.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        onFailure.accept(e);
      }
    };
  }
}
