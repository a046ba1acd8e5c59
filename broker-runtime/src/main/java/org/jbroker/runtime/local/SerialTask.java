package org.jbroker.runtime.local;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a step on an executor whenever it is woken, one run at a time, holding no thread in between.
 *
 * <pre>
 *          wake            executor           step says "done"
 *   IDLE --------> SCHEDULED ------> RUNNING -----------------> IDLE
 *                      ^               |  \ wake
 *                      |  "more"       |   v
 *                      +---------------+- AGAIN     any --rejected--> DEAD
 * </pre>
 *
 * <p>A step that wants to go on is submitted again, so that others get their turn. An executor that
 * runs tasks on the submitting thread is fine: that is noticed, and turned into a loop.
 *
 * <p>Thread-safe. The monitor is for {@link #awaitIdle} only.
 */
final class SerialTask {

  private static final Logger LOG = LoggerFactory.getLogger(SerialTask.class);

  private enum State {
    IDLE,
    SCHEDULED,
    RUNNING,
    AGAIN,
    DEAD
  }

  private final Executor executor;
  private final BooleanSupplier step;
  private final Runnable onRejected;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private volatile Thread runner;
  private volatile int idleWaiters;

  /**
   * An idle task.
   *
   * @param step returns whether it wants to be called again
   * @param onRejected called once, by the thread that submitted, if the executor refuses: the step
   *     is never called again then
   */
  SerialTask(Executor executor, BooleanSupplier step, Runnable onRejected) {
    this.executor = executor;
    this.step = step;
    this.onRejected = onRejected;
  }

  /** Has the step called once more from now on. */
  void wake() {
    while (true) {
      State now = state.get();
      switch (now) {
        case IDLE -> {
          if (state.compareAndSet(now, State.SCHEDULED)) {
            submit();
            return;
          }
        }
        case RUNNING -> {
          if (state.compareAndSet(now, State.AGAIN)) {
            return;
          }
        }
        default -> {
          return;
        }
      }
    }
  }

  /** Whether the calling thread is in the step. */
  boolean isCurrent() {
    return runner == Thread.currentThread();
  }

  /** Waits until the step neither runs nor is to run; says whether that was so in time. */
  boolean awaitIdle(long timeoutNanos) throws InterruptedException {
    long start = System.nanoTime();
    synchronized (this) {
      idleWaiters++;
      try {
        while (!isAtRest()) {
          long left = timeoutNanos - (System.nanoTime() - start);
          if (left <= 0) {
            return false;
          }
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
      } finally {
        idleWaiters--;
      }
    }
  }

  private boolean isAtRest() {
    State now = state.get();
    return now == State.IDLE || now == State.DEAD;
  }

  private void submit() {
    while (true) {
      Turn turn = new Turn();
      try {
        executor.execute(turn);
      } catch (RejectedExecutionException e) {
        LOG.debug("the executor takes nothing more", e);
        state.set(State.DEAD);
        rested();
        onRejected.run();
        return;
      }
      if (!turn.isLeftToSubmitter() || !runOnce()) {
        return;
      }
    }
  }

  /** Returns whether it is to be submitted again. */
  private boolean runOnce() {
    state.set(State.RUNNING);
    runner = Thread.currentThread();
    boolean more = false;
    try {
      more = step.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.error("a defect: a step of {} failed", step, e);
    } finally {
      runner = null;
      if (more || !state.compareAndSet(State.RUNNING, State.IDLE)) {
        more = true;
        state.set(State.SCHEDULED);
      } else {
        rested();
      }
    }
    return more;
  }

  private void rested() {
    if (idleWaiters > 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** One submission. */
  private final class Turn implements Runnable {

    private final Thread submitter = Thread.currentThread();

    // Both are for the submitting thread only.
    private boolean submitting = true;
    private boolean left;

    @Override
    public void run() {
      if (Thread.currentThread() == submitter && submitting) {
        left = true;
      } else if (runOnce()) {
        submit();
      }
    }

    /** Whether the executor ran this on the submitting thread, within the submission. */
    boolean isLeftToSubmitter() {
      submitting = false;
      return left;
    }
  }
}
