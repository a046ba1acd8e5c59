package org.jbroker.store.engine.channel;

/**
 * The producer can't send this event, now or later.
 *
 * <p>It also answers a consumer that the producer does not know any more, with the sequence number
 * that this consumer needs next: it can't continue and has to join anew.
 *
 * @param sequence the event's sequence number; unsigned
 */
public record RetransmitFailed(long sequence) implements ChannelMessage {}
