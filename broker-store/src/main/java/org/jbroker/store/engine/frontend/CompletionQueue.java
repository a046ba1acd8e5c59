package org.jbroker.store.engine.frontend;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes users' futures on the endpoint's executor, many in one task: handing each of a hundred
 * thousand pipelined answers to a thread costs more than to get the answer.
 *
 * <p>What a user chained to a future may block, even until another of these futures is completed.
 * So a timer runs while something waits: if nothing was taken since it last looked, one more task
 * goes on with the rest.
 *
 * <p>Thread-safe, without a lock. Tasks run in turn, one at a time unless one of them blocks.
 */
public final class CompletionQueue implements Executor {

  /** How long one that blocks may hold up the others. */
  static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** After so many a task makes room for others on the executor. */
  private static final int BATCH = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(CompletionQueue.class);

  /** Runs something later, or never if everything ends before. */
  @FunctionalInterface
  public interface Timer {
    /** Runs a task once. */
    void later(Runnable task, long delayNanos);
  }

  private final Executor executor;
  private final Timer timer;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger runners = new AtomicInteger();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicBoolean watched = new AtomicBoolean();

  /** Runs tasks on {@code executor}. */
  public CompletionQueue(Executor executor, Timer timer) {
    this.executor = executor;
    this.timer = timer;
  }

  @Override
  public void execute(Runnable task) {
    waiting.add(task);
    if (runners.compareAndSet(0, 1)) {
      start();
    } else {
      watch();
    }
  }

  private void start() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      // The endpoint is closing. A future that stays open would be worse than a callback on this
      // thread.
      run();
    }
  }

  private void run() {
    try {
      runBatch();
    } finally {
      // Even after an error, such as a stack that is too deep: the next ones still have a runner.
      runners.decrementAndGet();
      if (!waiting.isEmpty() && runners.compareAndSet(0, 1)) {
        start();
      }
    }
  }

  private void runBatch() {
    Runnable task = waiting.poll();
    for (int i = 1; task != null; i++) {
      taken.incrementAndGet();
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("a callback failed", e);
      }
      task = i < BATCH ? waiting.poll() : null;
    }
  }

  private void watch() {
    if (!watched.get() && watched.compareAndSet(false, true)) {
      long seen = taken.get();
      timer.later(() -> look(seen), PATIENCE_NANOS);
    }
  }

  private void look(long seen) {
    watched.set(false);
    if (waiting.isEmpty()) {
      return;
    }
    if (taken.get() == seen) {
      runners.incrementAndGet();
      start();
    }
    watch();
  }
}
