package org.jbroker.store.engine.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of an endpoint's stores: commands from the network and ticks, one at a time, in
 * order, so that event loops only hand bytes on.
 *
 * <p>Bounded: commands beyond {@value #MAX_BYTES} bytes are forgotten, as the network may forget
 * them; the channels ask for them again.
 *
 * <p>What is to be done now waits in a queue of its own, of which the thread takes {@value #BATCH}
 * at a time and then looks at the timers: the executor's queue is a heap, in which each of a
 * hundred thousand commands would cost more than to carry it out. Commands that follow each other
 * and are for the same store it gets together, so that it takes its lock, sends and wakes others
 * once for all of them.
 *
 * <p>Thread-safe; the monitor makes what goes to the executor and its end exclude each other.
 */
final class Mailbox implements AutoCloseable {

  private static final long MAX_BYTES = 256L << 20;
  private static final int BATCH = 256;
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  /** Where the commands of a store go. */
  @FunctionalInterface
  interface Inbox {
    /** Takes some in their order. On the mailbox's thread; the list is the caller's. */
    void take(List<byte[]> commands);
  }

  /** A command that waits. It never runs by itself. */
  private record Command(byte[] bytes, Inbox store) implements Runnable {
    @Override
    public void run() {
      store.take(List.of(bytes));
    }
  }

  private final ScheduledThreadPoolExecutor executor;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  // Those of one store, taken and not yet handed to it. Only the thread uses these two.
  private final List<byte[]> commands = new ArrayList<>(BATCH);
  private Inbox receiver;
  // Whether the thread looks at the tasks, or is about to.
  private final AtomicBoolean awake = new AtomicBoolean();
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean closed;

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

  /** Hands a command to a store in turn, together with those that come right after it. */
  void command(byte[] bytes, Inbox store) {
    if (waitingBytes.addAndGet(bytes.length) > MAX_BYTES || !execute(new Command(bytes, store))) {
      waitingBytes.addAndGet(-bytes.length);
    }
  }

  /** Runs a task in turn, unless this is closed before; false if it is closed already. */
  boolean execute(Runnable task) {
    if (closed) {
      return false;
    }
    tasks.add(task);
    wake();
    return true;
  }

  private void wake() {
    if (!awake.get() && awake.compareAndSet(false, true)) {
      synchronized (this) {
        if (!closed) {
          executor.execute(this::runBatch);
        }
      }
    }
  }

  private void runBatch() {
    try {
      Runnable task = tasks.poll();
      for (int i = 1; task != null && !closed; i++) {
        if (task instanceof Command command) {
          collect(command);
        } else {
          deliver();
          run(task);
        }
        task = i < BATCH ? tasks.poll() : null;
      }
      deliver();
    } finally {
      awake.set(false);
      if (!tasks.isEmpty()) {
        wake();
      }
    }
  }

  private void collect(Command command) {
    if (command.store() != receiver) {
      deliver();
      receiver = command.store();
    }
    commands.add(command.bytes());
  }

  private void deliver() {
    if (!commands.isEmpty()) {
      long bytes = 0;
      for (byte[] command : commands) {
        bytes += command.length;
      }
      waitingBytes.addAndGet(-bytes);
      run(() -> receiver.take(commands));
      commands.clear();
    }
  }

  /** Runs a task again and again. */
  synchronized Future<?> repeat(Runnable task, long periodNanos) {
    return closed
        ? CompletableFuture.completedFuture(null)
        : executor.scheduleWithFixedDelay(
            () -> run(task), periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  /** Runs a task once, later, unless this is closed before. */
  synchronized Future<?> later(Runnable task, long delayNanos) {
    return closed
        ? CompletableFuture.completedFuture(null)
        : executor.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
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
    tasks.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a task of the stores failed", e);
    }
  }
}
