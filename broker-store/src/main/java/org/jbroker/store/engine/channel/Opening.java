package org.jbroker.store.engine.channel;

/** Which end opens a channel; it decides the kind of handshake and who repeats it. */
public enum Opening {
  /**
   * Consumers ask to join with {@link Nack#JOIN} until an {@link AckClone} reaches them: the
   * channel from a master to its clones. A consumer that the producer does not know (any more) is
   * told to start over, with {@link RetransmitFailed}.
   */
  BY_CONSUMER,
  /**
   * The producer sends {@link AttachWriter} every heartbeat interval until the consumer
   * acknowledges it: the channel from a writing clone to its master. Messages from a consumer that
   * was not added are ignored.
   */
  BY_PRODUCER
}
