package org.jbroker.store.engine.channel;

/**
 * What a peer sent against the protocol. The message, or the rest of it, is ignored; it does not
 * count as a sign of life, so a peer that sends nothing else times out.
 */
public enum ProtocolError {
  /** An acknowledgement of an event that was not produced. */
  ACK_OF_FUTURE,
  /** A request for an event that was not produced. */
  NACK_OF_FUTURE,
  /** A list that is empty, or not strictly ascending, or asks to join and for events at once. */
  MALFORMED_NACK,
  /** One more consumer than {@link ChannelLimits#consumers} wants to join. */
  TOO_MANY_CONSUMERS,
  /** A handshake, event or keepalive with a number that no stream reaches. */
  ABSURD_SEQUENCE,
  /**
   * A {@link RetransmitFailed} for an event that is further ahead than anything that was asked for.
   */
  UNASKED_RETRANSMIT_FAILED
}
