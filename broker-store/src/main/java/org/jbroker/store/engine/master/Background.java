package org.jbroker.store.engine.master;

import java.util.concurrent.Executor;

/** Threads for what may take long, and a clock to pace it by. Thread-safe. */
public interface Background extends Executor {

  /** As {@link #execute}, after a while; never if everything ends before. */
  void executeLater(Runnable task, long delayNanos);

  /** Monotonic time. */
  long nanoTime();
}
