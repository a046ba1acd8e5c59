package org.jbroker.benchmarks.scenario;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jbroker.benchmarks.harness.BenchmarkException;
import org.jbroker.data.Count;
import org.jbroker.store.Store;

/**
 * A thread that reads and writes a store all the time, 99 reads to a write, and what it gets done.
 *
 * <p>{@code done} is written by that thread alone and read by the one that measures.
 */
final class OtherWork implements AutoCloseable {

  private static final int OPERATIONS_PER_WRITE = 100;
  private static final int PUBLISH_EVERY = 64;

  private final Store store;
  private final long entries;
  private final Thread thread;
  private volatile long done;
  private volatile boolean closing;
  private volatile RuntimeException failure;

  /**
   * Starts to work.
   *
   * @param entries the keys are the counts below this; they must exist
   */
  OtherWork(Store store, long entries) {
    this.store = store;
    this.entries = entries;
    thread = new Thread(this::work, "other-work");
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    long count = 0;
    try {
      while (!closing) {
        Count key = Count.of(count % entries);
        if (count % OPERATIONS_PER_WRITE == 0) {
          store.put(key, Count.of(count));
        } else if (store.get(key).isEmpty()) {
          throw new BenchmarkException("an entry is missing: " + key);
        }
        count++;
        if (count % PUBLISH_EVERY == 0) {
          done = count;
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Something that takes a while. */
  @FunctionalInterface
  interface While {
    void run() throws InterruptedException;
  }

  /**
   * What was done in some time.
   *
   * @param perSecond operations a second
   * @param perCpuSecond operations for each second of the thread's processor time
   */
  record Rates(double perSecond, double perCpuSecond) {}

  /** Measures for so long. */
  Rates during(long nanos) throws InterruptedException {
    return during(
        () -> {
          long startNanos = System.nanoTime();
          while (System.nanoTime() - startNanos < nanos) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            if (Thread.interrupted()) {
              throw new InterruptedException();
            }
          }
        });
  }

  /** Measures while something else happens. */
  Rates during(While something) throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long startDone = done;
    long startCpuNanos = threads.getThreadCpuTime(thread.getId());
    long startNanos = System.nanoTime();
    something.run();
    if (failure != null) {
      throw failure;
    }
    double operations = done - startDone;
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double cpuSeconds = Math.max(1, threads.getThreadCpuTime(thread.getId()) - startCpuNanos) / 1e9;
    return new Rates(operations / seconds, operations / cpuSeconds);
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It ends by itself.
    }
  }
}
