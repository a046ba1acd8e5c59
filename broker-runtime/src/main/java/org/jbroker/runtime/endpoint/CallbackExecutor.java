package org.jbroker.runtime.endpoint;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where user code runs: the user's executor, or threads of the endpoint's own, which exist only
 * while there is something to do. Thread-safe.
 */
final class CallbackExecutor implements Executor {

  private static final long IDLE_SECONDS = 5;

  private final Executor executor;
  private final ExecutorService own;
  private final ThreadGroup marker;

  CallbackExecutor(Optional<Executor> users, String name) {
    if (users.isPresent()) {
      executor = users.get();
      own = null;
      marker = null;
      return;
    }
    marker = new ThreadGroup(name);
    AtomicInteger number = new AtomicInteger();
    own =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread =
                  new Thread(marker, task, name + "-worker-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    executor = own;
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }

  /**
   * The same result, completed on this executor: what a user chains to a future is user code, too,
   * and must not run on the loop that completed it.
   */
  <T> CompletableFuture<T> relay(CompletableFuture<T> inner) {
    CompletableFuture<T> outer = new CompletableFuture<>();
    inner.whenComplete(
        (value, failure) -> {
          Runnable completion =
              () -> {
                if (failure == null) {
                  outer.complete(value);
                } else {
                  outer.completeExceptionally(failure);
                }
              };
          try {
            executor.execute(completion);
          } catch (RejectedExecutionException ended) {
            completion.run(); // The pool is closed; nobody else would do it.
          }
        });
    return outer;
  }

  /** Ends the own threads and waits for them, unless one of them calls. */
  void close() {
    if (own == null) {
      return;
    }
    own.shutdown();
    if (Thread.currentThread().getThreadGroup() == marker) {
      return;
    }
    try {
      if (!own.awaitTermination(1, TimeUnit.SECONDS)) {
        own.shutdownNow(); // A callback that waits for something is told to stop.
        own.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      own.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
