package org.jbroker.supervisor.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waits for futures and throws what they failed with. */
public final class Waiting {

  private Waiting() {}

  /**
   * The result of a future, or the exception that it failed with.
   *
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public static <T> T get(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw asRuntimeException(e.getCause());
    }
  }

  /** The failure of a future, without what stages wrap around it. */
  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static RuntimeException asRuntimeException(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }
}
