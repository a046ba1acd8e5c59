package org.jbroker.benchmarks.transport;

import java.util.function.LongConsumer;

/** Sends messages and waits for the answer to each before the next. */
public interface Caller extends AutoCloseable {

  /**
   * Makes so many round trips.
   *
   * @param nanos gets the duration of each
   */
  void call(int count, LongConsumer nanos) throws Exception;

  /** Ends it. */
  @Override
  void close();
}
