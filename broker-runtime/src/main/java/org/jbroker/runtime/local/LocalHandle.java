package org.jbroker.runtime.local;

/** Something of this process that is open and ends with its endpoint. */
interface LocalHandle extends AutoCloseable {

  /** Begins nothing more, without waiting. What it has already may still leave. */
  default void stop() {}

  /** Ends it, waiting at most that long for what is still to leave, in real time. */
  default void close(long timeoutNanos) {
    close();
  }

  /**
   * Waits until it has done all that it has to do now.
   *
   * @return whether that was so in time
   */
  default boolean awaitIdle(long timeoutNanos) throws InterruptedException {
    return true;
  }

  @Override
  void close();
}
