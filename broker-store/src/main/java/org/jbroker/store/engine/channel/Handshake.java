package org.jbroker.store.engine.channel;

/** The producer's first message to a consumer: where in the stream the consumer begins. */
public sealed interface Handshake extends ChannelMessage permits AckClone, AttachWriter {

  /** The sequence number before the first event that the consumer is to get; unsigned. */
  long offset();

  /**
   * After how many ticks without an event the producer sends a {@link Keepalive}, 0 to 65,535;
   * zero: it sends none.
   */
  int heartbeatTicks();
}
