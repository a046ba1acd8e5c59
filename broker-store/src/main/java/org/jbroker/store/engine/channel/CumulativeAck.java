package org.jbroker.store.engine.channel;

/**
 * The consumer has consumed every event up to this one; also the consumer's sign of life.
 *
 * @param sequence the last consumed event's sequence number, or the handshake's offset; unsigned
 */
public record CumulativeAck(long sequence) implements ChannelMessage {}
