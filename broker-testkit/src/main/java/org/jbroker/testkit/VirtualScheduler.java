package org.jbroker.testkit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * An executor without threads: its tasks run when its {@link VirtualClock} is advanced, on the
 * thread that advances it. {@link #execute} and {@code submit} too only queue their task, due now:
 * {@link VirtualClock#runDue} runs it.
 *
 * <p>After {@link #shutdown} one-shot tasks still run when they become due and periodic ones are
 * cancelled, as {@link java.util.concurrent.ScheduledThreadPoolExecutor} does it. {@code invokeAll}
 * and {@link #awaitTermination} wait in real time for another thread to advance the clock.
 *
 * <p>Thread-safe. {@code lock} guards the fields; it is taken before the clock's lock and not held
 * while a task runs.
 */
public final class VirtualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {

  private final VirtualClock clock;
  private final Object lock = new Object();
  private final Set<VirtualTask<?>> live = new HashSet<>();
  private boolean shutdown;

  VirtualScheduler(VirtualClock clock) {
    this.clock = clock;
  }

  /** The clock whose advance runs the tasks. */
  public VirtualClock clock() {
    return clock;
  }

  /** Queues a command, due now; what it throws comes out of the clock's {@code advance}. */
  @Override
  public void execute(Runnable command) {
    Objects.requireNonNull(command, "command");
    start(new Command(command));
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return schedule(Executors.callable(command), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return start(task(callable, unit.toNanos(delay), VirtualTask.Repeat.NEVER, 0));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return startPeriodic(command, initialDelay, period, unit, VirtualTask.Repeat.FIXED_RATE);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return startPeriodic(command, initialDelay, delay, unit, VirtualTask.Repeat.FIXED_DELAY);
  }

  private ScheduledFuture<?> startPeriodic(
      Runnable command, long initialDelay, long period, TimeUnit unit, VirtualTask.Repeat repeat) {
    if (period <= 0) {
      throw new IllegalArgumentException("not positive: " + period);
    }
    return start(
        task(
            Executors.callable(command), unit.toNanos(initialDelay), repeat, unit.toNanos(period)));
  }

  private <V> VirtualTask<V> task(
      Callable<V> body, long delayNanos, VirtualTask.Repeat repeat, long periodNanos) {
    long dueNanos = Math.addExact(clock.nanoTime(), Math.max(0, delayNanos));
    return new VirtualTask<>(this, body, dueNanos, repeat, periodNanos);
  }

  private <V> VirtualTask<V> start(VirtualTask<V> task) {
    synchronized (lock) {
      if (shutdown) {
        throw new RejectedExecutionException("this scheduler is shut down");
      }
      live.add(task);
      clock.add(task);
    }
    return task;
  }

  /** Puts a periodic task that has run back into the queue, unless the scheduler was shut down. */
  void repeat(VirtualTask<?> task) {
    boolean again;
    synchronized (lock) {
      again = !shutdown && !task.isCancelled();
      if (again) {
        clock.add(task);
      }
    }
    if (!again) {
      task.cancel(false);
      ended(task);
    }
  }

  /** Forgets a task that has run for the last time. */
  void ended(VirtualTask<?> task) {
    synchronized (lock) {
      live.remove(task);
      lock.notifyAll();
    }
  }

  /** Forgets a cancelled task, in the clock's queue too. */
  void cancelled(VirtualTask<?> task) {
    clock.remove(task);
    ended(task);
  }

  @Override
  public void shutdown() {
    List<VirtualTask<?>> periodic = new ArrayList<>();
    synchronized (lock) {
      shutdown = true;
      for (VirtualTask<?> task : live) {
        if (task.isPeriodic()) {
          periodic.add(task);
        }
      }
      lock.notifyAll();
    }
    periodic.forEach(task -> task.cancel(false));
  }

  /** Takes all waiting tasks out and returns them in the order in which they would have run. */
  @Override
  public List<Runnable> shutdownNow() {
    List<VirtualTask<?>> waiting = new ArrayList<>();
    synchronized (lock) {
      shutdown = true;
      for (VirtualTask<?> task : live) {
        if (clock.remove(task)) {
          waiting.add(task);
        }
      }
      waiting.forEach(live::remove);
      lock.notifyAll();
    }
    waiting.sort(
        Comparator.<VirtualTask<?>>comparingLong(VirtualTask::dueNanos)
            .thenComparingLong(VirtualTask::sequence));
    return new ArrayList<>(waiting);
  }

  @Override
  public boolean isShutdown() {
    synchronized (lock) {
      return shutdown;
    }
  }

  @Override
  public boolean isTerminated() {
    synchronized (lock) {
      return shutdown && live.isEmpty();
    }
  }

  /** Waits in real time until all tasks have run or were cancelled. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + unit.toNanos(timeout);
    synchronized (lock) {
      while (!(shutdown && live.isEmpty())) {
        long leftNanos = deadlineNanos - System.nanoTime();
        if (leftNanos <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(lock, Math.max(leftNanos, 1_000_000));
      }
      return true;
    }
  }

  /** What {@code execute} queues: its exception is the test's, not a future's. */
  private final class Command extends VirtualTask<Object> {
    private final Runnable body;

    Command(Runnable body) {
      super(VirtualScheduler.this, Executors.callable(body), clock.nanoTime(), Repeat.NEVER, 0);
      this.body = body;
    }

    @Override
    public void run() {
      try {
        body.run();
      } finally {
        ended(this);
      }
    }
  }
}
