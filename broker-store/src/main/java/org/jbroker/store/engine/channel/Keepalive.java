package org.jbroker.store.engine.channel;

/**
 * The producer lives, and this is the last event it made: who has less, lacks something.
 *
 * @param sequence the last event's sequence number; unsigned
 */
public record Keepalive(long sequence) implements ChannelMessage {}
