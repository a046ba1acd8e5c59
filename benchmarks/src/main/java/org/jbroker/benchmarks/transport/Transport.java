package org.jbroker.benchmarks.transport;

/** A way to send messages from one process to another. */
public interface Transport {

  /**
   * Opens the receiving end.
   *
   * @param broker the address of whatever stands between both ends; empty if nothing does, and the
   *     target listens itself
   */
  Target target(String broker) throws Exception;

  /** Opens the sending end and waits until a message would arrive. */
  Source source(String address) throws Exception;

  /** Opens the answering end of a conversation; the address is that of {@link Target}. */
  Responder responder(String broker) throws Exception;

  /** Opens the asking end of a conversation. */
  Caller caller(String address) throws Exception;
}
