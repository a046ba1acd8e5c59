package org.jbroker.store.engine.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of an endpoint's stores: commands from the network and ticks, one at a time, in
 * order, so that event loops only hand bytes on.
 *
 * <p>Bounded: commands beyond {@value #MAX_BYTES} bytes are forgotten, as the network may forget
 * them; the channels ask for them again. Thread-safe; the monitor makes acceptance and the end
 * exclude each other.
 */
final class Mailbox implements AutoCloseable {

  private static final long MAX_BYTES = 256L << 20;
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private final ScheduledThreadPoolExecutor executor;
  private final AtomicLong waitingBytes = new AtomicLong();
  private boolean closed;

  Mailbox(String threadName) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Handles a command that occupies so many bytes. */
  void command(int bytes, Runnable task) {
    if (waitingBytes.addAndGet(bytes) > MAX_BYTES) {
      waitingBytes.addAndGet(-bytes);
      return;
    }
    boolean accepted =
        execute(
            () -> {
              waitingBytes.addAndGet(-bytes);
              task.run();
            });
    if (!accepted) {
      waitingBytes.addAndGet(-bytes);
    }
  }

  /** Runs a task in turn; false if this is closed. */
  synchronized boolean execute(Runnable task) {
    if (!closed) {
      executor.execute(guarded(task));
    }
    return !closed;
  }

  /** Runs a task again and again. */
  synchronized Future<?> repeat(Runnable task, long periodNanos) {
    return closed
        ? CompletableFuture.completedFuture(null)
        : executor.scheduleWithFixedDelay(
            guarded(task), periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  /** Runs a task once, later, unless this is closed before. */
  synchronized Future<?> later(Runnable task, long delayNanos) {
    return closed
        ? CompletableFuture.completedFuture(null)
        : executor.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
  }

  /** Forgets what waits, ends the thread and waits for that, five seconds at most. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      executor.shutdownNow();
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

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("a task of the stores failed", e);
      }
    };
  }
}
