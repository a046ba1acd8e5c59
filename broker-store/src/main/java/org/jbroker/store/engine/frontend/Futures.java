package org.jbroker.store.engine.frontend;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jbroker.BrokerError;
import org.jbroker.BrokerException;
import org.jbroker.ErrorCode;

/**
 * Between the engine's futures and the users' code. An engine completes its futures on a thread
 * that must not run foreign code, so what a user gets is another future. Stateless.
 */
public final class Futures {

  private Futures() {}

  /**
   * A future for a user: completed on {@code callbacks}, or completed already if the engine's is.
   */
  public static <T> CompletableFuture<T> forUser(CompletableFuture<T> engines, Executor callbacks) {
    CompletableFuture<T> users = new CompletableFuture<>();
    if (engines.isDone()) {
      engines.whenComplete((value, thrown) -> complete(users, value, thrown));
    } else {
      engines.whenComplete(
          (value, thrown) -> {
            try {
              callbacks.execute(() -> complete(users, value, thrown));
            } catch (RejectedExecutionException e) {
              // The endpoint is closing. A future that stays open would be worse than a callback
              // on this thread.
              complete(users, value, thrown);
            }
          });
    }
    return users;
  }

  private static <T> void complete(CompletableFuture<T> future, T value, Throwable thrown) {
    if (thrown == null) {
      future.complete(value);
    } else {
      future.completeExceptionally(cause(thrown));
    }
  }

  /** What was thrown, without the wrappers of futures. */
  public static Throwable cause(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The error that describes what was thrown. */
  public static BrokerError error(Throwable thrown) {
    Throwable cause = cause(thrown);
    return cause instanceof BrokerException e
        ? e.error()
        : BrokerError.of(ErrorCode.UNSPECIFIED, String.valueOf(cause));
  }

  /**
   * Waits as long as it takes, for calls that do not declare InterruptedException.
   *
   * @throws BrokerException if the future fails, or with {@link ErrorCode#REQUEST_TIMEOUT} and the
   *     thread's flag set if it is interrupted
   */
  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  /**
   * As {@link #await(CompletableFuture)}, waiting at most {@code timeout}.
   *
   * @return whether the future was completed within it
   */
  public static boolean await(CompletableFuture<?> future, Duration timeout) {
    try {
      return awaitInterruptibly(future, timeout);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Waits at most {@code timeout}.
   *
   * @return whether the future was completed within it
   * @throws InterruptedException if the thread is interrupted
   */
  public static boolean awaitInterruptibly(CompletableFuture<?> future, Duration timeout)
      throws InterruptedException {
    try {
      future.get(Arguments.timeoutNanos(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  /** The exception of a call that waited and was interrupted; sets the thread's flag. */
  public static BrokerException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new BrokerException(
        BrokerError.of(ErrorCode.REQUEST_TIMEOUT, "interrupted while waiting for the store"),
        cause);
  }

  /** A new exception, so that its stack is the waiting caller's. */
  private static BrokerException rethrown(ExecutionException e) {
    return new BrokerException(error(e), e.getCause());
  }
}
