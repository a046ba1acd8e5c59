package org.jbroker.benchmarks.transport;

import org.jbroker.benchmarks.message.StreamMeter;

/** Receives a stream of messages. */
public interface Target extends AutoCloseable {

  /** Where the source connects to, in a form that it understands. */
  String address();

  /**
   * Receives until the meter has seen the last message.
   *
   * @throws org.jbroker.benchmarks.harness.BenchmarkException if none comes for some seconds
   */
  void receive(StreamMeter meter) throws Exception;

  /** Ends it. */
  @Override
  void close();
}
