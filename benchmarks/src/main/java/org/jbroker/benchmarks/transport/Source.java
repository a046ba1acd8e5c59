package org.jbroker.benchmarks.transport;

/** Sends a stream of messages, and waits where the receiver would otherwise lose them. */
public interface Source extends AutoCloseable {

  /** Sends a message, or puts it to those that are sent together. */
  void send(long sequence, boolean last) throws Exception;

  /** Sends what was put together, too. */
  default void flush() throws Exception {}

  /** Ends it. */
  @Override
  void close();
}
