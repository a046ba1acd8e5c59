package org.jbroker.testkit.wire;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Runs the other side of a conversation on a thread that ends with it. */
final class Background<T> {

  private final FutureTask<T> task;

  Background(Callable<T> body) {
    task = new FutureTask<>(body);
    new Thread(task, "other-side").start();
  }

  T get() throws Exception {
    try {
      return task.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("the other side failed: " + e.getCause().getMessage(), e.getCause());
    }
  }
}
