package org.jbroker.store.engine.channel;

/**
 * What the two ends of a channel say to each other; the records map one to one to the store
 * commands of the wire formats (see the package's table).
 *
 * <p>All sequence numbers are unsigned 64 bit, kept in a {@code long}.
 */
public sealed interface ChannelMessage
    permits Handshake, Event, Keepalive, RetransmitFailed, CumulativeAck, Nack {}
