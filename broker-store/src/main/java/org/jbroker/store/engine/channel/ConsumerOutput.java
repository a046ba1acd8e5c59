package org.jbroker.store.engine.channel;

/**
 * What a {@link Consumer} wants done; implemented by its owner.
 *
 * <p>Called synchronously, on the thread that called the consumer and after the consumer changed
 * its state. Of the methods that change the consumer, an implementation may only call {@link
 * Consumer#close}.
 *
 * @param <P> what the channel carries
 */
public interface ConsumerOutput<P> {

  /** Tells the producer what was consumed. */
  void send(CumulativeAck ack);

  /**
   * Asks the producer for events, or for a handshake: see {@link Nack#isJoin}; a consumer that
   * joins may not know yet who the producer is.
   */
  void send(Nack nack);

  /**
   * The consumer accepted this handshake. Called before any event is consumed, so this is the place
   * to install the snapshot that came with it.
   */
  void established(Handshake handshake);

  /** The next event of the stream: each one once, without a gap. */
  void consume(long sequence, P payload);

  /** The next event of the stream is lost for good; says what to do about it. */
  AfterLoss consumeLost(long sequence);

  /** The consumer closed itself; a new one has to join. */
  void closed(CloseReason reason);

  /** The producer sent something against the protocol; it was ignored. */
  void protocolError(ProtocolError error);
}
