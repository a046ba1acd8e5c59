package org.jbroker.store.engine.channel;

/**
 * What a {@link Producer} wants done; implemented by its owner.
 *
 * <p>Called synchronously, on the thread that called the producer and after the producer changed
 * its state. An implementation may ask the producer questions, but not change it: no message, tick,
 * event or consumer goes into it until the outer call returned.
 *
 * @param <H> what identifies a consumer
 * @param <P> what the channel carries
 */
public interface ProducerOutput<H, P> {

  /** Sends a new event to all consumers. */
  void broadcast(Event<P> event);

  /** Tells all consumers where the stream ends. */
  void broadcast(Keepalive keepalive);

  /**
   * Sends a consumer the handshake, the first time or again.
   *
   * <p>An {@link AckClone} goes with the store's contents as they are when its offset is named for
   * the first time; they are kept for repetitions until {@link #handshakeCompleted} or {@link
   * #dropped}, or until a handshake with another offset replaces them.
   */
  void send(H consumer, Handshake handshake);

  /** Sends a consumer an event again. */
  void send(H consumer, Event<P> event);

  /**
   * Tells a consumer that lacks something where the stream ends, besides the broadcast: clones of
   * the C++ Broker ignore keepalives that are not addressed to them.
   */
  void send(H consumer, Keepalive keepalive);

  /** Tells a consumer, perhaps one that is not or no longer known, that an event is gone. */
  void send(H consumer, RetransmitFailed failed);

  /** A consumer got its handshake. */
  void handshakeCompleted(H consumer);

  /**
   * The producer gave up a consumer. What only this one had not acknowledged is still in {@link
   * Producer#unacknowledged} during this call, and not after it.
   */
  void dropped(H consumer, DropReason reason);

  /** The consumer, perhaps an unknown one, sent something against the protocol; it was ignored. */
  void protocolError(H consumer, ProtocolError error);
}
