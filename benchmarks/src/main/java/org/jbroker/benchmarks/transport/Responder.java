package org.jbroker.benchmarks.transport;

/** Sends back what it gets, until it is closed. */
public interface Responder extends AutoCloseable {

  /** Where the caller connects to. */
  String address();

  /** Answers. Returns when this is closed or the thread is interrupted. */
  void serve() throws Exception;

  /** Ends it. */
  @Override
  void close();
}
